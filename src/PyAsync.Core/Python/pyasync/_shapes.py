"""A host's plain values as what a function's annotations ask for: paths, enums, sets, dataclasses, models."""

import collections.abc
import dataclasses
import datetime
import decimal
import difflib
import enum
import functools
import inspect
import ipaddress
import operator
import os
import pathlib
import typing
import uuid

from pyasync._annotations import SCALARS, attrs_fields, hints_of, is_attrs, is_missing, is_model, is_typed_dict, strip, union_of

__all__ = ["shape"]

# The keyword under which a host says from which folder a path that is not absolute is meant. No parameter has it.
_FOLDER = ""

_POSITIONAL_ONLY, _VAR_POSITIONAL, _VAR_KEYWORD = (
    inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD,
)  # fmt: skip
_EMPTY = inspect.Parameter.empty


def shape(function, signature):
    """The function itself where a host may call it with plain values, else one that takes them all by keyword.

    That one also takes a first positional value, which is the function's first parameter; `*args` as a list and
    `**kwargs` as a mapping, each under its name; and under an empty name the folder that relative paths are meant from.
    """
    hints = hints_of(function)
    plan, is_plain = [], True
    for parameter in signature.parameters.values():
        annotation = hints.get(parameter.name, parameter.annotation)
        # The values of `**kwargs` come as they are: no parameter of the command has their type.
        read = reader(annotation, parameter.kind is _VAR_KEYWORD)
        is_plain = is_plain and read is None and parameter.kind not in (_POSITIONAL_ONLY, _VAR_POSITIONAL, _VAR_KEYWORD)
        plan.append((parameter.name, parameter.kind, parameter.default, read))
    if is_plain:
        return function
    first = plan[0][0] if plan else None
    star = next((name for name, kind, _, _ in plan if kind is _VAR_POSITIONAL), None)

    def call(*item, **given):
        folder = given.pop(_FOLDER, None)
        if item:
            given[first] = item[0]
        by_place = bool(given.get(star)) if star else False
        positional, keyword = [], {}
        for name, kind, default, read in plan:
            if kind is _VAR_POSITIONAL:
                values = given.get(name) or ()
                positional.extend(values if read is None else _read_each(read, values, _Place(name, folder)))
            elif kind is _VAR_KEYWORD:
                more = given.get(name) or {}
                # What is given by place and once more by name, Python itself refuses.
                twice = next((k for k in more if k in keyword), None)
                if twice is not None:
                    raise TypeError("%s() got multiple values for the argument %r" % (call.__name__, twice))
                keyword.update(more if read is None else {k: read(v, _Place(k, folder)) for k, v in more.items()})
            elif name in given or ((kind is _POSITIONAL_ONLY or by_place) and default is not _EMPTY):
                value = default if name not in given else given[name] if read is None else read(given[name], _Place(name, folder))
                if kind is _POSITIONAL_ONLY or (by_place and kind is inspect.Parameter.POSITIONAL_OR_KEYWORD):
                    positional.append(value)
                else:
                    keyword[name] = value
        return function(*positional, **keyword)

    call.__name__ = call.__qualname__ = getattr(function, "__qualname__", "call")
    call.wants_folder = any(_has_paths(hints.get(p.name, p.annotation), set()) for p in signature.parameters.values())
    return call


def _has_paths(annotation, seen):
    """Whether values of it may hold paths, at any depth."""
    base, _ = strip(annotation)
    cls = typing.get_origin(base) or base
    if inspect.isclass(cls):
        if issubclass(cls, pathlib.Path):
            return True
        if cls in seen:
            return False
        seen.add(cls)
        if is_model(cls) or dataclasses.is_dataclass(cls) or is_attrs(cls) or is_typed_dict(cls) or hasattr(cls, "_fields"):
            return any(_has_paths(hint, seen) for hint in _hints(cls).values())
    return any(_has_paths(argument, seen) for argument in typing.get_args(base))


class _Place:
    """Where in the arguments a value stands, for what is said of it; and the folder that paths in it are meant from."""

    __slots__ = ("_owner", "_key", "folder")

    def __init__(self, name, folder, owner=None):
        self._owner, self._key, self.folder = owner, name, folder

    def at(self, key):
        """The place of an item or a field of the value here."""
        return _Place(key, self.folder, self)

    def __str__(self):
        if self._owner is None:
            return str(self._key)
        return ("%s[%d]" if type(self._key) is int else "%s.%s") % (self._owner, self._key)


def _read_each(read, values, place):
    return [read(value, place.at(i)) for i, value in enumerate(values)]


def _path(cls):
    def read(value, place):
        if not isinstance(value, str):
            return value
        if place.folder is not None and issubclass(cls, pathlib.Path):
            value = os.path.join(place.folder, os.path.expanduser(value))
        return cls(value)

    return read


