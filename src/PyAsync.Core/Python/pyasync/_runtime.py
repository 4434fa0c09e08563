"""The process: its environment variables, and its end. With the GIL, on any thread."""

import os
import sys

__all__ = ["at_exit", "notice", "set_variables"]


def set_variables(changes):
    """Carries the host's environment variables over; None takes one away."""
    for name, value in changes.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def at_exit():
    """Ends Python as its own exit would, without taking the interpreter apart: threads, atexit functions, buffers."""
    import atexit
    import threading

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
