"""Children that Python forks: none of the host's threads are in them, so they never go back to it."""

import asyncio
import atexit
import dis
import gc
import inspect
import os
import signal
import sys
import threading
import traceback

from pyasync import _signals

__all__ = ["install", "is_child", "end"]

_is_child = False
_is_ending = False
# What a child has no use for. To free what is the host's would run code of the host's, which hangs where the fork has come
# in the middle of a .NET garbage collection.
_kept = []
# What a thread that forks had before: its signal mask, its loop and its task.
_forking = threading.local()
_all = signal.valid_signals()
# What runs an event loop: what is called by it has the loop, or the host, behind it.
_machinery = {asyncio.Handle._run.__code__}
_SUSPENDS = inspect.CO_COROUTINE | inspect.CO_GENERATOR | inspect.CO_ASYNC_GENERATOR | inspect.CO_ITERABLE_COROUTINE


def install(flag):
    """flag: the host's mark that this is a child, a writable memoryview of one byte. On the main thread."""

    def before():
        # The last thing before the fork: a signal that came in the child before its handlers are its own would go to the
        # host's, which tells it to the parent.
        _forking.loop = loop = asyncio._get_running_loop()
        _forking.task = None if loop is None else asyncio.current_task(loop)
        _forking.mask = signal.pthread_sigmask(signal.SIG_BLOCK, _all)

    def in_parent():
        signal.pthread_sigmask(signal.SIG_SETMASK, _forking.mask)
        _forking.loop = _forking.task = None
        # uvloop calls this when it has started a process, for which libuv has taken SIGCHLD.
        _signals.reclaim_all()

    def in_child():
        global _is_child
        _is_child = True
        flag[0] = 1
        # The collector frees nothing of the parent's here.
        gc.freeze()
        _signals.restore_in_child()
        _leave_host()
        if _forking.loop is not None:
            _cut(_forking.loop)
        _end_with(sys._getframe(1))
        signal.pthread_sigmask(signal.SIG_SETMASK, _forking.mask)

    from pyasync import _loops

    _machinery.add(_loops.run.__code__)
    os.register_at_fork(before=before, after_in_parent=in_parent, after_in_child=in_child)


def is_child():
    """Whether this process is a forked child of the host's."""
    return _is_child


def _leave_host():
    """What the host takes of output, log records and warnings goes to the process's own streams."""
    from pyasync import _logs, _output

    _output.leave_host()
    _logs.leave_host()


def _cut(loop):
    """The loop goes on in the parent; it shares its selector with this process, which ends when it comes back to it."""
    ready = getattr(loop, "_ready", None)
    if isinstance(loop, asyncio.BaseEventLoop) and ready is not None:
        _kept.append(list(ready))
        ready.clear()
        ready.append(_End())
        loop._run_once = end


def _end_with(frame):
    """Ends this child where the outermost frame of what forked ends. The host cannot do it: its code, which the parent
    shares and goes on to change, is not to be run here. Whatever leaves otherwise, such as multiprocessing, is not held up."""
    if frame is None or frame.f_code in _machinery:
        # The host itself has called fork().
        end()
    while frame.f_back is not None and frame.f_back.f_code not in _machinery:
        frame = frame.f_back
    frame.f_trace = _Watch(frame.f_trace)
    if sys.gettrace() is None:
        sys.settrace(_trace_nothing)
        process = sys.modules.get("multiprocessing.util")
        if process is not None:
            # Its children never come back, so they need not be traced.
            process.register_after_fork(_trace_nothing, lambda _: sys.settrace(None))


def _trace_nothing(frame, event, argument):
    return None


class _Watch:
    """Traces the one frame."""

    def __init__(self, trace):
        self._trace = trace
        self._error = None

    def __call__(self, frame, event, argument):
        if self._trace is not None:
            self._trace = self._trace(frame, event, argument)
        if event == "exception":
            self._error = argument[1].with_traceback(argument[2]) if isinstance(argument[1], BaseException) else argument[0]()
        elif event == "line":
            self._error = None
        elif event == "return":
            # It may return, raise, or be suspended until the loop goes on.
            if dis.opname[frame.f_code.co_code[frame.f_lasti]].startswith("RETURN"):
                end(SystemExit(0))
            end(self._error or (_Suspended() if frame.f_code.co_flags & _SUSPENDS else SystemExit(0)))
        return self


class _Suspended(Exception):
    pass


class _End:
    """Stands where the loop's next callback would."""

    _cancelled = False

    def _run(self):
        end()


def end(outcome=None):
    """Ends this child as `python` would end it: with the exit code that the outcome stands for. Never returns there.

    outcome: the exception, or the task that has ended; None for the task that has forked, if one has.
    """
    global _is_ending
    if not _is_child:
        return
    if _is_ending:
        # An exit function that wants to call the host.
        os._exit(1)
    _is_ending = True
    sys.settrace(None)
    code = 1
    try:
        code = _code_of(getattr(_forking, "task", None) if outcome is None else outcome)
        try:
            _complete_main_thread()
            threading._shutdown()
        finally:
            atexit._run_exitfuncs()
    except BaseException:
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except Exception:
                # Closed, or its reader has gone.
                pass
        os._exit(code)


def _complete_main_thread():
    """A thread of the host's that forks is the child's main thread. Python before 3.13 takes it for one that has ended."""
    main = threading.main_thread()
    if getattr(main, "_tstate_lock", main) is None and not main._is_stopped:
        main._set_tstate_lock()


def fail():
    """Raises; the host prepares for that."""
    raise SystemExit


def _code_of(outcome):
    if isinstance(outcome, SystemExit):
        if outcome.code is None or isinstance(outcome.code, int):
            return (outcome.code or 0) & 0xFF
        print(outcome.code, file=sys.stderr)
        return 1
    if isinstance(outcome, _Suspended):
        print(
            "PyAsync: the forked child process %d waits for an event loop that only its parent can run, so it ends; "
            "run another one in it (asyncio.run), or leave it by os._exit" % os.getpid(),
            file=sys.stderr,
        )
        return 1
    if isinstance(outcome, BaseException):
        traceback.print_exception(type(outcome), outcome, outcome.__traceback__)
        return 130 if isinstance(outcome, KeyboardInterrupt) else 1
    if asyncio.isfuture(outcome):
        if not outcome.done():
            return _code_of(_Suspended())
        if outcome.cancelled():
            return 1
        error = outcome.exception()
        return 0 if error is None else _code_of(error)
    return 0