def reader(annotation, inside=False):
    """read(value, place) → what the annotation asks for, or None where any value will do as it is.

    inside: within a record or a container, where no host has looked at the value's type yet.
    """
    base, _ = strip(annotation)
    members, null = union_of(base)
    readers = [_reader_of_one(strip(member)[0], inside or len(members) > 1) for member in members]
    if not any(readers):
        return None
    # A host makes what its own type has of a missing argument; a field that may not be None is not.
    takes_none = null or not inside
    if len(readers) == 1:
        only = readers[0]
        return lambda value, place: None if value is None and takes_none else only(value, place)
    classes = tuple(c for c in (typing.get_origin(strip(m)[0]) or strip(m)[0] for m in members) if inspect.isclass(c))

    def read(value, place):
        # What is of a member's class is what it is; else the first member that takes it.
        if (value is None and takes_none) or (type(value) in classes and type(value) in SCALARS):
            return value
        failure = None
        for one in readers:
            if one is None:
                return value
            try:
                return one(value, place)
            except (TypeError, ValueError) as error:
                failure = failure or error
        raise failure

    return read


def _reader_of_one(annotation, inside):
    origin, args = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Literal:
        return _literal(args, inside)
    cls = origin or annotation
    if not inspect.isclass(cls):
        return None
    if issubclass(cls, enum.Enum):
        return _choice(dict(cls.__members__), cls)
    if issubclass(cls, pathlib.PurePath):
        return _path(cls)
    if cls in SCALARS:
        return _scalar(cls) if inside else None
    if cls in (set, frozenset, tuple, list) or cls in _ABSTRACT:
        return _container(_ABSTRACT.get(cls, cls), args, inside)
    if issubclass(cls, collections.abc.Mapping) and len(args) == 2:
        return _mapping(args[1])
    if is_model(cls):
        return _model(cls)
    if dataclasses.is_dataclass(cls):
        return _record(cls, *_dataclass_names(cls))
    if is_attrs(cls):
        fields = attrs_fields(cls)
        return _record(cls, list(fields), [name for name, one in fields.items() if is_missing(one.default)])
    if is_typed_dict(cls):
        return _record(cls, list(_hints(cls)), getattr(cls, "__required_keys__", ()))
    if issubclass(cls, tuple) and isinstance(getattr(cls, "_fields", None), tuple):
        return _record(cls, cls._fields, [n for n in cls._fields if n not in getattr(cls, "_field_defaults", {})])
    return None


_ABSTRACT = {
    collections.abc.Set: set, collections.abc.MutableSet: set, collections.abc.Sequence: list,
    collections.abc.MutableSequence: list, collections.abc.Collection: list, collections.abc.Iterable: list,
}  # fmt: skip


def _literal(args, inside):
    """One of several values. A parameter's words are held against them by the host, those of a field here."""
    words = {arg: arg for arg in args if isinstance(arg, str)}
    if not words and not inside:
        return None
    choose = _choice(words, None)

    def read(value, place):
        found = choose(value, place)
        if inside and not any(type(found) is type(arg) and found == arg for arg in args):
            raise ValueError("%s: %r is none of %s" % (place, value, ", ".join(map(str, args))))
        return found

    return read


def _choice(members, cls):
    """One of several names, written in any case; an enum's value will do too."""
    folded = {}
    for name in members:
        folded.setdefault(name.casefold(), []).append(name)

    # The value of a member that is a str or an int comes as text from a host that knows the choices only.
    by_value = {str(m.value): m for m in cls} if cls is not None and issubclass(cls, (str, int)) else {}

    def named(text):
        if text in members:
            return members[text]
        names = folded.get(text.casefold(), ())
        return members[names[0]] if len(names) == 1 else None

    def read(value, place):
        if cls is not None and isinstance(value, cls):
            return value
        if isinstance(value, str):
            found = named(value)
            if found is None:
                found = by_value.get(value)
            if found is not None:
                return found
            if cls is not None and issubclass(cls, enum.Flag):
                # As Python writes them, and as PowerShell does.
                parts = [named(part.strip()) for part in value.replace("|", ",").split(",")]
                if None not in parts:
                    return functools.reduce(operator.or_, parts)
        if cls is None:
            return value
        try:
            return cls(value)
        except ValueError:
            raise ValueError("%s: %r is none of %s" % (place, value, ", ".join(members))) from None

    return read


def _container(cls, args, inside):
    item = args[0] if args else typing.Any
    if cls is tuple and args and not (len(args) == 2 and args[1] is Ellipsis):
        each = [reader(arg, True) for arg in args]

        def read_tuple(value, place):
            values = _items(value, inside)
            if values is None:
                return value
            if len(values) != len(each):
                raise ValueError("%s: %d values are wanted, not %d" % (place, len(each), len(values)))
            return tuple(v if r is None else r(v, place.at(i)) for i, (v, r) in enumerate(zip(values, each)))

        return read_tuple
    # A host types the items of a list parameter, as it does those of a plain one.
    read_item = reader(item, inside)
    if cls is list and read_item is None:
        return None

    def read(value, place):
        values = _items(value, inside)
        if values is None:
            return value
        return cls(values if read_item is None else _read_each(read_item, values, place))

    return read


