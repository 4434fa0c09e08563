"""What is to be called: functions by name, and by file. On the loop's thread."""

import importlib
import importlib.util
import os
import sys

from pyasync._pickling import by_value
from pyasync._siblings import Siblings, is_standard, loading
from pyasync._sources import find_here, place_of

__all__ = ["FunctionNotFound", "import_module", "load_file", "load_module", "resolve"]


class FunctionNotFound(LookupError):
    """What was to be called is not there."""


def resolve(module, qualname, namespace=None, folder=None):
    """The object that 'module' and 'qualname' name. Without qualname, module is a dotted path to split.

    namespace: where a bare name is looked for, before the builtins; without it, __main__'s.
    folder: where a module that Python does not find is looked for, as a file that is loaded as by load_file.
    Raises FunctionNotFound with a message for the user; an import that fails raises what it raised.
    """
    if not qualname:
        return _resolve_dotted(module, namespace)
    return _walk(import_module(module, folder), module, qualname)


def import_module(name, folder=None):
    """The module of that name; one that Python does not find is looked for in the folder, as a file of its own."""
    try:
        return _import(name)
    except ModuleNotFoundError as err:
        missing = err.name is not None and (name == err.name or name.startswith(err.name + "."))
        file = find_here(name, folder) if folder and missing else None
        if file is None:
            raise
        return load_module(file)


def _import(name):
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as err:
        # Only where the module itself is missing; one that it imports is told by its own traceback.
        if err.name is not None and (name == err.name or name.startswith(err.name + ".")):
            raise ModuleNotFoundError(
                "no module named %r; looked in %s" % (err.name, ", ".join(p or "." for p in sys.path)), name=err.name
            ) from None
        raise


def _walk(target, module, qualname):
    seen = module
    for part in qualname.split("."):
        try:
            target = getattr(target, part)
        except AttributeError:
            import difflib

            near = difflib.get_close_matches(part, dir(target), 3)
            hint = "; did you mean %s?" % " or ".join(near) if near else ""
            if not hint and seen is module:
                functions = [n for n in dir(target) if n[0] != "_" and callable(getattr(target, n, None))]
                if 0 < len(functions) <= 12:
                    hint = "; it has %s" % ", ".join(functions)
            raise FunctionNotFound("%r has no attribute %r%s" % (seen, part, hint)) from None
        seen += "." + part
    return target


def _resolve_dotted(path, namespace):
    if "." not in path:
        import builtins

        if namespace is None:
            namespace = sys.modules["__main__"].__dict__
        if path in namespace:
            return namespace[path]
        if hasattr(builtins, path):
            return getattr(builtins, path)
        raise FunctionNotFound("%r names no function; write 'module:function', such as 'asyncio:sleep'" % path)
    module, _, rest = path.rpartition(".")
    tail = [rest]
    while True:
        try:
            found = _import(module)
        except ModuleNotFoundError as err:
            # 'package.Class.method': the module is further left.
            missing = err.name is not None and (module == err.name or module.startswith(err.name + "."))
            if not missing or "." not in module:
                raise
            module, _, part = module.rpartition(".")
            tail.insert(0, part)
            continue
        return _walk(found, module, ".".join(tail))


def load_file(path, entry_point):
    """The function `entry_point` of the file, which is run afresh as a module of its own."""
    path = os.path.abspath(path)
    try:
        return _walk(load_module(path), path, entry_point)
    except FunctionNotFound as err:
        raise FunctionNotFound("%s; the entry point names the function to call" % err) from None


def load_module(path):
    """The file, run afresh as a module of its own, or as its package's where an `__init__.py` lies beside it. One that fails leaves none."""
    path = os.path.abspath(path)
    root, dotted = place_of(path)
    inner = os.path.dirname(path)
    top, _, rest = dotted.partition(".")
    package = os.path.join(root, top, "__init__.py") if inner != root else None
    importlib.invalidate_caches()
    name = _module_name(top, package or path)
    if package is None:
        with loading(root), Siblings(root, besides=name):
            return _run_alone(name, path)
    with loading(root, inner if rest else None), Siblings(root, besides=name), Siblings(inner, besides=name):
        if not rest:
            return _run_package(name, path)
        if name not in sys.modules:
            _run(name, package)
        name += "." + rest
        above, _, last = name.rpartition(".")
        above = importlib.import_module(above)
        module = _run_package(name, path) if path.endswith("__init__.py") else _run(name, path)
        setattr(above, last, module)
        return module


def _run_alone(name, path):
    try:
        return _run(name, path)
    except ImportError as err:
        if "no known parent package" in str(err):
            err.msg = "%s: %r lies in no package; put an empty __init__.py beside it, or import without the dot" % (err.msg, path)
        raise


def _run_package(name, path):
    """A package begins without those of its modules that are loaded."""
    inner = {one: module for one, module in list(sys.modules.items()) if one.startswith(name + ".")}
    for one in inner:
        del sys.modules[one]
    try:
        return _run(name, path)
    except BaseException:
        sys.modules.update(inner)
        raise


def _run(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None:
        raise FunctionNotFound("%r is no Python file" % path)
    module = importlib.util.module_from_spec(spec)
    # Classes of the file are pickled and dataclasses resolved through sys.modules, in this process.
    by_value(name)
    earlier = sys.modules.get(name)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        if earlier is None:
            sys.modules.pop(name, None)
        else:
            sys.modules[name] = earlier
        raise
    return module


def _module_name(stem, path):
    """The name of a file or a package, as its siblings import it; with a number where that is another module's."""
    if stem not in sys.modules and is_standard(stem):
        # Whoever imports the standard module later must not get the file, which would have its name.
        try:
            importlib.import_module(stem)
        except Exception:
            pass
    name, number = stem, 1
    while name in sys.modules:
        file = getattr(sys.modules[name], "__file__", None)
        if file and os.path.realpath(file) == os.path.realpath(path):
            break
        number += 1
        name = "%s__%d" % (stem, number)
    return name
