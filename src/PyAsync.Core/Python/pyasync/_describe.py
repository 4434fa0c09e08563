"""The public functions of a module as plain data, of which a host makes commands. No code of the module is run for it."""

import dataclasses
import enum
import inspect

from pyasync._annotations import describe, hints_of, is_typed_dict, plain_default
from pyasync._docstrings import parse

__all__ = ["describe_module", "is_generator", "public_functions", "signature_of"]


def public_functions(module):
    """{name: function or class}: what `__all__` names, else what the module defines without a leading underscore.

    A package without `__all__` also has what its own modules define and it takes from them.
    """
    names = getattr(module, "__all__", None)
    space = vars(module)
    if isinstance(names, (list, tuple)):
        found = {name: _member(module, name) for name in names if isinstance(name, str)}
    else:
        own, inner = module.__name__, module.__name__ + "." if hasattr(module, "__path__") else None
        found = {}
        for name, value in space.items():
            home = _module_of(value)
            if not name.startswith("_") and home is not None and (home == own or inner and home.startswith(inner)):
                found[name] = value
    return {name: value for name, value in found.items() if name.isidentifier() and _is_command(value)}


def _member(module, name):
    try:
        return vars(module)[name] if name in vars(module) else getattr(module, name)
    except Exception:
        return None


def _module_of(value):
    home = getattr(value, "__module__", None) if inspect.isroutine(value) or inspect.isclass(value) else None
    return home if isinstance(home, str) else None


def _is_command(value):
    marks = marks_of(value)
    if marks.get("hidden"):
        return False
    if inspect.isclass(value):
        # What only says how others look has no instances of its own; a typed dict is an ordinary dict.
        abstract = inspect.isabstract(value) or getattr(value, "_is_protocol", False) or is_typed_dict(value)
        return not abstract and not issubclass(value, (BaseException, enum.Enum))
    return inspect.isroutine(value)


def marks_of(value):
    """What pyasync.command said of it."""
    marks = getattr(value, "__pyasync_command__", None)
    return marks if isinstance(marks, dict) else {}


def signature_of(function):
    """Its signature; that of what tells none takes anything."""
    try:
        return inspect.signature(function)
    except (TypeError, ValueError):
        return inspect.Signature(
            [inspect.Parameter("args", inspect.Parameter.VAR_POSITIONAL), inspect.Parameter("kwargs", inspect.Parameter.VAR_KEYWORD)]
        )


def describe_module(module, functions, calls):
    """{name, file, doc, functions}: each function with its parameters, result, help and marks.

    calls: what is called for each, as _shapes has made it.
    """
    return {
        "name": module.__name__,
        "file": getattr(module, "__file__", None),
        "doc": parse(module.__doc__ if isinstance(module.__doc__, str) else None)["summary"],
        "functions": [_describe_function(name, function, calls[name]) for name, function in functions.items()],
    }


def _describe_function(name, function, call):
    doc = _doc_of(function)
    hints = hints_of(function)
    parameters = [_describe_parameter(p, hints, doc) for p in signature_of(function).parameters.values()]
    returns = describe(hints.get("return", inspect.Parameter.empty))
    kind = kind_of(function)
    if kind == "class":
        returns = {"kind": "any", "text": function.__qualname__}
    elif not returns["text"]:
        returns = {**returns, "text": doc["return_type"]}
    return {
        "name": name, "kind": kind, "shaped": call is not function, "folder": call is not function and call.wants_folder,
        "parameters": parameters, "returns": returns, "marks": marks_of(function), "summary": doc["summary"],
        "description": doc["description"], "result": doc["returns"], "notes": doc["notes"], "examples": doc["examples"],
    }  # fmt: skip


def _doc_of(function):
    doc = getattr(function, "__doc__", None)
    found = parse(doc if isinstance(doc, str) else None)
    if inspect.isclass(function):
        if dataclasses.is_dataclass(function) and found["summary"].startswith(function.__name__ + "("):
            # What dataclass itself has written is the signature once more.
            found["summary"] = ""
        own = getattr(function.__init__, "__doc__", None) if "__init__" in vars(function) else None
        own = parse(own if isinstance(own, str) else None)
        for part in ("params", "types"):
            found[part] = {**own[part], **found[part]}
    return found


def is_generator(function):
    """Whether it is a generator function. What a decorator has made of one, such as a context manager, is none."""
    return inspect.isgeneratorfunction(function)


def kind_of(function):
    """class, async, stream (a generator, async or not), or sync."""
    if inspect.isclass(function):
        return "class"
    if inspect.isasyncgenfunction(function) or is_generator(function):
        return "stream"
    return "async" if inspect.iscoroutinefunction(function) else "sync"


def _describe_parameter(parameter, hints, doc):
    annotation = hints.get(parameter.name, parameter.annotation)
    required = parameter.default is inspect.Parameter.empty and parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    value, text = (None, "") if parameter.default is inspect.Parameter.empty else plain_default(parameter.default)
    type_ = describe(annotation)
    if annotation is inspect.Parameter.empty and type(parameter.default) in (bool, int, float, str):
        # A default tells what an annotation would have.
        # But a default of 1 does not say that 1.5 is none.
        type_ = {"kind": "any", "text": "int"} if type(parameter.default) is int else describe(type(parameter.default))
    if annotation is inspect.Parameter.empty and doc["types"].get(parameter.name):
        # A docstring's type is told and not held to: it may be anybody's words.
        type_ = {**type_, "text": doc["types"][parameter.name]}
    return {
        "name": parameter.name, "kind": parameter.kind.name, "required": required, "default": value, "default_text": text,
        "type": type_, "doc": doc["params"].get(parameter.name) or type_.get("doc", ""),
    }  # fmt: skip
