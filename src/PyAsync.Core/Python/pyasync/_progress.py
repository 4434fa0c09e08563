"""Progress that Python code tells, for the command that waits for it or its job: at most ten times a second for each bar."""

import asyncio
import itertools
import operator
import time
import weakref
from collections import OrderedDict

from pyasync import _base
from pyasync._awaits import origin

__all__ = ["Bar", "progress", "track"]

_EVERY = 0.1
# Of bars that belong to no task so many are remembered.
_MOST_REMEMBERED = 256

# Bars without a number of the user's have theirs from here on.
_FIRST_NUMBER = 1_000_000

_numbers = itertools.count(_FIRST_NUMBER)
_of_tasks = weakref.WeakKeyDictionary()  # task → {activity: Bar}
_of_threads = OrderedDict()  # (id of the origin, activity) → Bar
_numbered = OrderedDict()  # (id of the origin, number) → Bar


class Bar:
    """One progress bar. What comes too soon after the last is held, and shown if nothing newer comes in time."""

    __slots__ = ("_number", "_parent", "_due", "_held", "_timer", "_activity")

    def __init__(self, number=None, parent=None):
        self._number = next(_numbers) if number is None else number
        self._parent = -1 if parent is None else parent
        self._due = 0.0
        self._held = self._timer = self._activity = None

    def offer(self, describe):
        """Shows what describe() gives, now or when it is time: (activity, status, percent or None, seconds left or None).

        False where nobody takes it.
        """
        now = time.monotonic()
        if now >= self._due:
            return self._show(describe, now)
        self._held = describe
        if self._timer is None:
            try:
                loop = asyncio.get_running_loop()
            except RuntimeError:
                # A thread without a loop: the next that comes in time is shown.
                return True
            self._timer = loop.call_later(self._due - now, self._show_held)
        return True

    def complete(self):
        """Takes the bar away."""
        self._forget_held()
        activity, self._activity = self._activity, None
        if activity is not None:
            _base.show_progress(self._number, activity, "", -1, self._parent, -1, True)

    def _forget_held(self):
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._held = None

    def _show(self, describe, now):
        self._forget_held()
        self._due = now + _EVERY
        activity, status, percent, left = describe()
        self._activity = activity
        return _base.show_progress(
            self._number,
            activity,
            "" if status is None else str(status),
            -1 if percent is None else min(100, max(0, int(percent))),
            self._parent,
            -1 if left is None else min(0x7FFFFFFF, max(0, int(left))),
            False,
        )

    def _show_held(self):
        self._timer = None
        if self._held is not None:
            self._show(self._held, time.monotonic())


def progress(activity, status=None, percent=None, id=None, parent=None, remaining=None, completed=False):
    """Shows progress as PowerShell's Write-Progress does, for the command that waits for this code, or in its job.

    activity names what goes on, status where it is, percent (0 to 100) and remaining (seconds) how far. A bar belongs to
    the calling task and the activity and goes when the task ends, unless id gives it a number of its own, by which other
    tasks write on the same bar and parent of another bar refers to it. completed takes it away, and so does the end of the
    command or job. At most ten updates a second are shown of a bar, the last one always. Any thread. False where nobody
    takes it.
    """
    activity = str(activity)
    if not activity:
        raise ValueError("the activity of a progress needs a name")
    for name, number in (("id", id), ("parent", parent)):
        if number is not None and not 0 <= operator.index(number) < _FIRST_NUMBER:
            raise ValueError("%s of a progress must be from 0 to %d, not %r" % (name, _FIRST_NUMBER - 1, number))
    if id is not None and id == parent:
        raise ValueError("a progress cannot be its own parent: %r" % (id,))
    if percent is not None:
        percent = float(percent)
    bar = _of_this_task(activity, parent) if id is None else _of_number(operator.index(id), parent)
    if completed:
        bar.complete()
        return True
    return bar.offer(lambda: (activity, status, percent, remaining))


async def track(iterable, activity, *, total=None, status=None, id=None, parent=None):
    """The items of an iterable or async iterable, with a progress bar that counts them.

    total is how many there will be, where len() does not tell; without it the bar has no end. It goes with the last item,
    or when the loop over them ends early.
    """
    activity = str(activity)
    if total is None:
        total = operator.length_hint(iterable, 0) or None
    bar = Bar(None if id is None else operator.index(id), parent)
    began = time.monotonic()
    done = 0

    def describe():
        rate = done / max(1e-9, time.monotonic() - began)
        text = status if status is not None else "%d" % done if total is None else "%d of %d" % (done, total)
        if not total or not done:
            return activity, text, 0 if total else None, None
        return activity, text, 100 * done / total, (total - done) / rate

    bar.offer(describe)
    try:
        if hasattr(type(iterable), "__aiter__"):
            async for item in iterable:
                yield item
                done += 1
                bar.offer(describe)
        else:
            for item in iterable:
                yield item
                done += 1
                bar.offer(describe)
    finally:
        bar.complete()


def _of_number(number, parent):
    return _remembered(_numbered, number, number, parent)


def _of_this_task(activity, parent):
    try:
        task = asyncio.current_task()
    except RuntimeError:
        task = None
    if task is None:
        # The command is what it belongs to, and takes it away at its end.
        return _remembered(_of_threads, activity, None, parent)
    bars = _of_tasks.get(task)
    if bars is None:
        bars = _of_tasks[task] = {}
        task.add_done_callback(_complete_all)
    bar = bars.get(activity)
    if bar is None:
        bar = bars[activity] = Bar(None, parent)
    return bar


def _remembered(bars, key, number, parent):
    # By its address, as the origin itself would be kept alive. One that takes the place of another may find its bar, in
    # which only the time of the last update is remembered.
    key = (id(origin.get()), key)
    bar = bars.get(key)
    if bar is None:
        bar = bars[key] = Bar(number, parent)
        if len(bars) > _MOST_REMEMBERED:
            bars.popitem(last=False)
    return bar


def _complete_all(task):
    for bar in _of_tasks.pop(task, {}).values():
        bar.complete()
