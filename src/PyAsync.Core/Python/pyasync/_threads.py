"""Who started an await is known in the threads that it starts, and in what it gives to an executor, too."""

import functools
import sys
import threading
from threading import get_ident

from pyasync._awaits import origin
from pyasync._output import unended

__all__ = ["carry_to_executors", "install"]

_work_ended = None


def install(work_ended):
    """A thread is its starter's: it has its origin from the first line to the last.

    work_ended() is called on each thread when it has done what it was given.
    """
    global _work_ended
    _work_ended = work_ended
    start_thread = threading.Thread.start

    @functools.wraps(start_thread)
    def start(self):
        mark = origin.get()
        if mark is not None:
            run = self.run

            def run_as_origin():
                self.__dict__.pop("run", None)
                origin.set(mark)
                try:
                    run()
                finally:
                    _end_work()

            self.run = run_as_origin
        start_thread(self)

    threading.Thread.start = start
    executors = sys.modules.get("concurrent.futures.thread")
    if executors is not None:
        carry_to_executors(executors.ThreadPoolExecutor)


def carry_to_executors(executor):
    """What is given to an executor's threads is for who gives it, not for who started the thread."""
    submit_work = executor.submit

    @functools.wraps(submit_work)
    def submit(self, fn, /, *args, **kwargs):
        return submit_work(self, _as_origin, origin.get(), fn, *args, **kwargs)

    executor.submit = submit


def _as_origin(mark, fn, /, *args, **kwargs):
    before = origin.set(mark)
    try:
        return fn(*args, **kwargs)
    finally:
        _end_work()
        origin.reset(before)


def _end_work():
    if get_ident() in unended:
        unended.discard(get_ident())
        _work_ended()
