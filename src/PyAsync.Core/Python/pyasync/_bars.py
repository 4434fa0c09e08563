"""tqdm's bars as progress of the command that waits, where no terminal of Python's shows them."""

import functools
import sys

from pyasync._progress import Bar

__all__ = ["install"]


class _Nowhere:
    """What a bar writes to that is shown by the host."""

    encoding = "utf-8"

    def write(self, text):
        return len(text)

    def flush(self):
        """There is nothing to write."""

    def isatty(self):
        return False


def install(module):
    """Changes the class of the module tqdm.std, from which tqdm's others are derived."""
    bar_class = module.tqdm
    draw, close = bar_class.display, bar_class.close

    @functools.wraps(draw)
    def display(self, msg=None, pos=None):
        is_new = "_pyasync_bar" not in self.__dict__
        bar = _bar_of(self)
        if bar is None:
            return draw(self, msg, pos)
        if is_new:
            return True
        if msg == "":
            bar.complete()
        else:
            bar.offer(lambda: _describe(self))
        return True

    @functools.wraps(close)
    def close_bar(self):
        close(self)
        bar = self.__dict__.get("_pyasync_bar")
        if bar is not None:
            bar.complete()

    bar_class.display, bar_class.close = display, close_bar


def _bar_of(shown):
    known = shown.__dict__
    if "_pyasync_bar" not in known:
        bar = None
        # A file of the user's own gets what it is to get, and a terminal is Python's.
        if shown.fp in (sys.stderr, sys.stdout) and not _is_terminal(shown.fp):
            bar = Bar()
            if bar.offer(lambda: _describe(shown)):
                # Line ends and clearings are for a terminal too.
                shown.fp = _Nowhere()
                shown.sp = lambda text: None
            else:
                bar = None
        known["_pyasync_bar"] = bar
    return known["_pyasync_bar"]


def _is_terminal(file):
    try:
        return file.isatty()
    except Exception:
        return False


def _describe(shown):
    facts = shown.format_dict
    done, total, rate = facts["n"], facts["total"], facts["rate"]
    if rate is None and facts["elapsed"]:
        rate = (done - facts["initial"]) / facts["elapsed"]
    unit = facts["unit"]
    text = "%s%s" % (done, " of %s" % total if total else "") + (" %s" % unit if unit != "it" else "")
    if rate:
        text += ", %.4g %s/s" % (rate, unit)
    if facts["postfix"]:
        text += ", %s" % facts["postfix"]
    percent = 100 * done / total if total else None
    left = (total - done) / rate if total and rate else None
    return (shown.desc or "").rstrip(": ") or "Python", text, percent, left
