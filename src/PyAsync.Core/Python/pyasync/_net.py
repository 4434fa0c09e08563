"""Live .NET objects: what PyAsync adds to pythonnet's. The host sets the functions that begin with `host_`."""

from asyncio import Future
from asyncio.events import _get_running_loop
from inspect import iscoroutinefunction
from sys import _getframe

__all__ = ["NetObject", "AsyncDisposable", "FilePath", "NetTask", "NetAsyncIterable", "CancellationToken", "EventStream"]

host_member = host_live = host_connect = host_cancel = host_iterate = host_rebind = None
host_move = host_take = host_close = host_drop = None
host_set_member = None
host_guard = host_is_caught = host_loop = host_unraisable = None
_NOTHING = object()


def mro(cls):
    """The method of pythonnet's metaclass: the host sees each class here before Python makes it ready."""
    host_guard(cls)
    return type.mro(cls)


class Handler:
    """A function that .NET calls for its effect: a handler of an event, a delegate without a result.

    An error in it goes to whoever has called it, where that is Python code or a Task of .NET. Elsewhere, as on a timer's
    thread, nobody would catch it, and it would end the process: the loop's exception handler is told of it.
    """

    __slots__ = ("_function",)

    def __init__(self, function):
        self._function = function

    def __call__(self, *args):
        try:
            return self._function(*args)
        except BaseException as error:
            if _getframe().f_back is not None or host_is_caught():
                raise
            _report(error, self._function)

    def __eq__(self, other):
        return self._function == (other._function if isinstance(other, Handler) else other)

    def __hash__(self):
        return hash(self._function)


def make_handler(function, event=None):
    if event is None:
        return Handler(function)
    if not callable(function):
        return function
    if iscoroutinefunction(function):
        raise TypeError(
            "%r is an async function, and nobody would await it as a handler of an event: read the events by "
            "'async for e in pyasync.event_stream(obj, \"%s\")'" % (function, repr(event).split("'")[1])
        )
    return Handler(function)


def _report(error, function):
    try:
        loop = host_loop()
        if loop is not None:
            context = {"message": "Exception in a function that .NET called: %r" % (function,), "exception": error}
            loop.call_soon_threadsafe(loop.call_exception_handler, context)
            return
    except BaseException:
        pass
    host_unraisable(error, function)


class NetObject:
    """The base of every .NET class here: finds the members that the host adds to an object, such as note properties."""

    __slots__ = ()

    def __getattr__(self, name):
        if not name.startswith("__"):
            value = host_member(self, name, _NOTHING)
            if value is not _NOTHING:
                return value
        raise AttributeError("%r object has no attribute %r" % (type(self).__name__, name))


def set_attribute(self, name, value):
    """NetObject.__setattr__ of a host with members of its own: what the class does not have may be one of those."""
    key = (type(self), name)
    declared = _declared.get(key)
    if declared is None:
        declared = _declared[key] = any(name in cls.__dict__ for cls in type(self).__mro__)
    if declared or not host_set_member(self, name, value):
        object.__setattr__(self, name, value)


# Whether a class has an attribute of a name; pythonnet keeps its classes for good.
_declared = {}


class AsyncDisposable:
    """Makes `async with` of an IAsyncDisposable."""

    __slots__ = ()

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        await self.DisposeAsync()


class FilePath:
    """Makes a FileInfo or DirectoryInfo a path wherever Python takes one."""

    __slots__ = ()

    def __fspath__(self):
        return self.FullName


def _forward(name):
    def method(self, *args):
        return getattr(host_live(self), name)(*args)

    method.__name__ = name
    return method


