"""Type annotations as plain data, of which a host makes parameters."""

import collections.abc
import dataclasses
import datetime
import decimal
import enum
import inspect
import ipaddress
import math
import pathlib
import re
import types
import typing
import uuid

__all__ = ["attrs_fields", "describe", "hints_of", "is_attrs", "is_missing", "is_model", "is_typed_dict", "plain_default", "strip", "union_of"]

SCALARS = {
    str: "str", int: "int", float: "float", bool: "bool", bytes: "bytes", bytearray: "bytes",
    datetime.datetime: "datetime", datetime.date: "date", datetime.time: "time", datetime.timedelta: "timedelta",
    decimal.Decimal: "decimal", uuid.UUID: "uuid", ipaddress.IPv4Address: "ip", ipaddress.IPv6Address: "ip",
}  # fmt: skip

_LISTS = (list, collections.abc.Sequence, collections.abc.MutableSequence, collections.abc.Collection, collections.abc.Iterable)
_SETS = (set, frozenset, collections.abc.Set, collections.abc.MutableSet)
_DICTS = (dict, collections.abc.Mapping, collections.abc.MutableMapping)
_STREAMS = (
    collections.abc.AsyncGenerator, collections.abc.AsyncIterator, collections.abc.AsyncIterable, collections.abc.Generator,
    collections.abc.Iterator,
)  # fmt: skip
_CONTAINERS = (list, tuple, set, frozenset, dict)
_PATHS = (type(pathlib.Path()), pathlib.PurePosixPath, pathlib.PureWindowsPath)
_UNION_TYPES = (typing.Union, getattr(types, "UnionType", typing.Union))


def hints_of(function):
    """The annotations by name, resolved as far as they can be; what cannot stays as it was written."""
    owner = function.__init__ if inspect.isclass(function) else function
    if inspect.isclass(function) and is_model(function):
        return _model_hints(function)
    try:
        found = typing.get_type_hints(owner, include_extras=True)
    except Exception:
        found = _one_by_one(owner)
    if inspect.isclass(function):
        found.pop("return", None)
    return found


def _model_hints(model):
    fields = getattr(model, "model_fields", None)
    if fields is None:
        written = _class_hints(model)
        return {
            field.alias or name: typing.Annotated[(written.get(name, field.outer_type_), field.field_info)]
            for name, field in model.__fields__.items()
        }
    hints = {}
    for name, field in fields.items():
        hints[field.alias or name] = typing.Annotated[(field.annotation, field)]
    return hints


def _one_by_one(owner):
    try:
        raw = dict(getattr(inspect.unwrap(owner), "__annotations__", None) or {})
    except Exception:
        return {}
    scope = getattr(inspect.unwrap(owner), "__globals__", {})
    found = {}
    for name, annotation in raw.items():

        def holder():
            pass

        holder.__annotations__ = {name: annotation}
        try:
            found[name] = typing.get_type_hints(holder, scope, include_extras=True)[name]
        except Exception:
            found[name] = annotation
    return found


def strip(annotation):
    """(the annotation without what is around it, what Annotated says of it)."""
    said = []
    while True:
        origin = typing.get_origin(annotation)
        if origin is typing.Annotated:
            said.extend(annotation.__metadata__)
            annotation = annotation.__origin__
        elif origin in (typing.ClassVar, typing.Final) or _named(origin, "Required", "NotRequired", "ReadOnly"):
            annotation = typing.get_args(annotation)[0]
        elif hasattr(annotation, "__supertype__"):
            annotation = annotation.__supertype__
        elif type(annotation).__name__ == "TypeAliasType":
            annotation = annotation.__value__
        elif isinstance(annotation, typing.TypeVar):
            annotation = annotation.__bound__ or typing.Any
        elif isinstance(annotation, dataclasses.InitVar):
            annotation = annotation.type
        else:
            return annotation, said


def _named(form, *names):
    return getattr(form, "_name", None) in names and getattr(form, "__module__", "").startswith("typing")


def union_of(annotation):
    """(the members of a union without None, whether None is one); of anything else, itself."""
    if typing.get_origin(annotation) in _UNION_TYPES:
        members = typing.get_args(annotation)
        return [m for m in members if m is not type(None)], type(None) in members
    return [annotation], annotation is None or annotation is type(None)


def is_model(cls):
    """Whether it is a model class of pydantic, 1 or 2; the package is not imported for this."""
    return inspect.isclass(cls) and any(
        base.__name__ == "BaseModel" and base.__module__.split(".")[0] == "pydantic" for base in cls.__mro__
    )


def is_attrs(cls):
    """Whether it is a class of attrs; the package is not imported for this."""
    return inspect.isclass(cls) and isinstance(getattr(cls, "__attrs_attrs__", None), tuple)


def attrs_fields(cls):
    """{the name by which an instance is made: the field} of a class of attrs."""
    return {getattr(one, "alias", None) or one.name.lstrip("_"): one for one in cls.__attrs_attrs__ if one.init}


