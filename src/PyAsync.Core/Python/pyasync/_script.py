"""Runs a Python program as `python file.py` would, whose `main` may be an async function."""

import ast
import asyncio
import importlib
import inspect
import os
import sys
import threading
import types
from importlib.machinery import SourceFileLoader

from pyasync import _fork
from pyasync._ending import finish
from pyasync._loops import loop_of, new_loop, runs_seen
from pyasync._runtime import adopt_thread
from pyasync._siblings import Siblings
from pyasync._state import State, change_directory, flush
from pyasync._targets import FunctionNotFound
from pyasync._tasks import trim

# The thread of a program → (loop, task) of its main, while that runs. Read by other threads.
_mains = {}
# The thread of a program → the handle of an interruption that its loop has not taken yet.
_asked = {}
# What one interpreter has once: the programs that run see those of the last one; afterwards all is as it was before.
_gate = threading.Lock()
_programs = []
_before = None


def run(path, arguments, entry_point, directory, factory, debug):
    """Runs the program on this thread, which has no running loop, and gives its exit code.

    entry_point None: the file runs as `__main__`, and afterwards its `main` is awaited where that is an async function
    and the file has neither called it nor run a loop. Else the file is loaded as a module (`__name__` is its name) and
    that function is called and, if it is async, awaited. Exceptions other than SystemExit are raised.
    """
    try:
        code = _run(path, arguments, entry_point, directory, factory, debug)
    except BaseException as err:
        if _fork.is_child():
            _fork.end(err)
        raise
    if _fork.is_child():
        _fork.end(SystemExit(code))
    return code


def _run(path, arguments, entry_point, directory, factory, debug):
    adopt_thread()
    before = set(threading.enumerate())
    with _Program(path, arguments, directory, entry_point is None) as program:
        try:
            runs = runs_seen()
            program.execute()
            entry = program.entry(entry_point, has_run=runs_seen() > runs)
            result = None if entry is None else entry()
            if inspect.isawaitable(result):
                result = _run_until_complete(result, factory, debug)
            _join(before)
            return _exit_code(result)
        except SystemExit as err:
            _join(before)
            return _exit_code(err.code)
        finally:
            _asked.pop(threading.get_ident(), None)
            flush(program.module)


async def run_in_loop(path, arguments, entry_point, directory):
    """The same on a loop that runs already, so the program may not run one of its own."""
    before = set(threading.enumerate())
    with _Program(path, arguments, directory, entry_point is None) as program:
        try:
            program.execute()
            entry = program.entry(entry_point, has_run=False)
            result = None if entry is None else entry()
            if inspect.isawaitable(result):
                result = await result
            await _joined(before)
            return _exit_code(result)
        except SystemExit as err:
            await _joined(before)
            return _exit_code(err.code)
        finally:
            flush(program.module)


def interrupt(thread):
    """Asks the program on that thread to end, as Ctrl+C does. False where it runs no loop, so that it must be interrupted otherwise."""
    loop, task = _mains.get(thread, (None, None))
    if loop is None:
        loop = loop_of(thread)
    if loop is None or loop.is_closed():
        return False
    try:
        _asked[thread] = loop.call_soon_threadsafe(_interrupt_now if task is None else task.cancel)
    except RuntimeError:
        # It has closed between the question and now.
        return False
    return True


def withdraw(thread):
    """Takes back what `interrupt` asked of a loop that did not listen: the thread is interrupted otherwise now."""
    handle = _asked.pop(thread, None)
    if handle is not None:
        handle.cancel()


def _interrupt_now():
    raise KeyboardInterrupt


