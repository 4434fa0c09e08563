"""How a loop ends: that of the host, of a program and of a test alike. Every function runs on the loop's own thread."""

import asyncio
import sys
import threading
import weakref
from asyncio import Task

from pyasync import _children

__all__ = ["close", "finish", "keep_running", "stop", "stop_from_outside"]


def stop(loop, timeout, done):
    """Ends a loop that runs: cancels its tasks, waits up to timeout seconds for what ends, and stops it.

    done(list of what would not end) is called just before the loop stops.
    """
    # The task must not be collected before it ends.
    loop._pyasync_stopping = Task(_stop(loop, timeout, done), loop=loop, name="pyasync.stop")


def stop_from_outside(loop):
    """Stops a loop by force, and ends nothing before. Any thread."""
    loop.call_soon_threadsafe(type(loop).stop, loop)


def keep_running(loop):
    """Lets loop.stop() of other code stop only a run that it has begun itself, inside of the host's, as with nest_asyncio.

    The loop runs the awaits of every command; stopped by one of them, it would end the others without a word.
    """
    # The loop has the function, so the function does not keep the loop alive.
    owner = weakref.ref(loop)

    def stop():
        loop = owner()
        if _runs_of(loop) < 2:
            raise RuntimeError(
                "this event loop is PyAsync's, and runs other awaits too: loop.stop() does not end it; pyasync.stop() does"
            )
        type(loop).stop(loop)

    loop.stop = stop


def _runs_of(loop):
    """How often run_forever() of the loop is on this thread's stack. In C it is not seen, nor can it be there twice."""
    count = 0
    frame = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_name == "run_forever" and frame.f_locals.get("self") is loop:
            count += 1
        frame = frame.f_back
    return count


def finish(loop, timeout=None, waits_for_executor=False):
    """Ends a loop that does not run, and closes it; gives the list of what would not end. None: however long it takes."""
    try:
        return loop.run_until_complete(_end(loop, timeout, waits_for_executor))
    finally:
        close(loop)


def close(loop):
    """Closes a loop that has stopped."""
    for task in asyncio.all_tasks(loop):
        # The loop was stopped by force before they could end, and who has asked for that is told.
        if isinstance(task, Task):
            task._log_destroy_pending = False
    asyncio.set_event_loop(None)
    loop.close()


async def _stop(loop, timeout, done):
    left = []
    try:
        left = await _end(loop, timeout)
    finally:
        try:
            done(left)
        finally:
            # For run(): what else happens in this iteration of the loop must not undo it.
            loop._pyasync_stopped = True
            type(loop).stop(loop)


async def _end(loop, timeout, waits_for_executor=False):
    """Cancels all tasks, waits for them, closes async generators and the executor; gives what has not ended in time.

    timeout: seconds for all of it, None for no limit. waits_for_executor: for the executor's threads there is none.
    """
    due = None if timeout is None else loop.time() + timeout

    def remaining():
        # What takes no time at all gets its turn also where the tasks have taken it all.
        return None if due is None else max(due - loop.time(), 0.1)

    left = []
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
    await _children.end(loop, remaining())
    return left + await _end_executor(loop, (lambda: None) if waits_for_executor else remaining)


async def _end_executor(loop, remaining):
    """Ends the default executor; what its threads still do when the time is up is returned.

    asyncio's own shutdown_default_executor() cannot be abandoned: until Python 3.12 it joins the executor's threads on
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
        _ignore_late_results(loop)
    frames = sys._current_frames()
    busy = [thread for thread in getattr(executor, "_threads", ()) if thread.is_alive()]
    return ["the executor's thread %s%s" % (thread.name, _describe_frame(frames.get(thread.ident))) for thread in busy]


def _ignore_late_results(loop):
    """Python 3.9 logs an error for each thread that has a result for a closed loop; newer ones ignore the result."""
    call_soon_threadsafe = loop.call_soon_threadsafe

    def call_unless_closed(callback, *args, **keywords):
        return None if loop.is_closed() else call_soon_threadsafe(callback, *args, **keywords)

    loop.call_soon_threadsafe = call_unless_closed


def _describe_frame(frame):
    # What is around the function that it was given is ours, and tells nobody anything.
    while frame and frame.f_code.co_filename.startswith("<pyasync>"):
        frame = frame.f_back
    return " at %s:%d" % (frame.f_code.co_filename, frame.f_lineno or frame.f_code.co_firstlineno) if frame else ""


def _describe_task(task):
    frames = task.get_stack(limit=1)
    coro = task.get_coro()
    return getattr(coro, "__qualname__", repr(coro)) + _describe_frame(frames[-1] if frames else None)
