"""What the benchmarks await."""

import asyncio
from time import perf_counter_ns

import bench_live

_gate = None


async def f(x):
    """The smallest coroutine: it never suspends."""
    return x


async def once(x):
    """Suspends once."""
    await asyncio.sleep(0)
    return x


async def close_gate():
    """From now on wait() waits until open_gate()."""
    global _gate
    _gate = asyncio.Event()


async def open_gate():
    _gate.set()
    # Those that wait end before this does, so that the next measurement starts on an idle loop.
    for _ in range(4):
        await asyncio.sleep(0)


async def wait(x):
    """Suspends until the gate opens."""
    await _gate.wait()
    return x


async def burn(seconds):
    """Keeps the loop's thread busy in Python, never suspending."""
    import time

    due = time.perf_counter() + seconds
    n = 0
    while time.perf_counter() < due:
        for i in range(1000):
            n += i
    return n


async def length(x):
    """Takes a value and looks at it no further."""
    return len(x)


_made = {}


def _make(kind):
    if kind == "integers":
        return list(range(1_000_000))
    if kind == "dicts":
        return [{"id": i, "name": "item %d" % i, "price": i * 0.25, "active": i % 2 == 0, "note": None} for i in range(100_000)]
    if kind == "bytes":
        return bytes(100_000_000)
    try:
        import numpy

        return numpy.arange(10_000_000, dtype=float)
    except ImportError:
        import array

        return array.array("d", range(10_000_000))


async def value(kind):
    """Gives a large value, the same each time: integers, dicts, bytes, floats."""
    if kind not in _made:
        _made.clear()
        _made[kind] = _make(kind)
    return _made[kind]


async def forget():
    _made.clear()


async def as_json(kind):
    """The value's text."""
    import json

    return json.dumps(_make(kind))


def _text(times):
    return " ".join("%.4f" % (time / 1000) for time in times)


async def resume_times(tasks, turn):
    """Awaits one task after another, telling by turn[0] that the next is waited for; when each was resumed, in ns."""
    resumed = []
    for i, task in enumerate(tasks):
        turn[0] = i + 1
        await task
        resumed.append(perf_counter_ns())
    return " ".join(map(str, resumed))


async def resume_time(tasks):
    """Awaits all tasks together; when that had ended, in ns."""
    await asyncio.gather(*tasks)
    return str(perf_counter_ns())


async def items(n):
    """An async generator of n numbers, which never suspends otherwise."""
    for i in range(n):
        yield i


async def consume(source):
    """Reads an async iterable to its end and counts."""
    n = 0
    async for _ in source:
        n += 1
    return n


async def say(number, lines):
    """Prints so many lines, and lets others do so meanwhile."""
    for i in range(lines):
        print("await %d says line %d" % (number, i))
        if i % 10 == 0:
            await asyncio.sleep(0)


async def say_later(lines):
    """Makes a task that prints so many lines once said() is called, when this command has ended."""
    global _said, _go
    _go = asyncio.Event()

    async def run():
        await _go.wait()
        start = perf_counter_ns()
        for i in range(lines):
            print("nobody reads line %d" % i)
        return (perf_counter_ns() - start) / 1000 / lines

    _said = asyncio.ensure_future(run())


async def said():
    """The microseconds for each line."""
    _go.set()
    return await _said


async def call_many(callback, n):
    """Awaits a callback n times; each call's time."""
    times = []
    for i in range(n):
        start = perf_counter_ns()
        await callback(i)
        times.append(perf_counter_ns() - start)
    return _text(times)


async def live_ended(source, count):
    """Microseconds for the await of a .NET Task that has ended."""
    ended = source.Ended
    start = perf_counter_ns()
    for _ in range(count):
        await ended()
    return (perf_counter_ns() - start) / 1000 / count


async def live_pending(source, count):
    """Microseconds a Task, for Tasks that another thread ends."""
    tasks = [source.Pending(i) for i in range(count)]
    all_of_them = asyncio.gather(*tasks)
    start = perf_counter_ns()
    source.EndAll()
    await all_of_them
    return (perf_counter_ns() - start) / 1000 / count


async def live_one(source, count):
    """Microseconds for the await of a .NET Task that another thread ends."""
    soon = source.Soon
    start = perf_counter_ns()
    for _ in range(count):
        await soon()
    return (perf_counter_ns() - start) / 1000 / count


async def live(function, source, count):
    """What a function of bench_live measures."""
    return getattr(bench_live, function)(source, count)
