"""Loops: making and running them, and what a thread's loop is doing. Every function runs on its loop's own thread unless it says otherwise."""

import asyncio
import gc
import inspect
import sys
import threading
import time
import weakref
from contextvars import Context

from pyasync import _children, _fork
from pyasync._awaits import origin
from pyasync._ending import keep_running
from pyasync._runtime import ForcedExit, adopt_thread
from pyasync._targets import resolve

__all__ = [
    "DescribedCallback",
    "attach",
    "loop_of",
    "measure_lag",
    "new_loop",
    "run",
    "runs_seen",
    "tell_nested_runs",
]


def new_loop(factory):
    """A new event loop, set as this thread's. factory is None, 'asyncio', 'uvloop', 'module:callable' or a callable."""
    adopt_thread()
    if factory in (None, "", "asyncio"):
        loop = asyncio.new_event_loop()
    else:
        if factory == "uvloop":
            factory = "uvloop:new_event_loop"
        if isinstance(factory, str):
            module, _, name = factory.partition(":")
            factory = resolve(module, name)
        loop = factory()
        if not isinstance(loop, asyncio.AbstractEventLoop):
            raise TypeError("the loop factory returned %s, which is no asyncio event loop" % type(loop).__name__)
    asyncio.set_event_loop(loop)
    _children.watch(loop)
    _fit_reports(loop)
    return loop


# Since Python 3.12 a task's first step is eager.
_IS_EAGER = sys.version_info >= (3, 12)


def _fit_reports(loop):
    """What asyncio reports of a task or a callback is said on behalf of who started that.

    The await itself tells of a task that exits in its first, eager step, which asyncio calls "never retrieved" at once.
    """
    # The loop has the function, so the function does not keep the loop alive.
    owner = weakref.ref(loop)
    own_report = type(loop).call_exception_handler

    def report(context):
        own_report(owner(), context)

    def report_untold(context):
        if not hasattr(context["exception"], "_pyasync_told"):
            report(context)

    def report_soon(context):
        exits = isinstance(context.get("exception"), (SystemExit, KeyboardInterrupt)) and "future" in context
        if _IS_EAGER and exits and not owner().is_closed():
            owner().call_soon(report_untold, context)
        else:
            report(context)

    def call_exception_handler(context):
        about = _context_of(context.get("task") or context.get("future") or context.get("handle"))
        mark = None if about is None else about.get(origin)
        if mark is None:
            report_soon(context)
            return
        before = origin.set(mark)
        try:
            report_soon(context)
        finally:
            origin.reset(before)

    loop.call_exception_handler = call_exception_handler


def _context_of(reported):
    """The context of a task or a callback's handle; None where it has none."""
    if hasattr(reported, "get_context"):
        return reported.get_context()
    # A task tells its context since Python 3.12; a handle never does.
    referents = () if reported is None else gc.get_referents(reported)
    return next((found for found in referents if isinstance(found, Context)), None)


# A loop that fails so often within a second does so by itself, and ends.
_MOST_FAILURES = 10


@_fork.runs_loops
def run(loop):
    """Runs the loop until the host stops it. What a task, a callback or a signal's handler raises never ends it."""
    keep_running(loop)
    failures, since = 0, 0.0
    while True:
        try:
            loop.run_forever()
            return
        except Exception as error:
            # Tasks and callbacks keep theirs to themselves, so it comes from a signal's handler, while the loop was idle.
            if _fork.is_child():
                _fork.end(error)
            now = time.monotonic()
            failures, since = (failures + 1, since) if now - since < 1 else (1, now)
            if failures > _MOST_FAILURES or loop.is_closed():
                raise
            _report(loop, error)
        except (SystemExit, KeyboardInterrupt) as error:
            # asyncio re-raises these out of run_forever after it has stored them in the task, whose waiter reports
            # them. The loop itself goes on.
            if _fork.is_child():
                _fork.end(error)
            if not isinstance(error, ForcedExit) and not _is_of_task(error):
                _report(loop, error)
            if getattr(loop, "_pyasync_stopped", False):
                return


