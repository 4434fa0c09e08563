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
