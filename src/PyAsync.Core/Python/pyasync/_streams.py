"""Streams both ways: async iterables of Python to the host, sequences of the host to `async for`. On the loop's thread."""

import asyncio

__all__ = ["pump", "host_stream"]


async def pump(source, push):
    """Gives every item of an async iterable to push(item), in order, as it comes.

    push returns None, or an awaitable where the host has enough for now. However this ends, the source is closed
    before: a generator's `finally` has run.
    """
    iterator = type(source).__aiter__(source)
    close = getattr(iterator, "aclose", None)
    try:
        async for item in iterator:
            wait = push(item)
            if wait is not None:
                await wait
    except GeneratorExit:
        # Its loop was abandoned, and the collector takes it apart: nothing can be awaited any more.
        close = None
        raise
    finally:
        if close is not None:
            await close()


async def host_stream(pull, close):
    """An async generator over what the host has.

    pull() returns a list of items, an awaitable to wait for before asking again, or None at the end; it raises what the
    source raised. close() is called once, however this ends.
    """
    try:
        while True:
            chunk = pull()
            if chunk is None:
                return
            if type(chunk) is list:
                for item in chunk:
                    yield item
            else:
                await chunk
    finally:
        close()
