"""The process: its environment variables, its threads, and its end. With the GIL, on any thread."""

import os
import sys
import threading

__all__ = ["adopt_thread", "at_exit", "blocked_line", "notice", "set_variables"]


def set_variables(changes):
    """Carries the host's environment variables over; None takes one away."""
    for name, value in changes.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


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


def blocked_line(thread_id):
    """What blocks the thread just now, as 'file:line in function', skipping PyAsync's own frames. Any thread.

    None where nothing does: the loop waits for events.
    """
    frame = sys._current_frames().get(thread_id)
    if frame is not None and frame.f_globals.get("__name__") == "selectors":
        return None
    while frame is not None and frame.f_code.co_filename.startswith("<pyasync>"):
        frame = frame.f_back
    if frame is None:
        return None
    return "%s:%d in %s" % (frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name)
