"""The tasks of a loop, for the host: what there is, where each is suspended, how each ended.

Every function runs on its loop's own thread. A task gets its number when it is first listed; from then on its end is
remembered, so that it can be waited for by number.
"""

import asyncio
import gc
import itertools
import sysconfig
import time
import weakref
from collections import OrderedDict
from contextvars import Context

from pyasync._awaits import origin

# So many tasks are described at a time; between two portions the loop gets its turn.
_PORTION = 256
# The ends of so many tasks are remembered.
_MOST_ENDED = 10000
# A chain of awaits longer than this is cut.
_MOST_STEPS = 2000

_numbers = itertools.count(1)
_known = weakref.WeakKeyDictionary()  # task → _Known
_by_number = weakref.WeakValueDictionary()  # number → task
_ended = OrderedDict()  # number → (loop, record)
_watchers = {}  # number → list of functions of one record


class _Known:
    """What is remembered of a task that was listed once."""

    __slots__ = ("number", "seen")

    def __init__(self):
        self.number = next(_numbers)
        self.seen = time.monotonic()


def list_tasks(loop, numbers, at_once, deliver):
    """Calls deliver(list of records, last) until all tasks of the loop are told, in the order of their numbers.

    numbers: only these, among them tasks that have ended; None for all that have not. at_once: all in one portion.
    A record is (task or None, number, name, state, coroutine, file, line, awaiting, seconds since it was first seen,
    error, whose it is or None).
    """
    if numbers is None:
        tasks = sorted((t for t in asyncio.all_tasks(loop) if not _is_internal(t)), key=_order)
    else:
        tasks = [found for found in (_find(loop, number) for number in numbers) if found is not None]
    _describe(loop, tasks, 0, len(tasks) if at_once else _PORTION, deliver)


def find_tasks(loop, numbers):
    """The tasks of those numbers that have not ended."""
    return [found for found in (_find(loop, number) for number in numbers) if found is not None and not isinstance(found, tuple)]


def watch(loop, number, done):
    """Calls done(record) when the task of that number has ended; done(None) at once where it is not known."""
    found = _find(loop, number)
    if found is None or isinstance(found, tuple):
        done(found)
    else:
        _watchers.setdefault(number, []).append(done)


def _find(loop, number):
    task = _by_number.get(number)
    if task is not None:
        if task.get_loop() is not loop:
            return None
        if not task.done():
            return task
        # Its done callback is about to run.
        _remember(task)
    owner, record = _ended.get(number, (None, None))
    return record if owner is not None and owner() is loop else None


def _is_internal(task):
    return task.done() or task.get_name() == "pyasync.stop"


def _order(task):
    known = _known.get(task)
    if known is not None:
        return (0, known.number)
    # asyncio's own names count up, so they tell which task is the older one.
    name = task.get_name()
    return (1, int(name[5:]) if name.startswith("Task-") and name[5:].isdecimal() else 1 << 62)


def _identify(task):
    known = _known.get(task)
    if known is None:
        known = _known[task] = _Known()
        _by_number[known.number] = task
        # An empty context: a copy of the current one for each task would be waste.
        task.add_done_callback(_on_end, context=Context())
    return known


def _describe(loop, tasks, start, count, deliver):
    end = start + count
    last = end >= len(tasks)
    deliver([task if isinstance(task, tuple) else _record(task) for task in tasks[start:end]], last)
    if not last:
        loop.call_soon(_describe, loop, tasks, end, count, deliver)


def _record(task):
    known = _identify(task)
    coroutine, file, line, awaiting = where(task)
    error = None
    if not task.done():
        cancelling = getattr(task, "cancelling", None)
        asked = cancelling() > 0 if cancelling is not None else getattr(task, "_must_cancel", False)
        state = "Cancelling" if asked else "Pending"
    elif task.cancelled():
        state = "Cancelled"
    else:
        # Not task.exception(), which would mark it as retrieved and silence asyncio's own report.
        failure = getattr(task, "_exception", None)
        state = "Done" if failure is None else "Failed"
        error = None if failure is None else _text(failure)
    return (task, known.number, task.get_name(), state, coroutine, file, line, awaiting, time.monotonic() - known.seen, error, _whose(task))


