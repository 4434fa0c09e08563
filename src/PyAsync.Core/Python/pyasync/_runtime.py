"""The process: its environment variables, its threads, and its end. With the GIL, on any thread."""

import faulthandler
import os
import sys
import threading

__all__ = ["ForcedExit", "adopt_thread", "at_exit", "blocked_line", "force_exit", "library", "notice", "open_dump", "set_variables"]


def set_variables(changes):
    """Carries the host's environment variables over; None takes one away."""
    for name, value in changes.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


# What a stop by force raises in the loop's thread: to Python's code a SystemExit, but nobody's mistake.
ForcedExit = type("SystemExit", (SystemExit,), {"__doc__": "The event loop is stopped by force."})


def force_exit(signum, frame):
    """The handler of the signal that stands for a stop by force; nobody sends it."""
    raise ForcedExit


def adopt_thread():
    """Makes this thread of the host's one whose threads are no daemons unless they say so, as those of the main thread are."""
    thread = threading.current_thread()
    if isinstance(thread, threading._DummyThread):
        thread._daemonic = False


def at_exit():
    """Ends Python as its own exit would, without taking the interpreter apart: threads, atexit functions, buffers."""
    import atexit

    try:
        threading._shutdown()
    finally:
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except Exception:
                pass


def notice():
    """Lets this thread notice what was raised in it from outside: CPython looks at each turn of a loop."""
    for _ in range(2):
        pass


# What Python's own library is in; packages may be in a folder of it.
library = os.path.dirname(os.__file__) + os.sep


def _is_library(frame):
    file = frame.f_code.co_filename
    return file.startswith("<frozen ") or file.startswith(library) and "-packages" + os.sep not in file


def blocked_line(thread_id):
    """What blocks the thread just now, as 'file:line in function': the line of the user's code, if it is in Python's library.

    PyAsync's own frames are passed over. None where nothing blocks it: the loop waits for events. Any thread.
    """
    frame = sys._current_frames().get(thread_id)
    innermost = None
    while frame is not None:
        name = frame.f_globals.get("__name__")
        if name == "asyncio.base_events" and innermost is not None:
            # What is further out has begun the loop, and is not what the loop runs.
            if innermost.f_globals.get("__name__") == "selectors":
                return None
            break
        if not frame.f_code.co_filename.startswith("<pyasync>"):
            if not _is_library(frame):
                innermost = frame
                break
            innermost = innermost or frame
        frame = frame.f_back
    if innermost is None:
        return None
    # What belongs to no line, such as the end of a "with", has none.
    line = innermost.f_lineno or innermost.f_code.co_firstlineno
    return "%s:%d in %s" % (innermost.f_code.co_filename, line, innermost.f_code.co_name)


def open_dump(signum):
    """Has faulthandler write where all threads are whenever its handler for a signal is called; gives what to read that from."""
    read, write = os.pipe()
    for end in (read, write):
        os.set_blocking(end, False)
    faulthandler.register(signum, write, True)
    return read
