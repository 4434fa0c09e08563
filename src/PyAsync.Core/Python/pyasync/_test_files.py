"""Finds tests in files. Every function runs on a thread without a running loop."""

import importlib
import importlib.util
import inspect
import os
import sys
import unittest
import zlib

from pyasync._siblings import Siblings, loading
from pyasync._test_watch import TestTimeout

_modules = {}  # file → module, of the last time that it was collected


def collect(paths):
    """The tests in these files and folders (test_*.py, *_test.py), each file imported afresh.

    A list of (name, file, line, kind, skip, error): name is `function` or `Class.method`; kind is "async", "function",
    "unittest" or, for a file that does not import, "file" with the exception as error; skip is the reason or None.
    """
    found = []
    for path in paths:
        for file in _files(os.path.abspath(path)):
            found.extend(_collect_file(file))
    return found


def _files(path):
    if os.path.isfile(path):
        yield path
        return
    if not os.path.exists(path):
        raise FileNotFoundError("there is no file or folder %r" % path)
    for folder, folders, files in os.walk(path):
        folders[:] = sorted(f for f in folders if not f.startswith((".", "__pycache__")) and f != "node_modules")
        for file in sorted(files):
            if file.endswith(".py") and (file.startswith("test_") or file.endswith("_test.py")):
                yield os.path.join(folder, file)


def _collect_file(file):
    try:
        module = load(file, afresh=True)
    except unittest.SkipTest as err:
        return [(os.path.basename(file), file, 1, "file", str(err), None)]
    except BaseException as err:
        if isinstance(err, (KeyboardInterrupt, TestTimeout)):
            raise
        return [(os.path.basename(file), file, 1, "file", None, err)]
    found = []
    for name, value in list(vars(module).items()):
        if isinstance(value, type) and issubclass(value, unittest.TestCase):
            if value.__module__ == module.__name__:
                for method in unittest.defaultTestLoader.getTestCaseNames(value):
                    function = getattr(value, method)
                    skip = _skip_of(value) or _skip_of(function)
                    found.append((value.__name__ + "." + method, file, _line(function), "unittest", skip, None))
        elif name.startswith("test_") and inspect.isfunction(value) and value.__module__ == module.__name__:
            kind = "async" if inspect.iscoroutinefunction(value) else "function"
            found.append((name, file, _line(value), kind, _skip_of(value), None))
    return sorted(found, key=lambda test: test[2])


def _skip_of(item):
    return getattr(item, "__unittest_skip_why__", "") or "skipped" if getattr(item, "__unittest_skip__", False) else None


def _line(function):
    code = getattr(inspect.unwrap(function), "__code__", None)
    return code.co_firstlineno if code is not None else 0


def lookup(module, name):
    """What run_target takes: the function of that name, or (class, method name)."""
    owner, _, method = name.rpartition(".")
    target = getattr(module, owner or method, None)
    if target is None or (owner and not hasattr(target, method)):
        raise LookupError("%r has no test %r any more; list its tests anew" % (module.__file__, name))
    if owner:
        return (target, method)
    needed = [p.name for p in inspect.signature(target).parameters.values() if p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]
    if needed:
        raise TypeError("%s() takes arguments (%s); fixtures and parameters of other test frameworks are not filled in" % (name, ", ".join(needed)))
    return target


def load(file, afresh=False):
    """The file's module, run once until it is loaded afresh. In a package it is imported as part of that."""
    if not afresh and file in _modules:
        return _modules[file]
    _modules.pop(file, None)
    folder, base = os.path.split(file)
    name = os.path.splitext(base)[0]
    parts = [name]
    while os.path.isfile(os.path.join(folder, "__init__.py")):
        folder, package = os.path.split(folder)
        parts.insert(0, package)
    importlib.invalidate_caches()
    if len(parts) > 1:
        name = ".".join(parts)
        with loading(folder), Siblings(folder):
            sys.modules.pop(name, None)
            module = importlib.import_module(name)
    else:
        there = sys.modules.get(name)
        if there is not None and getattr(there, "__file__", None) != file:
            name = "%s_%08x" % (name, zlib.crc32(file.encode("utf-8", "surrogatepass")))
        spec = importlib.util.spec_from_file_location(name, file)
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        try:
            with loading(folder), Siblings(folder, besides=name):
                spec.loader.exec_module(module)
        except BaseException:
            sys.modules.pop(name, None)
            raise
    _modules[file] = module
    return module
