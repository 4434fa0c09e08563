"""What is to be called: functions by name, and by file. On the loop's thread."""

import importlib
import importlib.util
import os
import sys

from pyasync._siblings import Siblings, is_standard, loading

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
        file = os.path.join(folder, name + ".py") if folder and err.name == name else ""
        if not os.path.isfile(file):
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
        raise FunctionNotFound("%s; -EntryPoint names the function to call" % err) from None


def load_module(path):
    """The file, run afresh as a module of its own. One that fails leaves none."""
    path = os.path.abspath(path)
    name = _module_name(path)
    folder = os.path.dirname(path)
    importlib.invalidate_caches()
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None:
        raise FunctionNotFound("%r is no Python file" % path)
    module = importlib.util.module_from_spec(spec)
    # Classes of the file are pickled and dataclasses resolved through sys.modules.
    earlier = sys.modules.get(name)
    sys.modules[name] = module
    try:
        with loading(folder), Siblings(folder, besides=name):
            spec.loader.exec_module(module)
    except BaseException:
        if earlier is None:
            sys.modules.pop(name, None)
        else:
            sys.modules[name] = earlier
        raise
    return module


def _module_name(path):
    """The file's name without its ending, as its siblings import it; with a number where that is another module's."""
    stem = os.path.splitext(os.path.basename(path))[0]
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
