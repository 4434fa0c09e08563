"""What a host offers as one types: modules, functions, parameters, names. Nothing is imported for it: what is loaded is
looked at, and source files are parsed. Any thread; each answer is one text, a line an offer: text, kind, explanation."""

import ast
import inspect
import os
import sys
import time
from importlib.machinery import PathFinder

__all__ = ["classes", "functions", "modules", "names", "parameters"]

_SEPARATOR = "\x1f"
_PARSED_LIMIT = 64
# File → (its stamp, its functions): a Tab a moment later finds them parsed.
_parsed = {}


class _Function:
    """A function as it is offered: name, whether async, parameters as (name, text, default, choices), docstring's first line."""

    def __init__(self, name, is_async, parameters, doc):
        self.name = name
        self.is_async = is_async
        self.parameters = parameters
        self.doc = doc

    def signature(self):
        return "%s%s(%s)" % ("async " if self.is_async else "", self.name, ", ".join(_parameter_text(p) for p in self.parameters))


def modules(folder):
    """The modules that can be named: those that are loaded, and the files of the folder."""
    found = {}
    for name, module in list(sys.modules.items()):
        if module is not None and not any(part.startswith("_") for part in name.split(".")):
            found[name] = "loaded"
    for name in _files_of(folder):
        found.setdefault(name, os.path.join(folder, name + ".py"))
    return _lines((name, "module", text) for name, text in sorted(found.items()))


def functions(module, folder):
    """The functions of a module, or of a file whose full path ends in .py; coroutine functions first."""
    found = sorted(_functions_of(module, folder), key=lambda f: (not f.is_async, f.name))
    return _lines((f.name, "async" if f.is_async else "sync", f.signature() + ("\n" + f.doc if f.doc else "")) for f in found)


def parameters(module, name, folder):
    """The parameters of a function: text, kind, then choices divided by commas, default, and explanation."""
    for function in _functions_of(module, folder):
        if function.name == name:
            return _lines((p[0], p[4], _SEPARATOR.join((",".join(p[3]), p[2] or "", _parameter_text(p)))) for p in function.parameters)
    return ""


def names(module):
    """The names that code on a loop sees: those of its namespace."""
    space = vars(sys.modules.get(module) or sys.modules["__main__"])
    offers = []
    for name, value in sorted(space.items()):
        if isinstance(name, str) and not name.startswith("__"):
            offers.append((name, "name", type(value).__name__))
    return _lines(offers)


def _lines(offers):
    return "\x1e".join(_SEPARATOR.join(str(part) for part in offer) for offer in offers)


def _files_of(folder):
    try:
        with os.scandir(folder) as entries:
            return [e.name[:-3] for e in entries if e.name.endswith(".py") and e.name[:-3].isidentifier()]
    except OSError:
        return []


def _functions_of(module, folder):
    if module.endswith(".py"):
        return _of_source(module)
    loaded = sys.modules.get(module)
    if loaded is not None:
        return _of_module(loaded)
    file = os.path.join(folder, module + ".py")
    if os.path.isfile(file):
        return _of_source(file)
    # Where it would be imported from; a package's __init__ is not run for a name within it.
    path = None
    for part in module.split("."):
        spec = PathFinder.find_spec(part if path is None else module, path)
        if spec is None:
            return []
        path = spec.submodule_search_locations
    return _of_source(spec.origin) if spec.origin and spec.origin.endswith(".py") else []


def _of_module(module):
    found = []
    # A big package has thousands of names, and who presses Tab waits.
    due = time.monotonic() + 0.1
    public = getattr(module, "__all__", None)
    public = set(public) if isinstance(public, (list, tuple)) else None
    for name, value in list(vars(module).items()):
        if name.startswith("_") or not inspect.isroutine(value) or (public is not None and name not in public):
            continue
        if public is None and getattr(value, "__module__", module.__name__) != module.__name__:
            continue
        if time.monotonic() > due:
            found.append(_Function(name, False, [], ""))
            continue
        doc = inspect.cleandoc(value.__doc__).split("\n")[0] if isinstance(value.__doc__, str) and value.__doc__ else ""
        is_async = inspect.iscoroutinefunction(value) or inspect.isasyncgenfunction(value)
        found.append(_Function(name, is_async, _parameters_of(value), doc))
    return found