def is_missing(default):
    """Whether attrs says by it that there is no default."""
    return getattr(default, "name", None) == "NOTHING" or type(default).__name__ == "_Nothing"


def is_typed_dict(cls):
    return inspect.isclass(cls) and issubclass(cls, dict) and hasattr(cls, "__total__") and hasattr(cls, "__annotations__")


def describe(annotation):
    """An annotation as a dict: kind, text, and where they are known null, choices, limits, item, fields, doc."""
    if annotation is inspect.Parameter.empty:
        return {"kind": "any", "text": ""}
    base, said = strip(annotation)
    members, null = union_of(base)
    if len(members) == 1:
        inner, more = strip(members[0])
        result = _describe_one(inner)
        said = said + more
    else:
        kinds = [_describe_one(strip(member)[0]) for member in members]
        result = _common(kinds)
    result["null"] = null or result.get("null", False)
    result["text"] = text_of(annotation)
    for one in said:
        _limit(result, one)
    return result


def _common(kinds):
    """What the members of a union have in common: lists are lists of anything, and words one of all of them."""
    names = {kind["kind"] for kind in kinds}
    if len(names) != 1 or "record" in names:
        return {"kind": "any"}
    result = {"kind": names.pop()}
    if any("item" in kind for kind in kinds):
        result["item"] = {"kind": "any", "text": ""}
    if all("choices" in kind for kind in kinds):
        result["choices"] = list(dict.fromkeys(choice for kind in kinds for choice in kind["choices"]))
    return result


def _describe_one(annotation):
    origin = typing.get_origin(annotation)
    args = typing.get_args(annotation)
    if origin is typing.Literal:
        return _literal(args)
    kind = origin or annotation
    if not inspect.isclass(kind):
        return {"kind": "any"}
    if issubclass(kind, enum.Enum):
        # Flags are put together, so a name alone does not say all that is allowed.
        return {"kind": "any"} if issubclass(kind, enum.Flag) else {"kind": "enum", "choices": _choices_of(kind)}
    if kind in SCALARS:
        return {"kind": SCALARS[kind]}
    if issubclass(kind, pathlib.Path):
        return {"kind": "path"}
    if issubclass(kind, pathlib.PurePath):
        return {"kind": "str"}
    if kind in _LISTS or kind in _SETS:
        return {"kind": "list", "item": describe(args[0]) if args else {"kind": "any", "text": ""}}
    if kind is tuple:
        same = args and (len(args) == 2 and args[1] is Ellipsis or all(arg == args[0] for arg in args))
        return {"kind": "list", "item": describe(args[0]) if same else {"kind": "any", "text": ""}}
    if kind in _STREAMS:
        return {"kind": "stream", "item": describe(args[0]) if args else {"kind": "any", "text": ""}}
    if kind in _DICTS:
        return {"kind": "dict"}
    fields = fields_of(kind)
    if fields is not None:
        return {"kind": "record", "class": "%s.%s" % (kind.__module__, kind.__qualname__), "fields": fields}
    return {"kind": "any"}


def _choices_of(cls):
    """The members' names. For str and int enums the values too, as a host gets those as results."""
    names = list(cls.__members__)
    if not issubclass(cls, (str, int)):
        return names
    folded = {name.casefold() for name in names}
    return names + [text for text in (str(member.value) for member in cls) if text.casefold() not in folded]


def _literal(values):
    known = [value for value in values if value is not None]
    null = len(known) < len(values)
    if known and all(type(value) is str for value in known):
        return {"kind": "literal", "choices": known, "null": null}
    if known and all(type(value) is int for value in known):
        return {"kind": "int", "choices": [str(value) for value in known], "null": null}
    return {"kind": "any", "null": null}


def fields_of(cls):
    """The fields of a class whose instances a mapping can stand for, or None where it is none."""
    if is_model(cls):
        signature, hints = _signature(cls), _class_hints(cls)
        parameters = [] if signature is None else signature.parameters.values()
        return [_field(p.name, hints.get(p.name, p.annotation), p.default) for p in parameters if p.kind is not p.VAR_KEYWORD]
    if dataclasses.is_dataclass(cls):
        hints, fields = _class_hints(cls), {field.name: field for field in dataclasses.fields(cls)}
        signature = _signature(cls)
        return [
            _field(p.name, hints.get(p.name, p.annotation), _default_of(fields[p.name]) if p.name in fields else p.default)
            for p in ([] if signature is None else signature.parameters.values())
        ]
    if is_attrs(cls):
        hints = _class_hints(cls)
        return [
            _field(name, hints.get(one.name, one.type or typing.Any), _default_of_attrs(one.default))
            for name, one in attrs_fields(cls).items()
        ]
    if is_typed_dict(cls):
        required = getattr(cls, "__required_keys__", frozenset())
        return [
            _field(name, hint, inspect.Parameter.empty if name in required else None) for name, hint in _class_hints(cls).items()
        ]
    if issubclass(cls, tuple) and isinstance(getattr(cls, "_fields", None), tuple):
        hints, defaults = _class_hints(cls), getattr(cls, "_field_defaults", {})
        return [_field(name, hints.get(name, typing.Any), defaults.get(name, inspect.Parameter.empty)) for name in cls._fields]
    return None


