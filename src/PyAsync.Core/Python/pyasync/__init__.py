"""The Python half of PyAsync: what Python code that runs inside a PowerShell or .NET process may import."""

from contextvars import ContextVar

from pyasync._base import AlreadyAwaited

__all__ = [
    "HostError", "AlreadyAwaited", "cancellation_token", "command", "event_stream", "progress", "stop", "traceparent", "track",
]

traceparent = ContextVar("pyasync.traceparent", default=None)
"""The W3C `traceparent` of the .NET Activity in which the host started this await, or None: send it on as a header."""


class HostError(RuntimeError):
    """An exception of the host (.NET or PowerShell), raised by a callback or carried by an awaitable.

    type is the .NET type's full name; stack is the .NET exception as text, with its stack trace.
    """

    def __init__(self, message, type="", stack="", host=None):
        super().__init__(message)
        self.type = type
        self.stack = stack
        self._host = host


def command(
    function=None, *, name=None, verb=None, noun=None, pipeline=None, should_process=False, impact=None, alias=(), hidden=False
):
    """Says how Import-PyModule makes a command of this function; the function itself stays as it is.

    name: the command's whole name. verb, noun: that part of it, where the rest is made by the rule.
    pipeline: the parameter that takes the pipeline's items, or False where none does; without it, the first one.
    should_process: the command has -WhatIf and -Confirm. impact: 'Low', 'Medium' or 'High', where that asks by itself.
    alias: one more name, or several. hidden: no command is made of it.
    """
    aliases = (alias,) if isinstance(alias, str) else tuple(alias)
    marks = dict(
        name=name, verb=verb, noun=noun, pipeline=pipeline, should_process=bool(should_process or impact), impact=impact,
        alias=aliases, hidden=hidden,
    )

    def mark(target):
        target.__pyasync_command__ = marks
        return target

    return mark if function is None else mark(function)


def __getattr__(name):
    # Loaded when it is first asked for: most code tells no progress.
    if name in ("progress", "track"):
        from pyasync import _progress

        return getattr(_progress, name)
    raise AttributeError("module %r has no attribute %r" % (__name__, name))


_host_stop = None


def stop(name=None, timeout=10.0):
    """Asks the host to stop the loop that this thread runs, or the loop of that name, and returns at once.

    The loop then refuses new work, cancels its tasks, gives them up to `timeout` seconds, and closes. May be called
    from any thread with a name, without one from the loop's own. RuntimeError where there is no such loop.
    """
    if not _host_stop(name, float(timeout)):
        raise RuntimeError("no running PyAsync event loop " + ("in this thread" if name is None else "named %r" % name))


_host_token = _host_events = None


def cancellation_token():
    """A token for a .NET method that takes a CancellationToken: `await client.GetStringAsync(url, cancellation_token())`.

    It is cancelled when the awaitable that the method gives is cancelled: by asyncio.timeout(), wait_for(), task.cancel().
    It has a method cancel() of its own.
    """
    import clr  # noqa: F401  as that brings the function

    return _host_token()


def event_stream(source, name, limit=1024):
    """The events of a .NET object as an async iterator: `async for e in event_stream(watcher, "Created")`.

    Listens from now on, whatever thread the events come on; each item is what the event tells of itself (its EventArgs;
    of an event of another form, a tuple of its arguments). At most `limit` wait to be read; then the oldest is dropped,
    and the stream's `dropped` counts them. Close it with aclose() or `async with`.
    """
    import clr  # noqa: F401

    return _host_events(source, name, limit)
