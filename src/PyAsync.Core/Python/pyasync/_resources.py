"""Context managers that the host enters before it runs something of its own, and leaves afterwards."""

import asyncio
import contextlib
import inspect

__all__ = ["enter", "leave"]

# Seconds that the host's block has to end in once it is cancelled; then the manager is left without it.
_GRACE = 1.5


class _Held:
    """A context manager that one task enters and leaves, as timeouts and task groups ask for."""

    def __init__(self, manager, cancel_block):
        loop = asyncio.get_running_loop()
        self.entered = loop.create_future()
        self.end = loop.create_future()
        self.is_late = False
        self._cancel_block = cancel_block
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
        try:
            await asyncio.wait((self.end,))
        except asyncio.CancelledError:
            # A timeout or a task group has ended what is inside of it. The block ends first, as any body does.
            self._cancel_block()
            await asyncio.wait((self.end,), timeout=_GRACE)
            self.is_late = not self.end.done()
            if not self.is_late:
                # The block's own error comes before the cancellation.
                self.end.result()
            raise
        self.end.result()


async def enter(manager, cancel_block):
    """Enters a context manager; gives what leave() takes, and what the manager gave.

    cancel_block() is called where what was entered is cancelled from within, as by its timeout: then the host's block is to end.
    """
    held = _Held(manager, cancel_block)
    try:
        return held, await held.entered
    except asyncio.CancelledError:
        held.task.cancel()
        raise


async def leave(held, error=None, cancel=False):
    """Leaves it: as a block does that has ended, has failed with an error, or was cancelled. True where it suppressed that."""
    if cancel:
        held.end.cancel()
    elif error is not None:
        held.end.set_exception(error)
        # What was left without the block reads it no more.
        held.end.exception()
    else:
        held.end.set_result(None)
    try:
        suppressed = await held.task
    except BaseException as own:
        # What was given comes back, and is the host's already.
        if own is error or (cancel and isinstance(own, asyncio.CancelledError)):
            return False
        if held.is_late and own.__context__ is None:
            own.__context__ = error
        raise
    return suppressed and not (held.is_late and error is not None)
