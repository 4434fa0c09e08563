"""Child processes end with the loop that has started them, and with the shell."""

import asyncio
import sys
import weakref

__all__ = ["watch", "end", "end_workers"]


class _Children:
    """The transports of the processes that a loop has started and that may still run."""

    def __init__(self):
        # A transport that Python drops ends its process by itself.
        self._weak = weakref.WeakSet()
        # Those of uvloop take no weak reference, and keep themselves for as long as the process runs.
        self._others = []

    def add(self, transport):
        try:
            self._weak.add(transport)
        except TypeError:
            self._others = [other for other in self._others if other.get_returncode() is None]
            self._others.append(transport)

    def running(self):
        return [transport for transport in (*self._weak, *self._others) if transport.get_returncode() is None]


def watch(loop):
    """Keeps in mind which processes the loop starts."""
    children = _Children()

    def noting(start):
        async def noting_start(*args, **keywords):
            transport, protocol = await start(*args, **keywords)
            children.add(transport)
            return transport, protocol

        return noting_start

    try:
        loop._pyasync_children = children
        loop.subprocess_exec, loop.subprocess_shell = noting(loop.subprocess_exec), noting(loop.subprocess_shell)
    except AttributeError:
        # A loop of the user's that takes no attributes: its processes are the user's too.
        pass


async def end(loop, timeout):
    """Kills the processes of the loop that still run, as Python 3.12 and newer do when they close the loop, and waits for their end."""
    children = getattr(loop, "_pyasync_children", None)
    waits = []
    for transport in () if children is None else children.running():
        transport.close()
        if hasattr(transport, "_wait"):
            waits.append(asyncio.ensure_future(transport._wait()))
    if waits:
        _, pending = await asyncio.wait(waits, timeout=timeout)
        for wait in pending:
            wait.cancel()


def end_workers():
    """Ends the processes of multiprocessing, and so of ProcessPoolExecutor, for which Python waits at its exit. Any thread."""
    module = sys.modules.get("multiprocessing.process")
    for child in list(module._children) if module is not None else ():
        try:
            child.kill()
        except (OSError, AttributeError, AssertionError, ValueError):
            # It has ended, or is another process's.
            pass
