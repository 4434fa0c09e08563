"""Loops: making, running, stopping and closing them. Every function runs on its loop's own thread unless it says otherwise."""

import asyncio
import inspect
import os
import sys
import types
from asyncio import Task

from pyasync import AlreadyAwaited

__all__ = ["Task", "set_variables", "new_loop", "run", "stop", "close", "attach", "as_future", "measure_lag", "at_exit", "blocked_line"]


def set_variables(changes):
    """Carries the host's environment variables over; None takes one away."""
    for name, value in changes.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def new_loop(factory):
    """A new event loop, set as this thread's. factory is None, 'asyncio', 'uvloop', 'module:callable' or a callable."""
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
    return loop


def run(loop):
    """Runs the loop until it is stopped. SystemExit and KeyboardInterrupt of a task never end it."""
    while True:
        try:
            loop.run_forever()
            return
        except (SystemExit, KeyboardInterrupt):
            # asyncio re-raises these out of run_forever after it has stored them in the task, whose waiter reports
            # them. The loop itself goes on.
            continue


def attach(loop, fd, drain):
    """Calls drain() whenever fd is readable. False where the loop cannot watch descriptors (Windows' proactor)."""
    try:
        loop.add_reader(fd, drain)
    except NotImplementedError:
        return False
    return True


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


async def run_in(context, coroutine):
    """Runs every step of a coroutine in a context that outlives it: what it sets there is still set afterwards."""
    return await _steps_in(context, coroutine)


@types.coroutine
def _steps_in(context, coroutine):
    step, value = coroutine.send, None
    while True:
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
        for step in (loop.shutdown_asyncgens, loop.shutdown_default_executor):
            try:
                await asyncio.wait_for(step(), timeout)
            except (asyncio.TimeoutError, NotImplementedError):
                pass
    finally:
        try:
            done(left)
        finally:
            loop.stop()


def _describe_task(task):
    frames = task.get_stack(limit=1)
    where = ""
    if frames:
        where = " at %s:%d" % (frames[-1].f_code.co_filename, frames[-1].f_lineno)
    coro = task.get_coro()
    return getattr(coro, "__qualname__", repr(coro)) + where


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
