"""What the soak awaits. Each function gets an item's id and gives it back, or fails with it."""

import asyncio
import gc
import inspect
import os
import random
import signal
import sys
import threading
import time
import weakref

# One for each await that is in flight: what is left of them at the end has leaked.
tokens = weakref.WeakSet()


class Token:
    __slots__ = ("id", "cycle", "__weakref__")

    def __init__(self, id):
        self.id = id
        # Only the garbage collector frees it.
        self.cycle = self
        tokens.add(self)


class Expected(Exception):
    pass


async def quick(id):
    token = Token(id)
    await asyncio.sleep(random.random() * 0.2)
    return token.id


async def at_once(id):
    return Token(id).id


async def steps(id):
    token = Token(id)
    for _ in range(random.randrange(50)):
        await asyncio.sleep(0)
    return token.id


async def fails(id):
    token = Token(id)
    await asyncio.sleep(random.random() * 0.05)
    raise Expected(token.id)


async def cancels_itself(id):
    token = Token(id)
    await asyncio.sleep(0)
    raise asyncio.CancelledError(token.id)


async def never(id):
    token = Token(id)
    try:
        await asyncio.Event().wait()
    finally:
        await asyncio.sleep(0)
    return token.id


async def stubborn(id):
    token = Token(id)
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        await asyncio.sleep(0.1)
    return token.id


async def stream(id):
    token = Token(id)
    for _ in range(3):
        await asyncio.sleep(0)
        yield token.id


async def in_thread(id):
    token = Token(id)
    await asyncio.get_running_loop().run_in_executor(None, time.sleep, 0.005)
    return token.id


async def child_tasks(id):
    token = Token(id)
    await asyncio.gather(*(asyncio.sleep(0.001) for _ in range(5)))
    return token.id


async def blocks_a_little(id):
    token = Token(id)
    if id % 20 == 0:
        time.sleep(0.05)
    return token.id


async def calls_back(id, function):
    token = Token(id)
    await asyncio.sleep(0)
    answer = function(token.id)
    if inspect.isawaitable(answer):
        answer = await answer
    assert answer == token.id, (answer, token.id)
    return answer


async def garbage(id):
    token = Token(id)
    kept = [[] for _ in range(200)]
    for part in kept:
        part.append(kept)
    await asyncio.sleep(0)
    return token.id


def block(seconds):
    """Blocks the loop that calls it."""
    time.sleep(seconds)


def compute(seconds):
    due = time.monotonic() + seconds
    while time.monotonic() < due:
        pass


def cancel_some(count):
    """Cancels tasks of this loop behind the host's back; gives how many."""
    me = asyncio.current_task()
    tasks = [task for task in asyncio.all_tasks() if task is not me and not task.get_name().startswith("pyasync.")]
    random.shuffle(tasks)
    for task in tasks[:count]:
        task.cancel()
    return len(tasks[:count])


def collect():
    return gc.collect()


def send_signals():
    for number in (signal.SIGCHLD, signal.SIGCONT, signal.SIGWINCH, signal.SIGURG):
        os.kill(os.getpid(), number)


def fork():
    """A child that Python code ends, and one that comes back to the loop."""
    child = os.fork()
    if child == 0:
        os._exit(7)
    threading.Thread(target=os.waitpid, args=(child, 0), daemon=True).start()
    return child


async def subprocess():
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", "pass")
    return await process.wait()


def _describe(holder):
    code = getattr(holder, "f_code", None) or getattr(holder, "cr_code", None)
    return "%s %s" % (type(holder).__name__, code.co_qualname if hasattr(code, "co_qualname") else code.co_name if code else "")


def holders():
    """What holds some of the tokens that are left, two steps up: for the report."""
    lines = []
    for token in list(tokens)[:3]:
        for first in gc.get_referrers(token):
            if first is not token and type(first) is not list:
                seconds = [_describe(second) for second in gc.get_referrers(first) if type(second) is not list][:4]
                lines.append("%d is held by %s, and that by %s" % (token.id, _describe(first), ", ".join(seconds)))
    return lines


def left():
    """What is still there of the awaits: tokens, and tasks of this loop."""
    for _ in range(3):
        gc.collect()
    me = asyncio.current_task()
    return [len(tokens), len([task for task in asyncio.all_tasks() if task is not me])]
