"""Runs tests, each on a fresh loop of its own. Every function runs on a thread without a running loop."""

import asyncio
import contextvars
import inspect
import time
import unittest

from pyasync._awaits import origin
from pyasync._ending import finish
from pyasync._loops import loop_of, new_loop
from pyasync._runtime import blocked_line
from pyasync._tasks import trim, where
from pyasync._test_files import load, lookup
from pyasync._test_watch import IsolationError, TestTimeout, Watch, let_end, watch_of

PASSED, FAILED, SKIPPED, ERROR = "Passed", "Failed", "Skipped", "Error"

def run(file, name, factory):
    """Runs one test and gives (outcome, seconds, exception or None, message, problems)."""
    start = time.perf_counter()
    try:
        module = load(file)
        target = lookup(module, name)
    except Exception as err:
        return (ERROR, time.perf_counter() - start, err, "", ())
    return run_target(module, target, factory)


def run_target(module, target, factory=None):
    """Runs a function, or (class, method name) of a TestCase."""
    start = time.perf_counter()
    with Watch() as watch:
        # A new context: nothing of another test's is in it, nothing stays. But it is the same command's.
        context = contextvars.Context()
        context.run(origin.set, origin.get())
        outcome, error, message = context.run(_run, watch, module, target, factory)
    seconds = time.perf_counter() - start
    if error is not None:
        trim(error)
    if watch.timed_out is not None:
        outcome, error, message = FAILED, TimeoutError(watch.timed_out), ""
    if watch.problems and outcome == PASSED:
        outcome, error = FAILED, IsolationError("; ".join(watch.problems))
    return (outcome, seconds, error, message, tuple(watch.problems))


def interrupt(thread, message):
    """Ends the test that the thread runs, whose time is up. False where it runs no loop. Any thread."""
    watch = watch_of(thread)
    if watch is None:
        return True
    loop = loop_of(thread)
    tasks = [] if loop is None else [watch.task] if watch.task is not None else list(asyncio.all_tasks(loop))
    if loop is None or asyncio.current_task(loop) is not None:
        place = blocked_line(thread)
    else:
        places = [(file, line) for _, file, line, _ in map(where, tasks) if file]
        place = "%s:%d" % places[0] if places else None
    watch.timed_out = message + ("; it was at " + place if place else "")
    if loop is None:
        return False
    loop.call_soon_threadsafe(lambda: [task.cancel() for task in tasks])
    return True


def _run(watch, module, target, factory):
    try:
        if isinstance(target, tuple):
            return _run_case(watch, target[0](target[1]))
        if getattr(target, "__unittest_skip__", False):
            return (SKIPPED, None, getattr(target, "__unittest_skip_why__", "") or "")
        steps = (getattr(module, "setup", None), target, getattr(module, "teardown", None))
        if any(inspect.iscoroutinefunction(step) for step in steps):
            _run_in_loop(watch, steps, factory)
        else:
            _run_plain(steps)
    except BaseException as err:
        return _outcome_of(err, target)
    if getattr(target, "__unittest_expecting_failure__", False):
        return (FAILED, AssertionError("the test was expected to fail and passed"), "")
    return (PASSED, None, "")


def _outcome_of(err, target):
    if isinstance(err, unittest.SkipTest) or (type(err).__name__ == "Skipped" and type(err).__module__.startswith("_pytest")):
        return (SKIPPED, None, str(err))
    if getattr(target, "__unittest_expecting_failure__", False):
        return (PASSED, None, "")
    if isinstance(err, TestTimeout):
        return (FAILED, TimeoutError(str(err)), "")
    return (FAILED if isinstance(err, AssertionError) else ERROR, err, "")


def _run_plain(steps):
    setup, test, teardown = steps
    if callable(setup):
        setup()
    try:
        result = test()
        if inspect.isgenerator(result) or inspect.isasyncgen(result):
            raise TypeError("the test is a generator, so nothing of it has run; it must not yield")
        if inspect.isawaitable(result):
            raise TypeError("the test returned %s instead of awaiting it; make it an async function" % type(result).__name__)
    finally:
        if callable(teardown):
            teardown()


def _run_in_loop(watch, steps, factory):
    loop = new_loop(factory)
    try:
        loop.run_until_complete(_supervise(watch, loop, steps))
    finally:
        # What ignores its cancellation is the test's fault and told by the watch; what threads do is waited for.
        finish(loop, timeout=1, waits_for_executor=True)


async def _supervise(watch, loop, steps):
    watch.task = task = asyncio.ensure_future(_steps(*steps))
    try:
        await asyncio.wait({task})
        await let_end()
        watch.leaks(loop, (task, asyncio.current_task()))
        return task.result()
    finally:
        watch.task = task = None


async def _steps(setup, test, teardown):
    await _call(setup)
    try:
        await _call(test)
    finally:
        await _call(teardown)


async def _call(function):
    if callable(function):
        result = function()
        if inspect.isawaitable(result):
            await result


def _run_case(watch, case):
    # On 3.11+ a Runner has the loop, before that the case itself; both cancel what is left without a word.
    for name in ("_tearDownAsyncioRunner", "_tearDownAsyncioLoop"):
        original = getattr(case, name, None)
        if original is not None:
            setattr(case, name, _Teardown(watch, case, original))
    result = _Result()
    unittest.TestSuite([case]).run(result)
    for name in ("_tearDownAsyncioRunner", "_tearDownAsyncioLoop"):
        case.__dict__.pop(name, None)
    return result.outcome()


class _Teardown:
    def __init__(self, watch, case, original):
        self._watch, self._case, self._original = watch, case, original

    def __call__(self):
        runner = getattr(self._case, "_asyncioRunner", None)
        loop = runner.get_loop() if runner is not None else self._case._asyncioTestLoop
        loop.run_until_complete(let_end())
        self._watch.leaks(loop)
        return self._original()


class _Result(unittest.TestResult):
    """Keeps the exceptions themselves."""

    def __init__(self):
        super().__init__()
        self._found = []

    def addError(self, test, err):
        self._found.append((ERROR, err[1], ""))

    def addFailure(self, test, err):
        self._found.append((FAILED, err[1], ""))

    def addSkip(self, test, reason):
        self._found.append((SKIPPED, None, reason))

    def addSubTest(self, test, subtest, err):
        if err is not None:
            kind = FAILED if issubclass(err[0], test.failureException) else ERROR
            self._found.append((kind, err[1], subtest._subDescription()))

    def addUnexpectedSuccess(self, test):
        self._found.append((FAILED, AssertionError("the test was expected to fail and passed"), ""))

    def addExpectedFailure(self, test, err):
        pass

    def outcome(self):
        for kind in (ERROR, FAILED, SKIPPED):
            for found in self._found:
                if found[0] == kind:
                    return found
        return (PASSED, None, "")
