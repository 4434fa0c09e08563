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
from pyasync._siblings import loaded_modules
from pyasync._sources import file_of, files_of, find_here, is_source, is_within, place_of, stamp_of
from pyasync._targets import FunctionNotFound, import_module, load_module

__all__ = ["close_module", "find_function", "open_module"]

# Source → _Imported. Loops on several threads share it.
_imported = {}
# File → its stamp as its module was loaded, also where that module's commands are gone.
_stamps = {}
_gate = threading.Lock()


class _Imported:
    def __init__(self, module, own):
        self.module = module
        self.functions = public_functions(module)
        self.calls = {name: shape(function, signature_of(function)) for name, function in self.functions.items()}
        self.streams = {name: streamed(call) for name, call in self.calls.items() if is_generator(self.functions[name])}
        self.names, files = own
        self.stamps = {file: stamp_of(file) for file in files}

    def has_changed(self):
        """Whether a file of its modules is another than when it was imported."""
        return any(stamp_of(file) != stamp for file, stamp in self.stamps.items())


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
    found["root"] = place_of(source)[0] if is_path(source) else ""
    found["files"] = sorted(file for file in imported.stamps if is_source(file) and is_within(file, found["root"])) if found["root"] else []
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
    file = find_here(source, folder) if folder and not is_path(source) else None
    top = source.partition(".")[0]
    if file is None or (top in sys.modules and file_of(sys.modules[top]) is None):
        return source
    importlib.invalidate_caches()
    # One that is loaded may be another folder's, of a file that was named by its path.
    finders = [finder.find_spec for finder in list(sys.meta_path) if hasattr(finder, "find_spec")]
    return source if any(find(top, None) is not None for find in finders) else file


def _import(source, earlier, afresh):
    before = [(place, dict(place)) for place in _distinct(place for place, _, _ in loaded_modules())]
    if earlier is None:
        names, files = _belonging_before(source)
        afresh = (afresh and is_path(source)) or any(file in _stamps and _stamps[file] != stamp_of(file) for file in files)
    else:
        names, files = earlier.names, set(earlier.stamps)
        afresh = afresh or earlier.has_changed()
        if not afresh:
            return _Imported(earlier.module, _belonging(earlier.module))
    if afresh:
        _forget(names, files)
    importlib.invalidate_caches()
    try:
        module = load_module(source) if is_path(source) else import_module(source)
        imported = _Imported(module, _belonging(module))
    except BaseException:
        _restore(before, source)
        raise
    for file, stamp in imported.stamps.items():
        if afresh or file not in _stamps or file == file_of(module):
            _stamps[file] = stamp
    return imported


def _distinct(places):
    return list({id(place): place for place in places}.values())


def is_path(source):
    return source.endswith((".py", ".pyw")) and os.path.isabs(source)


def _belonging_before(source):
    """_belonging of what is imported next, as far as files and loaded modules tell it."""
    if is_path(source):
        return set(), files_of(source, place_of(source)[0])
    return _belonging(sys.modules[source]) if sys.modules.get(source) is not None else (set(), set())


def _belonging(module):
    """({names}, {files}) of the modules that are edited with this one: of a package all of its own, of the user's files also those that it uses."""
    name, file = module.__name__, file_of(module)
    top = name.partition(".")[0]
    own = {name: module}
    if hasattr(module, "__path__") or "." in name:
        own.update({n: m for n, m in list(sys.modules.items()) if m is not None and (n == top or n.startswith(top + "."))})
    files = {one for one in map(file_of, own.values()) if one is not None}
    if file is None or not is_source(file):
        return set(own), files
    # What its source tells, then what only its values do, or a package whose modules are loaded by name.
    root = place_of(file)[0]
    more = {one for one in files if is_source(one) and is_within(one, root)}
    while more:
        for one in more:
            files |= files_of(one, root)
        loaded = [(n, m) for _, n, m in loaded_modules() if file_of(m) in files]
        packages = {n.partition(".")[0] + "." for n, m in loaded if "." in n or hasattr(m, "__path__")}
        used = [u for _, m in [*loaded, (name, module)] for u in _used_by(m)]
        used += [m for _, n, m in loaded_modules() if n.startswith(tuple(packages))] if packages else []
        more = {one for one in map(file_of, used) if one is not None and is_source(one) and is_within(one, root)} - files
    return set(own), files


def _used_by(module):
    """The modules that a module's names are, or come from."""
    for value in list(vars(module).values()):
        if isinstance(value, types.ModuleType):
            yield value
        elif inspect.isroutine(value) or inspect.isclass(value):
            used = sys.modules.get(value.__module__) if isinstance(value.__module__, str) else None
            if used is not None:
                yield used


def _forget(names, files):
    """The modules of those names and of those files are loaded anew by whoever imports them next."""
    for place, name, module in loaded_modules():
        if file_of(module) in files or (place is sys.modules and name in names):
            place.pop(name, None)
            _forget_validators(name)
    for file in files:
        _forget_compiled(file)


def _forget_compiled(file):
    """Python tells an edit within one second, of the same length, by nothing: what it has compiled is taken away."""
    if not is_source(file):
        return
    try:
        os.unlink(importlib.util.cache_from_source(file))
    except (OSError, NotImplementedError):
        pass


def _forget_validators(name):
    """pydantic 1, which pydantic 2 has inside, remembers each validator by its module and name, and refuses a second one."""
    for home in ("pydantic.class_validators", "pydantic.v1.class_validators"):
        known = getattr(sys.modules.get(home), "_FUNCS", None)
        if isinstance(known, set):
            known.difference_update([one for one in known if one.startswith(name + ".")])


def _restore(before, source):
    """After a failed import: the modules that it has brought from its own folder or package go, those that it replaced come back."""
    root = place_of(source)[0] if is_path(source) else None
    top = source.partition(".")[0]
    known = before[0][1]
    for name, module in list(sys.modules.items()):
        if name not in known:
            file = file_of(module)
            own = file is not None and is_source(file) and is_within(file, root) if root else name.partition(".")[0] == top
            if own:
                del sys.modules[name]
    for place, modules in before:
        for name, module in modules.items():
            place.setdefault(name, module)
