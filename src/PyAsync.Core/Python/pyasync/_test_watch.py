"""What a test leaves behind: tasks, resources, coroutines, exceptions that nothing caught. Process-wide, by thread."""

import asyncio
import gc
import logging
import re
import sys
import threading
import warnings

from pyasync._tasks import where

_gate = threading.Lock()
_runs = 0
_saved = None
_watches = {}  # thread → the Watch of the test that it runs
# One thread collects at a time: what a test leaves to the collector is then mostly found by its own.
_collecting = threading.Lock()
_in_collector = set()  # threads


class IsolationError(AssertionError):
    """A test left something behind that outlives it."""


class TestTimeout(BaseException):
    """A test took longer than it may. A BaseException, so that the test's own `except Exception` does not swallow it."""


class Watch:
    """Collects the problems of one test, which runs on the thread that makes this."""

    def __init__(self):
        self.problems = []
        self.thread = threading.get_ident()
        self.task = None
        self.timed_out = None

    def __enter__(self):
        _watches[self.thread] = self
        # A "never awaited" then names where the coroutine was made.
        self._depth = sys.get_coroutine_origin_tracking_depth()
        sys.set_coroutine_origin_tracking_depth(1)
        return self

    def __exit__(self, *exc):
        with _collecting:
            # Cycles too: transports, tasks and frames refer to each other.
            gc.collect()
        sys.set_coroutine_origin_tracking_depth(self._depth)
        del _watches[self.thread]
        return False

    def add(self, problem):
        problem = problem.strip()
        if problem not in self.problems:
            self.problems.append(problem)

    def leaks(self, loop, ignored=()):
        """Takes note of the tasks that have not ended, and gives them."""
        left = [t for t in asyncio.all_tasks(loop) if t not in ignored and not t.done() and not _is_runner(t)]
        for task in left:
            name, file, line, _ = where(task)
            self.add("the task %r (%s) is still pending at %s:%d" % (task.get_name(), name, file, line))
        return left


async def let_end():
    """Lets the loop end what is about to end: tasks that were cancelled, transports that were closed."""
    for _ in range(5):
        await asyncio.sleep(0)


def _is_runner(task):
    # unittest's own, on 3.9 and 3.10.
    return getattr(task.get_coro(), "__qualname__", "").endswith("._asyncioLoopRunner")


def begin_run():
    """Starts to watch; pairs with end_run. Runs may overlap."""
    global _runs, _saved
    with _gate:
        _runs += 1
        if _runs > 1:
            return
        catcher = warnings.catch_warnings()
        catcher.__enter__()
        warnings.simplefilter("always", ResourceWarning)
        warnings.filterwarnings("always", r"coroutine .* was never awaited", RuntimeWarning)
        handler = _LogHandler(logging.ERROR)
        logging.getLogger("asyncio").addHandler(handler)
        _saved = (catcher, handler, warnings.showwarning, sys.unraisablehook, threading.excepthook, threading.Thread.start)
        threading.Thread.start = _start
        warnings.showwarning = _on_warning
        sys.unraisablehook = _on_unraisable
        threading.excepthook = _on_thread_exception
        gc.callbacks.append(_on_collector)
        # What is there already is not the tests'; each collection is then a short one.
        gc.collect()
        gc.freeze()


def end_run():
    """Stops to watch and puts everything back."""
    global _runs, _saved
    with _gate:
        _runs -= 1
        if _runs:
            return
        catcher, handler, showwarning, unraisablehook, excepthook, start = _saved
        threading.Thread.start = start
        gc.unfreeze()
        gc.callbacks.remove(_on_collector)
        threading.excepthook = excepthook
        sys.unraisablehook = unraisablehook
        warnings.showwarning = showwarning
        logging.getLogger("asyncio").removeHandler(handler)
        catcher.__exit__(None, None, None)


def watch_of(thread):
    """The watch of the test that the thread runs, or None."""
    return _watches.get(thread)


def _current():
    thread = threading.get_ident()
    watch = _watches.get(thread)
    # Else a thread that a test has started, itself or through an executor.
    return watch if watch is not None else getattr(threading._active.get(thread), "_pyasync_watch", None)


def _on_collector(phase, info):
    (_in_collector.add if phase == "start" else _in_collector.discard)(threading.get_ident())


def _doubt():
    # A collector finds what any test has left.
    if len(_watches) > 1 and threading.get_ident() in _in_collector:
        return "; the garbage collector found it while %d tests ran, so it may be another's" % len(_watches)
    return ""


def _start(thread):
    thread._pyasync_watch = _current()
    _saved[5](thread)


def _on_warning(message, category, filename, lineno, file=None, line=None):
    watch = _current()
    if watch is not None and issubclass(category, ResourceWarning):
        place = "" if filename.startswith("<pyasync>") else " (%s:%d)" % (filename, lineno)
        watch.add("unclosed resource: %s%s%s" % (message, place, _doubt()))
    elif watch is not None and issubclass(category, RuntimeWarning) and "was never awaited" in str(message):
        watch.add(str(message) + _doubt())
    elif not issubclass(category, ResourceWarning):
        _saved[2](message, category, filename, lineno, file, line)


def _on_unraisable(unraisable):
    watch = _current()
    if watch is None:
        _saved[3](unraisable)
        return
    # Neither the object nor the exception may be kept: it would come back to life.
    watch.add("unraisable exception%s: %s%s" % (_place(unraisable), _text(unraisable.exc_type, unraisable.exc_value), _doubt()))


def _place(unraisable):
    """In what it was raised: the object, and from 3.14 on what the message names, where the object is None."""
    thing, said = unraisable.object, unraisable.err_msg or ""
    if thing is not None:
        return " in " + getattr(thing, "__qualname__", type(thing).__name__)
    # "Exception ignored while calling deallocator <function X.__del__ at 0x7f38722c9580>"
    named = re.search(r"<\w+(?: object)? (\S+) at 0x", said)
    return " in " + named.group(1) if named else said.removeprefix("Exception ignored").rstrip(":")


def _on_thread_exception(args):
    watch = _current()
    if watch is None or args.exc_type is SystemExit:
        _saved[4](args)
        return
    name = args.thread.name if args.thread is not None else "?"
    watch.add("unhandled exception in the thread %r: %s" % (name, _text(args.exc_type, args.exc_value)))


class _LogHandler(logging.Handler):
    """asyncio tells its logger of exceptions that nobody retrieved and of what was not closed."""

    def emit(self, record):
        watch = _current()
        if watch is None:
            return
        text = record.getMessage().splitlines()[0]
        if record.exc_info and record.exc_info[1] is not None:
            text += ": " + _text(record.exc_info[0], record.exc_info[1])
        watch.add(text + _doubt())


def _text(cls, value):
    message = str(value) if value is not None else ""
    return cls.__qualname__ + (": " + message if message else "")
