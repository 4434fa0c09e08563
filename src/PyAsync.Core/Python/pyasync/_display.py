"""What is shown of a live object: short, and never an error. Runs no property's code."""

import inspect
import reprlib
import types

__all__ = ["attributes", "methods", "show"]

_LONGEST = 400
_MOST_LINES = 40


class _Short(reprlib.Repr):
    """repr() of built-in containers in part, and of anything else whole but cut."""

    def __init__(self):
        super().__init__()
        self.maxlevel = 4
        self.maxdict = self.maxset = self.maxfrozenset = 12
        self.maxlist = self.maxtuple = self.maxdeque = self.maxarray = 12
        self.maxstring = self.maxlong = self.maxother = _LONGEST

    def repr_instance(self, x, level):
        try:
            text = repr(x)
        except Exception as error:
            # Not the class's own words either, which may fail too.
            return "<%s: repr() raised %s>" % (type(x).__name__, type(error).__name__)
        return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


_short = _Short()


def show(value):
    """A short repr()."""
    try:
        text = _short.repr(value)
    except Exception as error:
        return "<%s: repr() raised %s>" % (type(value).__name__, type(error).__name__)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def attributes(value):
    """The public data attributes of an object as lines; properties by name only, as reading one is code."""
    data = {}
    for base in reversed(type(value).__mro__):
        for name, member in vars(base).items():
            if name.startswith("_"):
                continue
            if isinstance(member, (types.MemberDescriptorType, types.GetSetDescriptorType)):
                data[name] = _read(value, name)
            elif isinstance(member, property) or type(member).__name__ == "cached_property":
                data[name] = "(property)"
            elif not callable(member) and not hasattr(type(member), "__get__"):
                data[name] = show(member)
    try:
        own = object.__getattribute__(value, "__dict__")
    except AttributeError:
        own = {}
    if isinstance(own, dict):
        for name, member in list(own.items()):
            if isinstance(name, str) and not name.startswith("_"):
                data[name] = show(member)
    width = max(map(len, data), default=0)
    return _lines("%s = %s" % (name.ljust(width), text.replace("\n", " ")) for name, text in data.items())


def methods(value):
    """The public methods with their signatures as lines; those of coroutines begin with "await"."""
    found = {}
    for base in reversed(type(value).__mro__):
        for name, member in vars(base).items():
            if not name.startswith("_") and (callable(member) or isinstance(member, (classmethod, staticmethod))):
                found[name] = member
    return _lines(signature(name, getattr(member, "__func__", member)) for name, member in sorted(found.items()))


def signature(name, function):
    """A method as it is called."""
    try:
        plain = inspect.signature(function)
        parameters = list(plain.parameters.values())
        if parameters and parameters[0].name in ("self", "cls"):
            parameters = parameters[1:]
        empty = inspect.Parameter.empty
        text = str(plain.replace(parameters=[p.replace(annotation=empty) for p in parameters], return_annotation=empty))
    except (TypeError, ValueError):
        # Many of C have none.
        text = "(…)"
    is_async = inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function)
    return "%s%s%s" % ("await " if is_async else "", name, text)


def _read(value, name):
    try:
        return show(getattr(value, name))
    except Exception as error:
        return "<%s>" % type(error).__name__


def _lines(lines):
    lines = list(lines)
    if len(lines) > _MOST_LINES:
        lines[_MOST_LINES:] = ["… and %d more" % (len(lines) - _MOST_LINES)]
    return "\n".join(lines)
