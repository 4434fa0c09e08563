"""Modules whose functions are a host's commands. A module is named by its dotted name, or by its file's full path."""

import importlib
import importlib.util
import inspect
import os
import sys
import threading
import types

from pyasync._describe import describe_module, is_generator, public_functions, signature_of
from pyasync._shapes import shape
from pyasync._targets import FunctionNotFound, import_module, load_module

__all__ = ["close_module", "find_function", "open_module"]

# Source → _Imported. Loops on several threads share it.
_imported = {}
_gate = threading.Lock()


class _Imported:
    def __init__(self, module, own):
        self.module = module
        self.functions = public_functions(module)
        self.calls = {name: shape(function, signature_of(function)) for name, function in self.functions.items()}
        self.streams = {name: streamed(call) for name, call in self.calls.items() if is_generator(self.functions[name])}
        self.stamps = {name: _stamp(one) for name, one in own.items()}
        self.files = [one.__file__ for one in own.values() if isinstance(getattr(one, "__file__", None), str)]

    def has_changed(self):
        """Whether a file of its modules is another than when it was imported."""
        return any(_stamp(sys.modules.get(name)) != stamp for name, stamp in self.stamps.items())


def open_module(source, folder, afresh):
    """Imports a module and describes it. A second time its edits are picked up.

    folder: where a name that Python does not find is looked for as a file. afresh: also where nothing was edited.
    An import that fails raises what it raised; then everything is as it was before.
    """
    source = _place_of(source, folder)
    with _gate:
        earlier = _imported.get(source)
    imported = _import(source, earlier, afresh)
    with _gate:
        _imported[source] = imported
    found = describe_module(imported.module, imported.functions, imported.calls)
    found["source"] = source
    found["files"] = sorted(imported.files) if is_path(source) else []
    return found


def find_function(source, name):
    """What is called for a command; its module is imported where it is not yet."""
    with _gate:
        imported = _imported.get(source)
    if imported is None:
        imported = _import(source, None, False)
        with _gate:
            imported = _imported.setdefault(source, imported)
    try:
        return imported.streams.get(name) or imported.calls[name]
    except KeyError:
        raise FunctionNotFound("%r has no public function %r any more; import it again" % (source, name)) from None


def streamed(call):
    """A generator function as one whose items are sent one by one, as an async one's are. Each runs on the loop."""

    async def stream(*args, **kwargs):
        for item in call(*args, **kwargs):
            yield item

    stream.__name__ = stream.__qualname__ = getattr(call, "__qualname__", "stream")
    return stream


def close_module(source):
    """Forgets a module that was imported. Python keeps it for whoever else has it."""
    with _gate:
        _imported.pop(source, None)


def _place_of(source, folder):
    """The source itself, or the file of the folder that it means: where Python finds no module of that name, and runs none to look."""
    file = os.path.join(folder, source + ".py") if folder else ""
    if is_path(source) or "." in source or source in sys.modules or not os.path.isfile(file):
        return source
    importlib.invalidate_caches()
    return source if importlib.util.find_spec(source) else file


def _import(source, earlier, afresh):
    before = dict(sys.modules)
    if earlier is not None:
        if not afresh and not earlier.has_changed():
            return _Imported(earlier.module, _belonging(earlier.module))
        for name in earlier.stamps:
            _forget_compiled(sys.modules.pop(name, None))
            _forget_validators(name)
    importlib.invalidate_caches()
    try:
        module = load_module(source) if is_path(source) else import_module(source)
        return _Imported(module, _belonging(module))
    except BaseException:
        _restore(before, source)
        raise


def is_path(source):
    return source.endswith((".py", ".pyw")) and os.path.isabs(source)


def _belonging(module):
    """The loaded modules that are edited with this one: of a package all of its own, of a file those beside it that it uses."""
    name, file = module.__name__, getattr(module, "__file__", None)
    found = {name: module}
    if hasattr(module, "__path__") or "." in name:
        top = name.partition(".")[0]
        found.update({n: m for n, m in list(sys.modules.items()) if m is not None and (n == top or n.startswith(top + "."))})
    elif isinstance(file, str):
        waiting = [module]
        while waiting:
            for used in _used_by(waiting.pop()):
                if used.__name__ not in found and _is_beside(used, file):
                    found[used.__name__] = used
                    waiting.append(used)
    return found


def _used_by(module):
    """The modules that a module's names are, or come from."""
    for value in list(vars(module).values()):
        if isinstance(value, types.ModuleType):
            yield value
        elif inspect.isroutine(value) or inspect.isclass(value):
            used = sys.modules.get(value.__module__) if isinstance(value.__module__, str) else None
            if used is not None:
                yield used


def _is_beside(module, file):
    """Whether it lies in the file's folder, or in a package of it."""
    other = getattr(module, "__file__", None)
    spec = getattr(module, "__spec__", None)
    return isinstance(other, str) and spec is not None and other.startswith(os.path.join(os.path.dirname(file), "")) and _is_source(other)


def _is_source(file):
    """Whether it is a source file of the user's, and neither an installed package's nor the standard library's."""
    installed = any(os.sep + folder + os.sep in file for folder in ("site-packages", "dist-packages"))
    return file.endswith(".py") and not installed and not file.startswith(os.path.join(os.path.dirname(os.__file__), ""))


def _stamp(module):
    try:
        status = os.stat(module.__file__)
    except (AttributeError, OSError, TypeError):
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _forget_compiled(module):
    """Python tells an edit within one second, of the same length, by nothing: what it has compiled is taken away."""
    file = getattr(module, "__file__", None)
    if not isinstance(file, str) or not _is_source(file):
        return
    try:
        os.unlink(importlib.util.cache_from_source(file))
    except (OSError, NotImplementedError):
        pass


def _forget_validators(name):
    """pydantic 1 remembers each validator by its module and name, and refuses a second one."""
    known = getattr(sys.modules.get("pydantic.class_validators"), "_FUNCS", None)
    if isinstance(known, set):
        known.difference_update([one for one in known if one.startswith(name + ".")])


def _restore(before, source):
    """After a failed import: the modules that it has brought from its own folder or package go, those that it replaced come back."""
    folder = os.path.dirname(source) if is_path(source) else None
    top = None if folder else source.partition(".")[0]
    for name, module in list(sys.modules.items()):
        if name not in before:
            file = getattr(module, "__file__", None)
            own = isinstance(file, str) and os.path.dirname(file) == folder if folder else name.partition(".")[0] == top
            if own:
                del sys.modules[name]
    for name, module in before.items():
        sys.modules.setdefault(name, module)
