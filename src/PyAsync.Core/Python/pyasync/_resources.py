"""Context managers that the host enters before it runs something of its own, and leaves afterwards."""

import asyncio
import contextlib
import inspect

__all__ = ["enter", "leave"]


class _Held:
    """A context manager that one task enters and leaves, as timeouts and task groups ask for."""

    def __init__(self, manager):
        loop = asyncio.get_running_loop()
        self.entered = loop.create_future()
        self.end = loop.create_future()
        self.task = loop.create_task(self._hold(manager))

    async def _hold(self, manager):
        """True where the manager has suppressed the host's error."""
        try:
            if inspect.iscoroutine(manager):
                manager = await manager
            cls = type(manager)
            if hasattr(cls, "__aenter__"):
                async with manager as value:
                    await self._wait(value)
                    return False
            elif hasattr(cls, "__enter__"):
                with manager as value:
                    await self._wait(value)
                    return False
            elif hasattr(cls, "aclose"):
                try:
                    await self._wait(manager)
                    return False
                finally:
                    await manager.aclose()
            elif hasattr(cls, "close"):
                with contextlib.closing(manager):
                    await self._wait(manager)
                    return False
            else:
                raise TypeError("a '%s' has nothing to leave: neither __aexit__ nor __exit__, aclose or close" % cls.__name__)
        except BaseException as error:
            if self.entered.done():
                raise
            self.entered.set_exception(error if isinstance(error, Exception) else RuntimeError(repr(error)))
            return False
        # Only a manager that suppresses an error comes here.
        return True

    async def _wait(self, value):
        self.entered.set_result(value)
        await self.end


async def enter(manager):
    """Enters a context manager; gives what leave() takes, and what the manager gave."""
    held = _Held(manager)
    try:
        return held, await held.entered
    except asyncio.CancelledError:
        held.task.cancel()
        raise


async def leave(held, error=None, cancel=False):
    """Leaves it: as a block does that has ended, has failed with an error, or was cancelled. True where it suppressed that."""
    if cancel:
        held.task.cancel()
    elif error is not None:
        held.end.set_exception(error)
    else:
        held.end.set_result(None)
    try:
        return await held.task
    except BaseException as own:
        # What was given comes back, and is the host's already.
        if own is error or (cancel and isinstance(own, asyncio.CancelledError)):
            return False
        raise