def _whose(task):
    """What the variable of the origin holds in a task's context; None where it cannot be told."""
    get_context = getattr(task, "get_context", None)
    if get_context is not None:
        context = get_context()
    else:
        # Before Python 3.12: a task's own comes before those of its callbacks.
        context = getattr(task, "_context", None) or next((x for x in gc.get_referents(task) if isinstance(x, Context)), None)
    return context.get(origin) if isinstance(context, Context) else None


def _text(failure):
    try:
        message = str(failure)
    except Exception:
        message = ""
    return type(failure).__qualname__ + (": " + message if message else "")


def _on_end(task):
    record = _remember(task)
    for done in _watchers.pop(record[1], ()):
        done(record)


def _remember(task):
    number = _known[task].number
    if number in _ended:
        return _ended[number][1]
    # Without the task and whose it is, which would keep a result and a command alive.
    record = (None,) + _record(task)[1:-1] + (None,)
    _ended[number] = (weakref.ref(task.get_loop()), record)
    if len(_ended) > _MOST_ENDED:
        _ended.popitem(last=False)
    return record


def where(task):
    """(coroutine, file, line, awaiting): file and line are those of the innermost frame that is the user's."""
    name, awaiting = "", ""
    best, file, line = -1, "", 0
    for item, kind, frame in _chain(task.get_coro()):
        if not kind:
            # The innermost awaitable. Of a plain future, the coroutine that awaits it tells more than the class: that stays.
            if isinstance(item, asyncio.Task):
                awaiting = item.get_name()
            elif awaiting == name:
                awaiting = type(item).__name__.lstrip("_")
            continue
        code = getattr(item, kind + "_code", None)
        rank = _rank(code.co_filename) if code is not None else _LIBRARY
        awaiting = _name(item, code)
        if not name and rank != _OWN:
            name = awaiting
        if frame is not None and rank >= best:
            best, file, line = rank, frame.f_code.co_filename, frame.f_lineno or 0
    if not name:
        name = awaiting or type(task.get_coro()).__name__
    return name, file, line, "" if awaiting == name else awaiting


def _name(item, code):
    name = getattr(item, "__qualname__", None) or type(item).__qualname__
    return "<code>" if name == "_code" and code is not None and code.co_filename.startswith("<PyAsync code ") else name


def _chain(item):
    """The awaits from a task's coroutine inwards, as (object, prefix of its attributes, frame); a future ends it."""
    for _ in range(_MOST_STEPS):
        if item is None:
            return
        kind = _kind(item)
        if kind:
            yield item, kind, getattr(item, kind + "_frame", None)
            item = getattr(item, "gi_yieldfrom" if kind == "gi" else kind + "_await", None)
        elif asyncio.isfuture(item):
            yield item, "", None
            return
        else:
            # C objects stand between: an asend() of an async generator, the iterator of a coroutine or of a future.
            item = next((x for x in gc.get_referents(item) if _kind(x) or asyncio.isfuture(x)), None)


def _kind(item):
    # By attribute, so that coroutines of Cython count too; by type first, as a Mock has every attribute.
    cls = type(item)
    for kind in ("cr", "gi", "ag"):
        if hasattr(cls, kind + "_frame"):
            return kind
    return ""


_OWN, _STANDARD, _LIBRARY, _USER = range(4)
_ranks = {}
_standard = tuple({sysconfig.get_paths()[name] for name in ("stdlib", "platstdlib")})


def _rank(file):
    if file.startswith("<PyAsync code "):
        # Not kept: there may be any number of these.
        return _USER
    rank = _ranks.get(file)
    if rank is None:
        path = file.replace("\\", "/")
        if path.startswith("<pyasync>"):
            rank = _OWN
        elif "/site-packages/" in path or "/dist-packages/" in path:
            rank = _LIBRARY
        elif path.startswith("<frozen") or file.startswith(_standard):
            rank = _STANDARD
        else:
            rank = _USER
        _ranks[file] = rank
    return rank


def trim(err):
    """Takes the outer frames that are not the user's off a traceback: the loop's, unittest's, PyAsync's. Gives the exception."""
    traceback = err.__traceback__
    while traceback is not None and _rank(traceback.tb_frame.f_code.co_filename) < _LIBRARY:
        traceback = traceback.tb_next
    if traceback is not None:
        err.__traceback__ = traceback
    return err