def _is_of_task(error):
    """Whether an error that left run_forever came out of a task, and not out of a callback, which nobody waits for."""
    first = error.__traceback__.tb_next
    step = first
    while step is not None:
        if step.tb_frame.f_code is asyncio.Handle._run.__code__:
            first = step.tb_next
            break
        step = step.tb_next
    # What the loop itself runs is passed over; uvloop has no Handle._run to find. Then a task's coroutine comes, as its
    # step is C code, or a callback's function, or nothing where that is C code too.
    while first is not None:
        frame = first.tb_frame
        if frame.f_code.co_flags & (inspect.CO_COROUTINE | inspect.CO_ITERABLE_COROUTINE):
            return True
        if frame.f_globals.get("__name__", "").partition(".")[0] not in ("asyncio", "uvloop"):
            return False
        first = first.tb_next
    return False


def _report(loop, error):
    source = "the handler of a signal, or by the loop itself," if isinstance(error, Exception) else "a callback of the event loop,"
    message = "%s was raised by %s which goes on" % (type(error).__name__, source)
    try:
        loop.call_exception_handler({"message": message, "exception": error})
    except (SystemExit, KeyboardInterrupt):
        # The handler wants to end the loop as well; there is nobody else to tell.
        pass


def attach(loop, fd, drain):
    """Calls drain() whenever fd is readable. False where the loop cannot watch descriptors (Windows' proactor)."""
    try:
        loop.add_reader(fd, drain)
    except NotImplementedError:
        return False
    # A callback runs in a context that cannot be entered twice: for a run inside of it, a new one in a new context.
    loop._pyasync_attach = lambda: Context().run(loop.add_reader, fd, drain)
    return True


def measure_lag(loop, done):
    """Calls done(seconds): how much later than asked a short timer fired, which is how busy the loop is."""
    delay = 0.001
    due = loop.time() + delay

    def fired():
        done(max(0.0, loop.time() - due))

    loop.call_at(due, fired)


def loop_of(thread_id):
    """The loop that a thread runs just now, or None. Any thread."""
    # A loop's methods run in frames of their own; what runs it in C (uvloop) is called by asyncio's Runner.
    frame = sys._current_frames().get(thread_id)
    while frame is not None:
        owner = frame.f_locals.get("self")
        owner = getattr(owner, "_loop", owner)
        if isinstance(owner, asyncio.AbstractEventLoop) and owner.is_running():
            return owner
        frame = frame.f_back
    return None


class DescribedCallback:
    """A callback that asyncio's debug mode names by describe(), in its message about what was slow."""

    __slots__ = ("_call", "_describe")

    def __init__(self, call, describe):
        self._call = call
        self._describe = describe

    def __call__(self):
        self._call()

    def __repr__(self):
        return self._describe()


# asyncio says by this function, and by nothing else, that a thread begins to run a loop (3.9 to 3.15).
_set_running_loop = asyncio.events._set_running_loop
_running = threading.local()


def _note_running_loop(loop):
    if loop is not None:
        _running.count = runs_seen() + 1
        if asyncio._get_running_loop() is loop:
            # A loop that runs inside one of its own callbacks, as nest_asyncio has it.
            for prepare in (getattr(loop, "_pyasync_attach", None), getattr(loop, "_pyasync_wake", None)):
                if prepare is not None:
                    prepare()
    _set_running_loop(loop)


asyncio.events._set_running_loop = _note_running_loop


def runs_seen():
    """How often this thread has begun to run a loop."""
    return getattr(_running, "count", 0)


def tell_nested_runs(loop, wake):
    """Calls wake() when the loop begins to run inside one of its own callbacks, which may be the host's.

    The host's work comes by one wake-up for many items, and none while its callback runs: that would never return
    where what runs in it waits for more.
    """
    loop._pyasync_wake = wake