class NetTask(Future):
    """A .NET Task, ValueTask or the like, as a future of a loop: its .NET members are there too.

    It looks at the Task when it is first asked or awaited, so one that nobody awaits costs nothing more. Awaited on
    another loop than it was made on, it makes a future of that one. Given back to .NET it is the very Task.
    """

    __slots__ = ("_host", "_waits", "_source")

    def __await__(self):
        if self._waits:
            if _get_running_loop() is not self.get_loop():
                return host_rebind(self._host).__await__()
            self._connect()
        return _future_await(self)

    __iter__ = __await__

    def _connect(self):
        self._waits = False
        host_connect(self, self._host)

    def add_done_callback(self, callback, *, context=None):
        if self._waits:
            self._connect()
        _future_add_done_callback(self, callback, context=context)

    def done(self):
        if self._waits:
            self._connect()
        return _future_done(self)

    def cancelled(self):
        return self.done() and _future_cancelled(self)

    def result(self):
        self.done()
        return _future_result(self)

    def exception(self):
        self.done()
        return _future_exception(self)

    def cancel(self, *args, **kwargs):
        if not _future_cancel(self, *args, **kwargs):
            return False
        self._waits = False
        if self._source is not None:
            host_cancel(self._source)
        return True

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(host_live(self), name)

    def __repr__(self):
        return "<NetTask %s>" % host_live(self)


_future_await = Future.__await__
_future_add_done_callback = Future.add_done_callback
_future_done = Future.done
_future_cancelled = Future.cancelled
_future_result = Future.result
_future_exception = Future.exception
_future_cancel = Future.cancel


def make_task(host, loop, source):
    task = NetTask(loop=loop)
    task._host = host
    task._waits = True
    task._source = source
    return task


class NetAsyncIterable:
    """A .NET object that is an IAsyncEnumerable: `async for` reads it, each time anew. Its .NET members are there too,
    and given back to .NET it is the very object."""

    __slots__ = ("_host",)

    def __init__(self, host):
        self._host = host

    def __aiter__(self):
        return NetAsyncIterator(host_iterate(self._host))

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(host_live(self), name)

    def __eq__(self, other):
        return host_live(self) == (host_live(other) if isinstance(other, NetAsyncIterable) else other)

    def __hash__(self):
        return hash(host_live(self))

    def __repr__(self):
        return "<NetAsyncIterable %s>" % host_live(self)

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        await self.DisposeAsync()

    __iter__, __len__, __getitem__, __contains__ = map(_forward, ("__iter__", "__len__", "__getitem__", "__contains__"))


class NetAsyncIterator:
    """One `async for` over an IAsyncEnumerable. Each item is asked for when it is wanted, and none before: what is not read
    stays where it is. Where the wait for an item is cancelled, the next wait is for the same item.

    aclose() cancels the sequence's token and disposes it; so does forgetting the iterator, as `break` does.
    """

    __slots__ = ("_cursor", "_busy")

    def __init__(self, cursor):
        self._cursor = cursor
        self._busy = False

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self._busy:
            raise RuntimeError("another task waits for the next item of this .NET sequence")
        self._busy = True
        try:
            moved = host_move(self._cursor)
            if moved is not True and moved is not False:
                moved = await moved
            if moved:
                return host_take(self._cursor)
            await self.aclose()
        finally:
            self._busy = False
        raise StopAsyncIteration

    async def aclose(self):
        """Ends the reading, and waits until the sequence is disposed."""
        await host_close(self._cursor)

    def __del__(self):
        host_drop(self._cursor)


class CancellationToken:
    """See pyasync.cancellation_token."""

    __slots__ = ("_source",)

    def __init__(self, source):
        self._source = source

    def cancel(self):
        """Cancels the token."""
        host_cancel(self._source)


class EventStream:
    """See pyasync.event_stream. It listens from the moment that it is made until it is closed or forgotten."""

    def __init__(self, items, close, count_dropped):
        self._items = items
        self._close = close
        self._count_dropped = count_dropped

    @property
    def dropped(self):
        """How many events were dropped, as they came faster than they were read."""
        return self._count_dropped()

    def __aiter__(self):
        return self._items

    def __anext__(self):
        return self._items.__anext__()

    async def aclose(self):
        """Stops listening; what was not read is dropped."""
        self._close()
        await self._items.aclose()

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        await self.aclose()

    def __del__(self):
        self._close()