def _parameters_of(function):
    from pyasync._annotations import describe, plain_default

    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return []
    found = []
    for parameter in signature.parameters.values():
        told = describe(parameter.annotation)
        default = None if parameter.default is parameter.empty else plain_default(parameter.default)[1]
        found.append((_starred(parameter.name, parameter.kind), told["text"], default, told.get("choices", []), parameter.kind.name))
    return found


def _starred(name, kind):
    return {"VAR_POSITIONAL": "*", "VAR_KEYWORD": "**"}.get(kind.name, "") + name


def _parameter_text(parameter):
    name, text, default = parameter[:3]
    typed = "%s: %s" % (name, text) if text else name
    return typed if default is None else typed + (" = " if text else "=") + default


def _of_source(file):
    try:
        status = os.stat(file)
        stamp = status.st_mtime_ns, status.st_size
        if file in _parsed and _parsed[file][0] == stamp:
            return _parsed[file][1]
        with open(file, "rb") as source:
            tree = ast.parse(source.read(), file)
    except (OSError, SyntaxError, ValueError):
        return []
    found = [_of_node(node) for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name[0] != "_"]
    if len(_parsed) >= _PARSED_LIMIT:
        _parsed.clear()
    _parsed[file] = stamp, found
    return found


def _of_node(node):
    spec = node.args
    positional = spec.posonlyargs + spec.args
    defaults = [None] * (len(positional) - len(spec.defaults)) + list(spec.defaults)
    found = [_of_argument(arg, default, "POSITIONAL_OR_KEYWORD", "") for arg, default in zip(positional, defaults)]
    if spec.vararg:
        found.append(_of_argument(spec.vararg, None, "VAR_POSITIONAL", "*"))
    found += [_of_argument(arg, default, "KEYWORD_ONLY", "") for arg, default in zip(spec.kwonlyargs, spec.kw_defaults)]
    if spec.kwarg:
        found.append(_of_argument(spec.kwarg, None, "VAR_KEYWORD", "**"))
    doc = ast.get_docstring(node) or ""
    return _Function(node.name, isinstance(node, ast.AsyncFunctionDef), found, doc.split("\n")[0])


def _of_argument(arg, default, kind, stars):
    text = ast.unparse(arg.annotation) if arg.annotation else ""
    return (stars + arg.arg, text, ast.unparse(default) if default is not None else None, _choices_of(arg.annotation), kind)


def _choices_of(annotation):
    """The words of a Literal, as it stands in the source."""
    if isinstance(annotation, ast.Subscript) and ast.unparse(annotation.value).rpartition(".")[2] == "Literal":
        inner = annotation.slice
        items = inner.elts if isinstance(inner, ast.Tuple) else [inner]
        return [str(item.value) for item in items if isinstance(item, ast.Constant)]
    return []


def classes(prefix):
    """The public classes of loaded modules whose dotted name begins so; without a dot in it, their modules' names."""
    offers = []
    for name, module in sorted((n, m) for n, m in list(sys.modules.items()) if m is not None):
        if any(part.startswith("_") and part != "__main__" for part in name.split(".")) or not (name.startswith(prefix) or prefix.startswith(name + ".")):
            continue
        if not prefix.startswith(name):
            offers.append((name + ".", "module", "The module " + name))
            continue
        for own, value in list(vars(module).items()):
            if isinstance(value, type) and not own.startswith("_") and (name + "." + own).startswith(prefix):
                doc = inspect.cleandoc(value.__doc__).split("\n")[0] if isinstance(value.__doc__, str) and value.__doc__ else ""
                offers.append(("%s.%s" % (value.__module__, value.__qualname__), "class", doc))
    return _lines(sorted(set(offers)))
