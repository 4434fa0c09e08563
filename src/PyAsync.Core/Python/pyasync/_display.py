"""What is shown of a live object: short, and never an error. Runs no property's code."""

import inspect
import reprlib
import types

__all__ = ["attributes", "members", "methods", "show"]

_LONGEST = 400
_MOST_LINES = 40
_MOST_KEYS = 400


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
    unit separators, one from the next by a record separator. A dict's keys come first, then what is read, then what is
    called. They are those of the value, or of what a path leads to from it: names of data attributes, and indexes, each in
    a list of its own."""
    for step in path:
        value = _item(value, step[0]) if isinstance(step, list) else _held(value, step)
    begin = prefix.lower()
    keys = [key for key in dict.keys(value) if isinstance(key, str)] if isinstance(value, dict) else []
    shown = [key for key in keys if key.lower().startswith(begin)][:_MOST_KEYS]
    found = [(key, "key", "%s = %s" % (key, show(dict.__getitem__(value, key)))) for key in shown]
    others = (name for name in dir(value) if isinstance(name, str) and name.lower().startswith(begin))
    named = ((name, *_member(value, name)) for name in others if not name.startswith("_") and name not in keys)
    found += sorted(named, key=lambda member: member[1] == "method")
    return "\x1e".join("\x1f".join(member) for member in found)


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
    """What the object itself holds under a name, whatever its case: a dict's key comes first. Else an error."""
    if isinstance(value, dict) and dict.__contains__(value, name):
        return dict.__getitem__(value, name)
    own = object.__getattribute__(value, "__dict__")
    if name in own:
        return own[name]
    (only,) = (key for key in own if isinstance(key, str) and key.lower() == name.lower())
    return own[only]


def _item(value, index):
    """An item of a built-in container, by which no other code runs. Else an error."""
    (kind,) = (one for one in (dict, list, tuple) if isinstance(value, one))
    return kind.__getitem__(value, index)


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
