"""Loops: making, running, stopping and closing them. Every function runs on its loop's own thread unless it says otherwise."""

import asyncio
import inspect
import os
import sys
import threading
import types
from asyncio import Task
from contextvars import ContextVar

from pyasync import AlreadyAwaited, _children, _fork

__all__ = ["Task", "set_variables", "new_loop", "run", "stop", "close", "attach", "as_future", "measure_lag", "at_exit", "blocked_line"]

origin = ContextVar("pyasync.origin", default=None)
"""Who started what runs here, as the host's own object: set for each await, so child tasks, asyncio.to_thread and
callbacks have it too."""


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


def new_loop(factory):
    """A new event loop, set as this thread's. factory is None, 'asyncio', 'uvloop', 'module:callable' or a callable."""
    adopt_thread()
    if factory in (None, "", "asyncio"):
        loop = asyncio.new_event_loop()
    else:
        if factory == "uvloop":
            factory = "uvloop:new_event_loop"
        if isinstance(factory, str):
            from pyasync._targets import resolve

            module, _, name = factory.partition(":")
            factory = resolve(module, name)
        loop = factory()
        if not isinstance(loop, asyncio.AbstractEventLoop):
            raise TypeError("the loop factory returned %s, which is no asyncio event loop" % type(loop).__name__)
    asyncio.set_event_loop(loop)
    _children.watch(loop)
    if sys.version_info >= (3, 12):
        _hold_back_exits(loop)
    return loop


def _hold_back_exits(loop):
    """Lets the await tell of a task that exits in its first, eager step, which asyncio calls "never retrieved" at once."""
    report = loop.call_exception_handler

    def report_untold(context):
        if not hasattr(context["exception"], "_pyasync_told"):
            report(context)

    def call_exception_handler(context):
        if isinstance(context.get("exception"), (SystemExit, KeyboardInterrupt)) and "future" in context and not loop.is_closed():
            loop.call_soon(report_untold, context)
        else:
            report(context)

    loop.call_exception_handler = call_exception_handler


# What a stop by force raises in the loop's thread: to Python's code a SystemExit, but nobody's mistake.
ForcedExit = type("SystemExit", (SystemExit,), {"__doc__": "The event loop is stopped by force."})


def run(loop):
    """Runs the loop until it is stopped. SystemExit and KeyboardInterrupt of a task or a callback never end it."""
    while True:
        try:
            loop.run_forever()
            return
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
    message = "%s was raised by a callback of the event loop, which goes on" % type(error).__name__
    try:
        loop.call_exception_handler({"message": message, "exception": error})
    except (SystemExit, KeyboardInterrupt):
        # The handler wants to leave as well; there is nobody else to tell.
        pass


def attach(loop, fd, drain):
    """Calls drain() whenever fd is readable. False where the loop cannot watch descriptors (Windows' proactor)."""
    try:
        loop.add_reader(fd, drain)
    except NotImplementedError:
        return False
    return True


def foreign_loop(value, loop):
    """Another loop that the value is bound to, as futures and asyncio's locks and queues are; else None."""
    try:
        if asyncio.isfuture(value):
            theirs = value.get_loop()
        elif type(value).__module__.startswith("asyncio."):
            theirs = getattr(value, "_loop", None)
        else:
            return None
    except Exception:
        # What fails at being asked is none of asyncio's.
        return None
    return None if theirs is loop else theirs


def as_future(awaitable, loop):
    """A future or task of the loop that ends as the awaitable does."""
    if asyncio.isfuture(awaitable):
        theirs = awaitable.get_loop()
        if theirs is not loop:
            raise RuntimeError(
                "this %s belongs to another event loop (%r); await it with -Loop naming that one"
                % (type(awaitable).__name__, theirs)
            )
        return awaitable
    return Task(_await(awaitable), loop=loop)


async def _await(awaitable):
    return await awaitable


def check_unawaited(coroutine):
    """Raises AlreadyAwaited where a coroutine has been started: it can be awaited only once."""
    state = inspect.getcoroutinestate(coroutine)
    if state != inspect.CORO_CREATED:
        name = getattr(coroutine, "__qualname__", "?")
        how = "has ended" if state == inspect.CORO_CLOSED else "is being awaited"
        raise AlreadyAwaited(
            "the coroutine %s() was awaited already and %s; call the function again for a new one, "
            "or make a task of it (asyncio.create_task), which may be awaited often" % (name, how)
        )


async def run_in(context, coroutine, origin_of_steps):
    """Runs every step of a coroutine in a context that outlives it: what it sets there is still set afterwards.

    origin_of_steps, unless None, is the origin during each step, as coroutines of several origins may share the context.
    """
    return await _steps_in(context, coroutine, origin_of_steps)