def _items(value, inside):
    """The items of what a host gave as several values; None of what is one of another kind.

    inside: one value stands for a list of it, as a host has it that unrolls lists; a parameter's is a list by then.
    """
    if isinstance(value, (list, tuple, set, frozenset)):
        return list(value)
    if isinstance(value, memoryview):
        return value.tolist()
    if inside and (isinstance(value, (str, bytes, dict)) or not isinstance(value, collections.abc.Iterable)):
        return [value]
    return None


def _mapping(item):
    read_item = reader(item, True)
    if read_item is None:
        return None

    def read(value, place):
        if not isinstance(value, dict):
            return value
        return {key: read_item(one, place.at(str(key))) for key, one in value.items()}

    return read


def _hints(cls):
    try:
        return typing.get_type_hints(cls, include_extras=True)
    except Exception:
        return dict(getattr(cls, "__annotations__", None) or {})


def _dataclass_names(cls):
    """(what its instances are made of, what of that must be given): fields and what is for the making only."""
    parameters = inspect.signature(cls).parameters.values()
    return [p.name for p in parameters], [p.name for p in parameters if p.default is _EMPTY]


def _record(cls, names, required):
    """A mapping as an instance; the readers of its fields are made when the first comes, so that a class may contain itself."""
    readers = {}
    by_case = {name.casefold(): name for name in names}

    def read(value, place):
        # A TypedDict refuses to be asked.
        if not is_typed_dict(cls) and isinstance(value, cls):
            return value
        if not isinstance(value, dict):
            raise TypeError("%s: a mapping with the fields of %s is wanted, not %r" % (place, cls.__name__, value))
        if not readers:
            hints = _hints(cls)
            readers.update({name: reader(hints.get(name, typing.Any), True) for name in names})
        given = {}
        for key, one in value.items():
            name = key if key in readers else by_case.get(str(key).casefold())
            if name is None:
                near = difflib.get_close_matches(str(key), names, 1)
                hint = "did you mean %s?" % near[0] if near else "it has %s" % ", ".join(names)
                raise TypeError("%s: %s has no field %r; %s" % (place, cls.__name__, key, hint))
            read_one = readers[name]
            given[name] = one if read_one is None else read_one(one, place.at(name))
        lacking = [name for name in required if name not in given]
        if lacking:
            raise TypeError("%s: %s needs the field %s" % (place, cls.__name__, " and ".join(map(repr, lacking))))
        return given if is_typed_dict(cls) else cls(**given)

    return read


def _model(cls):
    validate = getattr(cls, "model_validate", None) or cls.parse_obj
    paths = {name: hint for name, hint in _hints(cls).items() if _has_paths(hint, set())}
    # Made when the first value comes, so that a model may contain itself.
    readers = {}

    def read(value, place):
        if isinstance(value, cls):
            return value
        if paths and isinstance(value, dict):
            readers.update({} if readers else {name: reader(hint, True) for name, hint in paths.items()})
            value = {k: readers[k](one, place.at(k)) if k in readers else one for k, one in value.items()}
        try:
            return validate(value)
        except ValueError as error:
            details = getattr(error, "errors", None)
            if details is None:
                raise
            told = ["%s: %s" % (".".join([str(place), *map(str, one["loc"])]), one["msg"]) for one in details()]
            raise ValueError("; ".join(told)) from error

    return read


_FROM_TEXT = {
    datetime.datetime: datetime.datetime.fromisoformat, datetime.date: datetime.date.fromisoformat,
    datetime.time: datetime.time.fromisoformat, decimal.Decimal: decimal.Decimal, uuid.UUID: uuid.UUID,
    ipaddress.IPv4Address: ipaddress.IPv4Address, ipaddress.IPv6Address: ipaddress.IPv6Address, int: int, float: float,
}  # fmt: skip


def _scalar(cls):
    """A value of a record's field: of the class, or what says the same: text of a number, a whole float for an int."""

    def read(value, place):
        if isinstance(value, cls) and not (isinstance(value, bool) and cls is not bool):
            return value
        try:
            if isinstance(value, str) and cls in _FROM_TEXT:
                return _FROM_TEXT[cls](value)
            if cls in (float, decimal.Decimal) and isinstance(value, (int, float, decimal.Decimal)) and not isinstance(value, bool):
                return cls(value)
            if cls is int and isinstance(value, (float, decimal.Decimal)) and value == int(value):
                return int(value)
            if cls is bytes and isinstance(value, (bytearray, memoryview)):
                return bytes(value)
        except (ValueError, ArithmeticError):
            pass
        raise TypeError("%s: %r is no %s" % (place, value, cls.__name__))

    return read