def _default_of(field):
    if field.default is not dataclasses.MISSING:
        return field.default
    return inspect.Parameter.empty if field.default_factory is dataclasses.MISSING else None


def _default_of_attrs(default):
    # A factory's value is not known before it is called.
    return inspect.Parameter.empty if is_missing(default) else None if type(default).__name__ == "Factory" else default


def _class_hints(cls):
    try:
        return typing.get_type_hints(cls, include_extras=True)
    except Exception:
        return dict(getattr(cls, "__annotations__", None) or {})


def _signature(cls):
    try:
        return inspect.signature(cls)
    except (TypeError, ValueError):
        return None


def _field(name, annotation, default):
    required = default is inspect.Parameter.empty
    return {"name": name, "text": text_of(annotation), "required": required, "default": "" if required else plain_default(default)[1]}


def _limit(result, one):
    """Adds what annotated_types and pydantic say of a value. Metadata of any other package is ignored."""
    package = type(one).__module__.split(".")[0]
    if package not in ("annotated_types", "pydantic", "typing_extensions", "pydantic_core"):
        return
    text = getattr(one, "documentation", None) or getattr(one, "description", None)
    if isinstance(text, str):
        result["doc"] = inspect.cleandoc(text)
    for inner in getattr(one, "metadata", None) or ():
        _limit(result, inner)
    whole = result["kind"] == "int"
    for name, key, step in (("ge", "low", 0), ("gt", "low", 1), ("le", "high", 0), ("lt", "high", -1)):
        value = getattr(one, name, None)
        if isinstance(value, (int, float, decimal.Decimal)) and not isinstance(value, bool) and math.isfinite(value):
            result[key] = _bound(value, step, whole)
    for name in ("min_length", "max_length"):
        value = getattr(one, name, None)
        if isinstance(value, int):
            result[name] = value
    pattern = getattr(one, "pattern", None) or getattr(one, "regex", None)
    pattern = pattern.pattern if isinstance(pattern, re.Pattern) else pattern
    if isinstance(pattern, str):
        result["pattern"] = pattern


def _bound(value, step, whole):
    """The last value that is allowed; step says on which side of it an excluded one lies."""
    if whole:
        return math.floor(value) + step if step > 0 else math.ceil(value) + step if step else math.ceil(value)
    value = float(value)
    return math.nextafter(value, math.inf * step) if step else value


def text_of(annotation):
    """An annotation as a person writes it."""
    if annotation is inspect.Parameter.empty:
        return ""
    if isinstance(annotation, str):
        return annotation
    base, _ = strip(annotation)
    if base is None or base is type(None):
        return "None"
    origin, args = typing.get_origin(base), typing.get_args(base)
    if origin in _UNION_TYPES:
        return " | ".join(text_of(arg) for arg in args)
    if origin is typing.Literal:
        return "Literal[%s]" % ", ".join(arg.name if isinstance(arg, enum.Enum) else repr(arg) for arg in args)
    if base is Ellipsis:
        return "..."
    if isinstance(base, list):
        return "[%s]" % ", ".join(text_of(arg) for arg in base)
    if args:
        return "%s[%s]" % (_name_of(base, origin), ", ".join(text_of(arg) for arg in args))
    return _name_of(base, origin)


def _name_of(base, origin):
    if inspect.isclass(base) and origin is None:
        return base.__qualname__
    name = getattr(base, "_name", None) or getattr(origin, "__qualname__", None) or getattr(base, "__name__", None)
    return name if isinstance(name, str) else type(base).__name__


def plain_default(value):
    """(the default where it is plain data, its text). No code of the user's is run for it."""
    if value is None or type(value) in (bool, int, float, str):
        return value, repr(value)
    if isinstance(value, enum.Enum) and isinstance(value.name, str):
        return value.name, value.name
    if type(value) in _CONTAINERS or type(value) in SCALARS or type(value) in _PATHS:
        return None, repr(value) if _is_plain(value) else "..."
    if inspect.isclass(value) or inspect.isroutine(value):
        return None, getattr(value, "__qualname__", type(value).__name__)
    # Of anything else only the class, as its repr is the user's code; a sentinel, such as a dataclass's, says nothing.
    return None, "" if type(value).__name__.startswith("_") else "a %s" % type(value).__name__


def _is_plain(value):
    if type(value) is dict:
        return all(_is_plain(k) and _is_plain(v) for k, v in value.items())
    if type(value) in (list, tuple, set, frozenset):
        return all(_is_plain(item) for item in value)
    return value is None or type(value) in SCALARS or type(value) in _PATHS
