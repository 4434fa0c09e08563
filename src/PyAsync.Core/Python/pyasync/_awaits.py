"""Awaitables as futures of a loop, and contexts that outlive them. Every function runs on its loop's own thread."""

import asyncio
import inspect
import types
from asyncio import Task
from contextvars import ContextVar

from pyasync._base import AlreadyAwaited

__all__ = ["Task", "as_future", "await_with_cancel", "check_unawaited", "foreign_loop", "origin", "run_in", "running_task"]

origin = ContextVar("pyasync.origin", default=None)
"""Who started what runs here, as the host's own object: set for each await, so child tasks, asyncio.to_thread and
callbacks have it too."""


_cancelling = set()


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
                "this %s belongs to another event loop (%r); await it on that one"
                % (type(awaitable).__name__, theirs)
            )
        return awaitable
    return Task(await_with_cancel(awaitable), loop=loop)


async def await_with_cancel(awaitable):
    """Awaits what may have work elsewhere. Where that is cancelled, and it has a cancel() of its own, as the futures of a
    cluster have, that is called: asyncio does so for its own futures, and cancels only the waiting for others."""
    try:
        return await awaitable
    except asyncio.CancelledError:
        cancel = getattr(awaitable, "cancel", None)
        if cancel is not None and not asyncio.isfuture(awaitable):
            started = cancel()
            if inspect.isawaitable(started):
                # The loop itself keeps only weak references to its tasks.
                task = asyncio.ensure_future(started)
                _cancelling.add(task)
                task.add_done_callback(_cancelling.discard)
        raise


def running_task(loop):
    """The task that runs on a loop, and whose it is, as far as that can be told (Python 3.12). Any thread."""
    task = asyncio.current_task(loop)
    get_context = getattr(task, "get_context", None)
    return task, None if get_context is None else get_context().get(origin)


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
