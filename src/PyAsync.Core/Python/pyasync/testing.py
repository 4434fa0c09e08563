"""Tests of async code, from Python: `pyasync.testing.main()` at the end of a file runs the tests of that file.

In PowerShell, Invoke-PyAsyncTest does the same for files and folders.
"""

import argparse
import fnmatch
import inspect
import sys
import threading
import traceback
import unittest

from pyasync._test_watch import begin_run, end_run
from pyasync._testing import FAILED, ERROR, SKIPPED, run_target

__all__ = ["Test", "main", "parse_args", "test_harness"]


class Test:
    """A test: a function without arguments, async or not, under a name."""

    def __init__(self, name, function, module=None):
        self.name = name
        self.function = function
        self.module = module if module is not None else sys.modules.get(getattr(function, "__module__", None))

    def __repr__(self):
        return "Test(%r)" % self.name


def parse_args(argv=None, suite="tests"):
    """The command line of a test program: `[filter] [--list] [--factory F]`. argv None is sys.argv[1:]."""
    parser = argparse.ArgumentParser(prog=suite, description="Runs the async tests of %s." % suite)
    parser.add_argument("filter", nargs="?", default="*", help="names to run; * and ? are wildcards")
    parser.add_argument("--list", action="store_true", help="print the names and run nothing")
    parser.add_argument("--factory", help="what makes the loops: asyncio, uvloop or module:callable")
    return parser.parse_args(argv)


def test_harness(tests, args=None):
    """Runs the tests, each on a fresh loop in a thread of its own, prints what came of each, and gives the exit code."""
    args = parse_args([]) if args is None else args
    chosen = [test for test in tests if fnmatch.fnmatchcase(test.name, args.filter)]
    if args.list:
        for test in chosen:
            print(test.name)
        return 0
    failed = 0
    begin_run()
    try:
        for test in chosen:
            outcome, seconds, error, message, problems = _in_thread(test, args.factory)
            print("%-7s %s (%.3f s)%s" % (outcome, test.name, seconds, ": " + message if outcome == SKIPPED and message else ""))
            if outcome in (FAILED, ERROR):
                failed += 1
                traceback.print_exception(type(error), error, error.__traceback__, file=sys.stdout)
    finally:
        end_run()
    print("%d passed or skipped, %d failed" % (len(chosen) - failed, failed))
    return 1 if failed else 0


def main(argv=None, module="__main__"):
    """Runs the tests of a module, given by itself or its name, and exits with 1 where one failed."""
    module = sys.modules[module] if isinstance(module, str) else module
    tests = []
    for name, value in list(vars(module).items()):
        if isinstance(value, type) and issubclass(value, unittest.TestCase) and value.__module__ == module.__name__:
            for method in unittest.defaultTestLoader.getTestCaseNames(value):
                tests.append(Test("%s.%s" % (name, method), (value, method), module))
        elif name.startswith("test_") and inspect.isfunction(value) and value.__module__ == module.__name__:
            tests.append(Test(name, value, module))
    sys.exit(test_harness(tests, parse_args(argv, getattr(module, "__file__", module.__name__))))


def _in_thread(test, factory):
    result = []
    thread = threading.Thread(target=lambda: result.append(run_target(test.module, test.function, factory)), name=test.name)
    thread.start()
    thread.join()
    return result[0]
