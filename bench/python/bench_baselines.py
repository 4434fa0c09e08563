"""Python's own way of doing what a row measures, in the same interpreter and on the same loop.

Each returns its times in microseconds as text, separated by blanks, so that no conversion of values is part of it.
"""

import asyncio
import gc
from time import perf_counter_ns

from bench_targets import f, wait


def _text(times):
    return " ".join("%.4f" % (time / 1000) for time in times)


def _by_thread(loop, n):
    submit = asyncio.run_coroutine_threadsafe
    times = []
    for i in range(n):
        start = perf_counter_ns()
        submit(f(i), loop).result()
        times.append(perf_counter_ns() - start)
    return _text(times)


async def threadsafe(n):
    """run_coroutine_threadsafe(f(i), loop).result() n times from another Python thread; each call's time."""
    return await asyncio.to_thread(_by_thread, asyncio.get_running_loop(), n)


async def gather(n):
    """asyncio.gather of n coroutines on the loop, with the default task factory; the time per coroutine."""
    start = perf_counter_ns()
    await asyncio.gather(*[f(i) for i in range(n)])
    return _text([(perf_counter_ns() - start) / n])


_pending = None


async def gather_pending(n):
    """Starts asyncio.gather of n coroutines that wait, and keeps it."""
    global _pending
    _pending = asyncio.gather(*[wait(i) for i in range(n)])
    await asyncio.sleep(0)
    return ""


def collect():
    gc.collect()
    return ""


_text_of = {}


def json_loads(kind):
    """json.loads of the text of a value of bench_targets."""
    import json

    import bench_targets

    if kind not in _text_of:
        _text_of.clear()
        _text_of[kind] = json.dumps(bench_targets._make(kind))
    text = _text_of[kind]
    start = perf_counter_ns()
    value = json.loads(text)
    time = perf_counter_ns() - start
    del value
    return _text([time / 1000])


def forget():
    _text_of.clear()
    return ""


async def futures_one(n):
    """Awaits one future after another that another thread completes by call_soon_threadsafe; from there to here."""
    import queue
    import threading

    loop = asyncio.get_running_loop()
    requests = queue.SimpleQueue()
    started = []

    def complete():
        while True:
            future = requests.get()
            if future is None:
                return
            started.append(perf_counter_ns())
            loop.call_soon_threadsafe(future.set_result, None)

    thread = threading.Thread(target=complete)
    thread.start()
    times = []
    for i in range(n):
        future = loop.create_future()
        requests.put(future)
        await future
        times.append(perf_counter_ns() - started[i])
    requests.put(None)
    thread.join()
    return _text(times)


async def futures_all(n):
    """The same with n futures at once; the time per future."""
    import threading

    loop = asyncio.get_running_loop()
    futures = [loop.create_future() for _ in range(n)]
    started = []

    def complete():
        started.append(perf_counter_ns())
        for future in futures:
            loop.call_soon_threadsafe(future.set_result, None)

    gathered = asyncio.gather(*futures)
    await asyncio.sleep(0)
    thread = threading.Thread(target=complete)
    thread.start()
    await gathered
    time = perf_counter_ns() - started[0]
    thread.join()
    return _text([time / n])


async def _next(generator):
    return await generator.__anext__()


def _items_by_thread(loop, n):
    from bench_targets import items

    generator = items(n)
    submit = asyncio.run_coroutine_threadsafe
    times = []
    for _ in range(n):
        start = perf_counter_ns()
        submit(_next(generator), loop).result()
        times.append(perf_counter_ns() - start)
    return _text(times)


async def stream(n):
    """An item of an async generator by run_coroutine_threadsafe(agen.__anext__()) from another thread; each item's time."""
    return await asyncio.to_thread(_items_by_thread, asyncio.get_running_loop(), n)


async def grow(n):
    """asyncio.gather of n coroutines that all wait, and are let go: microseconds each to start, and in all."""
    import bench_targets

    await bench_targets.close_gate()
    start = perf_counter_ns()
    future = asyncio.gather(*[wait(i) for i in range(n)])
    await asyncio.sleep(0)
    middle = perf_counter_ns()
    await bench_targets.open_gate()
    await future
    return _text([(middle - start) / n, (perf_counter_ns() - start) / n])


def _by_hand(task, loop):
    """A future for a .NET Task as one writes it with pythonnet alone."""
    from System import Action

    from pyasync._net import host_live

    raw = host_live(task)
    future = loop.create_future()
    raw.GetAwaiter().OnCompleted(Action(lambda: loop.call_soon_threadsafe(future.set_result, raw.Result)))
    return future


async def live_ended_by_hand(source, count):
    loop = asyncio.get_running_loop()
    start = perf_counter_ns()
    for _ in range(count):
        await _by_hand(source.Ended(), loop)
    return _text([(perf_counter_ns() - start) / count])


async def live_one_by_hand(source, count):
    loop = asyncio.get_running_loop()
    start = perf_counter_ns()
    for _ in range(count):
        await _by_hand(source.Soon(), loop)
    return _text([(perf_counter_ns() - start) / count])


async def live_pending_by_hand(source, count):
    loop = asyncio.get_running_loop()
    futures = asyncio.gather(*[_by_hand(source.Pending(i), loop) for i in range(count)])
    start = perf_counter_ns()
    source.EndAll()
    await futures
    return _text([(perf_counter_ns() - start) / count])
