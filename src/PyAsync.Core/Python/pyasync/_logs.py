"""What Python code says by `logging` and `warnings` goes to whoever waits for what says it."""

import asyncio
import functools
import logging
import sys
import threading
import warnings

import pyasync

__all__ = ["LogHandler", "fit_config", "install", "leave_host", "lower", "put_back", "raise_again", "root_state"]

_USUAL = logging.WARNING

_wants = None
_log = None
_show_warning = None
_handler = None
_has_left = False

# The levels that commands want which are lower than the usual one, once for each command, with the loop that its awaits
# are on; and the root logger's level as it was set here last. Where it is another, the program has set it, and it stays.
_wanted = []
_set_last = None
_gate = threading.Lock()


def install(wants, log, warn):
    """Puts the host's handler and hook in place.

    wants(level) → whether anybody takes a record of the level; log(logger, level, level name, message, traceback or None,
    file, line); warn(category, message, file, line) → whether anybody takes it.
    """
    global _wants, _log, _show_warning, _handler, _set_last
    _wants, _log = wants, log
    _show_warning = show = warnings.showwarning

    def showwarning(message, category, filename, lineno, file=None, line=None):
        if file is None and warn(category.__name__, str(message), str(filename), int(lineno)):
            return
        show(message, category, filename, lineno, file, line)

    warnings.showwarning = showwarning
    pyasync.LogHandler = LogHandler
    root = logging.getLogger()
    _set_last = root.level
    _handler = _Usual()
    root.addHandler(_handler)
    configure = logging.basicConfig

    @functools.wraps(configure)
    def basicConfig(**settings):
        # It does nothing where the root logger has a handler: this one does not count.
        root.removeHandler(_handler)
        try:
            configure(**settings)
        finally:
            _come_back()

    logging.basicConfig = basicConfig
    if "logging.config" in sys.modules:
        fit_config(sys.modules["logging.config"])


def fit_config(module):
    """Lets logging.config take the host's handler from the root logger only where it gives it one."""

    def keep(configure):
        @functools.wraps(configure)
        def configure_and_keep(*args, **settings):
            try:
                return configure(*args, **settings)
            finally:
                _come_back()

        return configure_and_keep

    module.fileConfig = keep(module.fileConfig)
    module.DictConfigurator.configure = keep(module.DictConfigurator.configure)


def _come_back():
    root = logging.getLogger()
    if not root.handlers and not _has_left:
        root.addHandler(_handler)


def leave_host():
    """In a forked child, which cannot call the host: Python's own ways are in place again."""
    global _has_left
    _has_left = True
    warnings.showwarning = _show_warning
    logging.getLogger().removeHandler(_handler)


def lower(level):
    """A command wants records from this level on, until `raise_again(level)`."""
    with _gate:
        _wanted.append((level, asyncio._get_running_loop()))
        _apply()


def raise_again(level):
    """A command that wanted records from this level on has ended."""
    with _gate:
        wanted = (level, asyncio._get_running_loop())
        if wanted in _wanted:
            _wanted.remove(wanted)
        _apply()


def _apply():
    global _set_last
    root = logging.getLogger()
    # What the program has set, or is to get by handlers of its own, is not changed.
    if root.level == _set_last and (root.handlers == [_handler] or root.level != _USUAL):
        # Nobody tells of the awaits of a loop that was abandoned.
        _wanted[:] = [wanted for wanted in _wanted if wanted[1] is None or not wanted[1].is_closed()]
        level = min((wanted[0] for wanted in _wanted), default=_USUAL)
        if level != root.level:
            root.setLevel(level)
            _set_last = root.level


def root_state():
    """The root logger as it is, for `put_back`."""
    root = logging.getLogger()
    # None: the level is set here.
    return list(root.handlers), None if root.level == _set_last else root.level, root.manager.disable


def put_back(state):
    """Makes the root logger as it was; handlers that have come since then are closed, as at Python's exit."""
    handlers, level, disabled = state
    root = logging.getLogger()
    for handler in list(root.handlers):
        if handler not in handlers:
            root.removeHandler(handler)
            try:
                handler.close()
            except Exception:
                # Where it writes to is gone.
                pass
    root.handlers[:] = handlers
    if root.manager.disable != disabled:
        logging.disable(disabled)
    with _gate:
        wanted = _set_last if level is None else level
        if root.level != wanted:
            root.setLevel(wanted)
        _apply()


class LogHandler(logging.Handler):
    """A handler whose records go to whoever waits for what logs them: Debug, Verbose or Warning stream by their levels."""

    def emit(self, record):
        if not _wants(record.levelno):
            return
        try:
            text = record.exc_text
            if record.exc_info and not text:
                text = (self.formatter or _plain).formatException(record.exc_info)
            if record.stack_info:
                text = (text + "\n" if text else "") + record.stack_info
            message = self.format(record) if self.formatter else record.getMessage()
            _log(record.name, record.levelno, record.levelname, message, text or None, record.pathname, record.lineno)
        except Exception:
            self.handleError(record)


_plain = logging.Formatter()


class _Usual(LogHandler):
    """The root logger's handler as long as the program has configured none: what a handler of its own takes is not said twice."""

    def emit(self, record):
        logger = logging.getLogger(record.name)
        while logger is not None:
            for handler in logger.handlers:
                if handler is not self and not isinstance(handler, logging.NullHandler):
                    return
            if not logger.propagate:
                break
            logger = logger.parent
        super().emit(record)
