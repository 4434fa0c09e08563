"""The Python half of PyAsync: what Python code that runs inside a PowerShell or .NET process may import."""

from contextvars import ContextVar

__all__ = ["HostError", "AlreadyAwaited", "traceparent"]

traceparent = ContextVar("pyasync.traceparent", default=None)
"""The W3C `traceparent` of the .NET Activity in which the host started this await, or None: send it on as a header."""


class AlreadyAwaited(RuntimeError):
    """A coroutine was given to be awaited a second time."""



class HostError(RuntimeError):
    """An exception of the host (.NET or PowerShell), raised by a callback or carried by an awaitable.

    type is the .NET type's full name; stack is the .NET exception as text, with its stack trace.
    """

    def __init__(self, message, type="", stack="", host=None):
        super().__init__(message)
        self.type = type
        self.stack = stack
        self._host = host
