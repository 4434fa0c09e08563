"""The Python half of PyAsync: what Python code that runs inside a PowerShell or .NET process may import."""

__all__ = ["HostError"]


class HostError(RuntimeError):
    """An exception of the host (.NET or PowerShell), raised by a callback or carried by an awaitable.

    type is the .NET type's full name; stack is the .NET exception as text, with its stack trace.
    """

    def __init__(self, message, type="", stack="", host=None):
        super().__init__(message)
        self.type = type
        self.stack = stack
        self._host = host
