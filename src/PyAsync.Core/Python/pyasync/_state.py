"""What a program may change of what the whole interpreter has, and how that is put back when the program has ended."""

import io
import os
import sys

from pyasync import _logs

__all__ = ["State", "add_to_path", "change_directory", "flush"]

_STREAMS = ("stdin", "stdout", "stderr")

# Those that wait to be put back.
_taken = []


class State:
    """sys.argv, `__main__`, the working directory, sys.path, the standard streams, the recursion limit, multiprocessing's
    start method and the root logger, as they are when this is made."""

    def __init__(self):
        self._argv = sys.argv
        self._main = sys.modules.get("__main__")
        self._directory = os.getcwd()
        self._path = sys.path
        self.folders = list(sys.path)
        self._streams = [(name, getattr(sys, name, None)) for name in _STREAMS]
        self._recursion_limit = sys.getrecursionlimit()
        self._start_method = _start_method()
        self._logger = _logs.root_state()
        _taken.append(self)

    def put_back(self):
        """Makes all of it as it was."""
        _taken.remove(self)
        _logs.put_back(self._logger)
        _set_start_method(self._start_method)
        for name, stream in self._streams:
            setattr(sys, name, stream)
        if sys.getrecursionlimit() != self._recursion_limit:
            sys.setrecursionlimit(self._recursion_limit)
        sys.path = self._path
        sys.path[:] = self.folders
        sys.argv = self._argv
        if self._main is not None:
            sys.modules["__main__"] = self._main
        change_directory(self._directory)


def add_to_path(folder):
    """Puts a folder in front of sys.path, where it stays also when a program ends that runs just now."""
    sys.path.insert(0, folder)
    for state in _taken:
        state.folders.insert(0, folder)


def change_directory(directory):
    """Goes to a folder; where it is gone, the folder where the process is now is as good as any."""
    try:
        os.chdir(directory)
    except OSError:
        pass


def flush(module):
    """Writes what the program still holds back, in files of its module and in what it prints to, as Python does at its exit."""
    held = [value for value in list(vars(module).values()) if isinstance(value, io.IOBase)]
    for stream in held + [sys.stdout, sys.stderr]:
        try:
            stream.flush()
        except Exception:
            # Closed by the program, or its reader has gone.
            pass


def _start_method():
    """multiprocessing's, which may be set only once: by each program, as each is a process of its own elsewhere."""
    module = sys.modules.get("multiprocessing.context")
    return None if module is None else module._default_context._actual_context


def _set_start_method(context):
    module = sys.modules.get("multiprocessing.context")
    if module is not None:
        module._default_context._actual_context = context
