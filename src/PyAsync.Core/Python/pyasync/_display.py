"""What is shown of a live object: short, and never an error. Runs no property's code."""

import inspect
import reprlib
import types

__all__ = ["attributes", "members", "methods", "show"]

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


def members(value, path, prefix):
    """The public members whose names begin with a prefix, for one who types: name, kind and explanation of each, apart by
    unit separators, one from the next by a record separator. They are those of the value, or of what a path of data
    attributes leads to from it."""
    for name in path:
        value = _held(value, name)
    found = []
    for name in dir(value):
        if isinstance(name, str) and not name.startswith("_") and name.lower().startswith(prefix.lower()):
            found.append("\x1f".join((name, *_member(value, name))))
    return "\x1e".join(found)


def _member(value, name):
    """Kind and explanation of a member."""
    member = inspect.getattr_static(value, name, None)
    function = getattr(member, "__func__", member)
    if isinstance(member, property) or type(member).__name__ == "cached_property":
        doc = getattr(member, "__doc__", None)
        return "property", _with_doc("%s (property)" % name, doc)
    if isinstance(member, (types.MemberDescriptorType, types.GetSetDescriptorType)):
        return "property", "%s = %s" % (name, _read(value, name))
    if callable(function):
        return "method", _with_doc(signature(name, function, is_bound=_is_bound(value, name)), getattr(function, "__doc__", None))
    return "property", "%s = %s" % (name, show(member))


def _is_bound(value, name):
    """Whether a function of that name is given its first argument: not that of a module, or of the object's own."""
    own = getattr(value, "__dict__", None)
    if isinstance(own, dict) and name in own:
        return False
    return not isinstance(inspect.getattr_static(value, name, None), staticmethod)


def _held(value, name):
    """What the object itself holds under a name, whatever its case. Else an error."""
    own = object.__getattribute__(value, "__dict__")
    if name in own:
        return own[name]
    (only,) = (key for key in own if isinstance(key, str) and key.lower() == name.lower())
    return own[only]


def _with_doc(text, doc):
    return "%s\n%s" % (text, inspect.cleandoc(doc).split("\n\n")[0]) if isinstance(doc, str) and doc.strip() else text


def signature(name, function, is_bound=True):
    """A method as it is called."""
    try:
        plain = inspect.signature(function)
        parameters = list(plain.parameters.values())
        if is_bound and parameters and parameters[0].name in ("self", "cls"):
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