class _Program:
    """sys.argv, sys.path, `__main__`, the modules beside it and the working directory of a program, and afterwards all of `State` as before."""

    def __init__(self, path, arguments, directory, as_main):
        path = os.path.abspath(path)
        self._folder = path
        if os.path.isdir(path):
            path = os.path.join(path, "__main__.py")
        else:
            self._folder = os.path.dirname(path)
        self.path = path
        self._argv = [path] + list(arguments)
        self._directory = directory
        self._as_main = as_main
        name = "__main__" if as_main else os.path.splitext(os.path.basename(path))[0]
        self.module = module = types.ModuleType(name)
        module.__file__ = path
        module.__loader__ = SourceFileLoader(name, path)
        module.__cached__ = None
        module.__builtins__ = __builtins__
        self._tree = None
        self._siblings = Siblings(self._folder, afresh=True)

    def __enter__(self):
        global _before
        with _gate:
            if not _programs:
                _before = State()
            _programs.append(self)
            self._appear()
        sys.path.insert(0, self._folder)
        importlib.invalidate_caches()
        self._siblings.__enter__()
        return self

    def __exit__(self, *exc):
        global _before
        self._siblings.__exit__(*exc)
        if self._folder in sys.path:
            sys.path.remove(self._folder)
        with _gate:
            _programs.remove(self)
            if _programs:
                _programs[-1]._appear()
                return False
            before, _before = _before, None
            before.put_back()
        return False

    def _appear(self):
        sys.argv = self._argv
        # Also where it is loaded as a module: what it pickles is looked up there.
        sys.modules["__main__"] = self.module
        if self._directory:
            change_directory(self._directory)

    def execute(self):
        source = self.module.__loader__.get_data(self.path)
        self._tree = ast.parse(source, self.path)
        code = compile(self._tree, self.path, "exec", dont_inherit=True)
        exec(code, self.module.__dict__)

    def entry(self, name, has_run):
        """The function that is left to be called."""
        found = getattr(self.module, name or "main", None)
        if name is not None:
            if not callable(found):
                raise FunctionNotFound("%r has no function %r" % (self.path, name))
            return found
        if has_run or not inspect.iscoroutinefunction(found) or _uses(self._tree, "main"):
            return None
        return found


def _uses(tree, name):
    """Whether code at the top level, outside of functions and classes, names it: then the program runs it as it wants."""
    pending = list(tree.body)
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            pending.extend(node.decorator_list)
            continue
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load):
            return True
        pending.extend(ast.iter_child_nodes(node))
    return False


def _run_until_complete(awaitable, factory, debug):
    """asyncio.run, for any awaitable, with a loop factory, on every version."""
    loop = new_loop(factory)
    thread = threading.get_ident()
    try:
        if debug:
            loop.set_debug(True)
        task = asyncio.ensure_future(_await(awaitable), loop=loop)
        _mains[thread] = (loop, task)
        try:
            return loop.run_until_complete(task)
        except asyncio.CancelledError:
            # As asyncio.run does it: Ctrl+C cancels the main task, and what comes out is KeyboardInterrupt.
            raise KeyboardInterrupt from None
        except BaseException as err:
            if task.done() and not task.cancelled():
                # Retrieved, so that asyncio does not report KeyboardInterrupt a second time.
                task.exception()
            # Not a bare raise, which brings the whole traceback back before 3.11.
            raise trim(err)
        finally:
            del _mains[thread]
    finally:
        finish(loop)


async def _await(awaitable):
    return await awaitable


def _threads(before):
    # In a forked child it is the forking thread that ends, which the program may have started.
    me = threading.current_thread()
    for thread in threading.enumerate():
        if thread is not me and thread not in before and not thread.daemon and not isinstance(thread, threading._DummyThread):
            yield thread


def _join(before):
    # A program has ended when its threads have; in short steps, so that an interruption gets through.
    for thread in _threads(before):
        while thread.is_alive():
            thread.join(0.05)


async def _joined(before):
    # The same without holding the loop, whose executor is not the program's.
    executor = getattr(getattr(asyncio.get_running_loop(), "_default_executor", None), "_threads", ())
    for thread in _threads(before):
        while thread.is_alive() and thread not in executor:
            await asyncio.sleep(0.05)


def _exit_code(value):
    if value is None:
        return 0
    if isinstance(value, int):
        # What the operating system would keep of it.
        return value & 0xFF if os.name == "posix" else value
    print(value, file=sys.stderr)
    return 1
