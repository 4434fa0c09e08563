"""Child processes end with the loop that has started them, and with the shell."""

import asyncio
import sys
import weakref

__all__ = ["watch", "end", "end_workers"]


def watch(loop):
    """Keeps in mind which processes the loop starts."""
    children = loop._pyasync_children = weakref.WeakSet()

    def noting(start):
        async def noting_start(*args, **keywords):
            transport, protocol = await start(*args, **keywords)
            try:
                children.add(transport)
            except TypeError:
                # Of a loop of the user's, whose transports cannot be watched.
                pass
            return transport, protocol

        return noting_start

    loop.subprocess_exec = noting(loop.subprocess_exec)
    loop.subprocess_shell = noting(loop.subprocess_shell)


async def end(loop, timeout):
    """Kills the processes of the loop that still run, as Python 3.12 and newer do when they drop the loop, and waits for their end."""
    transports = [transport for transport in loop._pyasync_children if transport.get_returncode() is None]
    waits = []
    for transport in transports:
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