@types.coroutine
def _steps_in(context, coroutine, origin_of_steps):
    step, value = coroutine.send, None
    while True:
        if origin_of_steps is not None and context.get(origin) is not origin_of_steps:
            context.run(origin.set, origin_of_steps)
        try:
            waits_for = context.run(step, value)
        except StopIteration as end:
            return end.value
        try:
            step, value = coroutine.send, (yield waits_for)
        except GeneratorExit:
            context.run(coroutine.close)
            raise
        except BaseException as error:
            step, value = coroutine.throw, error


def stop(loop, timeout, done):
    """Cancels what runs, waits up to timeout seconds, closes async generators and the executor, and stops the loop.

    done(list of what would not end) is called just before the loop stops.
    """
    # The task must not be collected before it ends.
    loop._pyasync_stopping = Task(_stop(loop, timeout, done), loop=loop, name="pyasync.stop")


async def _stop(loop, timeout, done):
    left = []
    due = loop.time() + timeout

    def remaining():
        # What takes no time at all gets its turn also where the tasks have taken it all.
        return max(due - loop.time(), 0.1)

    try:
        me = asyncio.current_task()
        tasks = [task for task in asyncio.all_tasks(loop) if task is not me]
        for task in tasks:
            task.cancel()
        if tasks:
            _, pending = await asyncio.wait(tasks, timeout=timeout)
            left = [_describe_task(task) for task in pending]
            for task in pending:
                # What is left is reported by name; a second message from its destructor would only confuse.
                task._log_destroy_pending = False
        try:
            await asyncio.wait_for(loop.shutdown_asyncgens(), remaining())
        except (asyncio.TimeoutError, NotImplementedError):
            pass
        left += await _stop_executor(loop, remaining)
        await _children.end(loop, remaining())
    finally:
        try:
            done(left)
        finally:
            # For run(): what else happens in this iteration of the loop must not undo it.
            loop._pyasync_stopped = True
            loop.stop()


async def _stop_executor(loop, remaining):
    """Ends the default executor; what its threads still do when the time is up is returned.

    asyncio's own shutdown_default_executor() cannot be given up: until Python 3.12 it joins the executor's threads on
    the loop's thread when it is cancelled, and reports to a future that is cancelled then. So it serves only loops whose
    executor cannot be seen, such as uvloop's.
    """
    if not isinstance(loop, asyncio.BaseEventLoop) or not hasattr(loop, "_default_executor"):
        try:
            await asyncio.wait_for(loop.shutdown_default_executor(), remaining())
        except (asyncio.TimeoutError, NotImplementedError):
            pass
        return []
    loop._executor_shutdown_called = True
    executor = loop._default_executor
    if executor is None:
        return []
    ended = loop.create_future()

    def tell():
        if not ended.done():
            ended.set_result(None)

    def join():
        executor.shutdown(wait=True)
        try:
            loop.call_soon_threadsafe(tell)
        except RuntimeError:
            # Too late: the loop is closed.
            pass

    threading.Thread(target=join, name="pyasync.executor", daemon=True).start()
    await asyncio.wait([ended], timeout=remaining())
    if ended.done():
        return []
    if sys.version_info < (3, 10):
        _drop_late_results(loop)
    frames = sys._current_frames()
    busy = [thread for thread in getattr(executor, "_threads", ()) if thread.is_alive()]
    return ["the executor's thread %s%s" % (thread.name, _describe_frame(frames.get(thread.ident))) for thread in busy]


def _drop_late_results(loop):
    """Python 3.9 logs an error for each thread that has a result for a closed loop; newer ones drop the result."""
    call_soon_threadsafe = loop.call_soon_threadsafe

    def call_unless_closed(callback, *args, **keywords):
        return None if loop.is_closed() else call_soon_threadsafe(callback, *args, **keywords)

    loop.call_soon_threadsafe = call_unless_closed


def _describe_frame(frame):
    return " at %s:%d" % (frame.f_code.co_filename, frame.f_lineno) if frame else ""


def _describe_task(task):
    frames = task.get_stack(limit=1)
    coro = task.get_coro()
    return getattr(coro, "__qualname__", repr(coro)) + _describe_frame(frames[-1] if frames else None)


def close(loop):
    """Closes a loop that has stopped."""
    asyncio.set_event_loop(None)
    loop.close()


def measure_lag(loop, done):
    """Calls done(seconds): how much later than asked a short timer fired, which is how busy the loop is."""
    delay = 0.001
    due = loop.time() + delay

    def fired():
        done(max(0.0, loop.time() - due))

    loop.call_at(due, fired)


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


def notice():
    """Lets this thread notice what was raised in it from outside: CPython looks at each turn of a loop."""
    for _ in range(2):
        pass


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
