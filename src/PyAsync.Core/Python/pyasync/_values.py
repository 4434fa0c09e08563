"""Values: what the bridge asks about Python types, once for each type, and the conversions that are easier in Python."""

import collections.abc
import contextvars
import dataclasses
import enum
import inspect
import sys
import types

__all__ = [
    "as_dict",
    "classify",
    "frame_columns",
    "model_items",
    "multi_items",
    "numpy_items",
    "numpy_scalar",
    "series_values",
]

# The base type decides, the first that fits; what is derived comes before what it derives from. A module that nobody
# has imported has no instances, so none is imported here.
_BASES = (
    ("buffer", "builtins", "memoryview"),
    ("buffer", "array", "array"),
    ("list", "builtins", "list"),
    ("mapping", "collections", "OrderedDict"),
    ("dict", "builtins", "dict"),
    ("set", "builtins", "set"),
    ("set", "builtins", "frozenset"),
)

def classify(cls):
    """(kind, fields, unqualified name, qualified names of the class and its bases, shape).

    kind says how the bridge reads an instance, unless it knows one of the names; "kept" is live whatever the names are.
    fields is the tuple of field names where the kind has some. shape is how a live instance is used: see _shape.
    """
    names = tuple(_qualified(base) for base in _mro(cls))
    kind, fields = _classify(cls, names)
    return kind, fields, _name(cls), names, _shape(cls, names, kind)


# As type itself gives them: a metaclass may compute attributes, and may fail at it.
_mro, _name, _qualname = (type.__dict__[name].__get__ for name in ("__mro__", "__name__", "__qualname__"))


def _qualified(cls):
    return "%s.%s" % (_own(cls, "__module__") or "builtins", _qualname(cls))


def _classify(cls, names):
    if issubclass(cls, enum.Enum) and not issubclass(cls, (int, str, float)):
        return "enum", None
    # Its buffer says nothing of which items are masked.
    if "numpy.ma.core.MaskedArray" in names or "numpy.ma.MaskedArray" in names:
        return "kept", None
    known = _science(cls, names) or _row(cls)
    if known is not None:
        return known, None
    if issubclass(cls, tuple):
        fields = _own(cls, "_fields")
        if isinstance(fields, tuple) and all(isinstance(name, str) for name in fields):
            return "namedtuple", fields
        # A struct sequence, such as os.stat_result, has more to say by name than its items.
        return ("live" if isinstance(_own(cls, "n_sequence_fields"), int) else "tuple"), None
    for kind, module, name in _BASES:
        base = getattr(sys.modules.get(module), name, None)
        if base is not None and issubclass(cls, base):
            return kind, None
    return _record(cls, names) or ("live", None)


def _own(cls, name):
    """A class attribute, or None where it is missing or the metaclass fails at it."""
    try:
        return getattr(cls, name, None)
    except Exception:
        return None


def _science(cls, names):
    for name in names:
        if name == "numpy.ndarray":
            return "ndarray"
        if name == "numpy.generic" and not issubclass(cls, (str, bytes, float, complex)):
            return "numpy_scalar"
        if name in ("pandas.core.frame.DataFrame", "pandas.DataFrame"):
            return "frame"
        if name in ("pandas.core.series.Series", "pandas.core.indexes.base.Index", "pandas.Series", "pandas.Index"):
            return "series"
    return None


# How mappings that keep several values under one key give them all: multidict, httpx, werkzeug and Django.
_ALL_OF_KEY = ("getall", "get_list", "getlist")


def _row(cls):
    """How the instances are read as rows, or None where they are none.

    A dict's own subclasses are read in place. What has to be closed, or has methods to await, is something to work with
    and no data, although it may be a mapping too: an open file of arrays, a web request.
    """
    if issubclass(cls, dict):
        return None
    # SQLAlchemy's Row; a namedtuple has its fields in the class.
    if callable(_own(cls, "_asdict")) and not isinstance(_own(cls, "_fields"), tuple):
        return "as_dict"
    if not callable(_own(cls, "keys")) or not callable(_own(cls, "__getitem__")):
        return None
    # Database drivers' rows say nothing of being mappings: sqlite3.Row and asyncpg.Record cannot be changed, others are
    # lists or tuples.
    is_row = (
        _is_a(cls, (collections.abc.Mapping, tuple, list)) or _own(cls, "__setitem__") is None
    )
    # A context is a mapping, but something to run code in.
    if not is_row or _is_resource(cls) or issubclass(cls, contextvars.Context):
        return None
    return "multi" if any(callable(_own(cls, name)) for name in _ALL_OF_KEY) else "mapping"


def _is_resource(cls):
    if any(_own(cls, name) is not None for name in ("__enter__", "__aenter__", "close", "aclose")):
        return True
    # By their exact type: other members may answer questions with anything.
    functions = (member for base in _mro(cls) for member in vars(base).values() if type(member) is types.FunctionType)
    return any(function.__code__.co_flags & inspect.CO_COROUTINE for function in functions)


def as_dict(row):
    """A row's names and values; a dict, whatever the class gives."""
    return dict(row._asdict())


def multi_items(mapping):
    """A dict of a mapping with several values under one key: those are a list, in their order."""
    name = next(name for name in _ALL_OF_KEY if callable(_own(type(mapping), name)))
    all_of = getattr(mapping, name)
    result = {}
    spellings = {}
    for key in mapping:
        values = list(all_of(key))
        text = str(key)
        # Where case does not matter, both spellings give the same values, which belong to the first.
        first = spellings.setdefault(text.lower(), (text, values))
        if first[0] == text or len(values) == 1 or first[1] != values:
            result[text] = values[0] if len(values) == 1 else values
    return result


def _record(cls, names):
    if any(name.startswith("pydantic.") and name.endswith(".RootModel") for name in names):
        return "fields_root", ("root",)
    if any(name.startswith(("pydantic.", "pydantic.v1.")) and name.endswith(".BaseModel") for name in names):
        return "model", None
    if isinstance(_own(cls, "__dataclass_fields__"), dict):
        return "fields", tuple(field.name for field in dataclasses.fields(cls))
    attributes = _own(cls, "__attrs_attrs__")
    if isinstance(attributes, tuple):
        return "fields", tuple(attribute.name for attribute in attributes)
    return None


_PLAIN, _ITERATOR, _COLLECTION, _SEQUENCE, _MAPPING = range(5)


def _shape(cls, names, kind):
    """How a live instance is used: as an object, or also as an iterator, a collection, a sequence or a mapping.

    A class of somebody's own that is merely iterable is an object: a shell that unrolls it would show its items in its
    place. So is what has to be closed, such as an open file, whose lines would be gone.
    """
    if issubclass(cls, dict) or kind in ("mapping", "multi"):
        return _MAPPING
    if issubclass(cls, type) or _own(cls, "__iter__") is None or issubclass(cls, (str, enum.Enum)):
        return _PLAIN
    # asyncio's futures are iterable only so that an old coroutine can wait for them.
    if _own(cls, "__await__") is not None or kind in ("frame", "as_dict", "namedtuple"):
        return _PLAIN
    if kind in ("ndarray", "series", "buffer") or _is_a(cls, collections.abc.Sequence):
        return _SEQUENCE
    if _is_a(cls, (collections.abc.Set, collections.abc.MappingView)):
        return _COLLECTION
    if _own(cls, "__next__") is not None and _own(cls, "__enter__") is None:
        return _ITERATOR
    return _PLAIN


def _is_a(cls, bases):
    try:
        return issubclass(cls, bases)
    except Exception:
        # A metaclass may fail at it.
        return False


def model_items(model):
    """The fields of a pydantic model (1 or 2) by name: declared ones, computed ones, extra ones."""
    cls = type(model)
    if hasattr(cls, "model_fields"):
        names = list(cls.model_fields)
        names += getattr(cls, "model_computed_fields", None) or ()
        names += getattr(model, "__pydantic_extra__", None) or ()
    else:
        names = list(cls.__fields__)
        names += [name for name in model.__dict__ if name not in cls.__fields__]
    return {name: getattr(model, name) for name in names}


def numpy_scalar(value):
    """A plain Python value for a numpy scalar; itself where there is none."""
    kind = value.dtype.kind
    if value.dtype.names is not None:
        return {name: value[name] for name in value.dtype.names}
    if kind in "mM":
        import numpy

        if numpy.isnat(value):
            return None
        exact = value.astype(value.dtype.type(0, "us").dtype)
        result = exact.item()
        # Nanoseconds that do not fit, or a date beyond Python's: the number would mean nothing.
        return result if exact == value and not isinstance(result, int) else value
    if kind == "f":
        return float(value)
    if kind == "c":
        return complex(value)
    return value.item()


def numpy_items(array):
    """What an array holds that has no buffer of plain numbers: a list, the one item of an array without dimensions, or
    None where the array is best left alone."""
    if array.ndim == 0:
        return array[()]
    if array.dtype.names is not None:
        return _rows(array)
    if array.dtype.kind in "OSU" or (array.dtype.kind in "biufc" and not array.dtype.isnative):
        return array.tolist()
    return None


def _rows(array):
    """A list of dicts of a structured array, or lists of such lists."""
    if array.ndim > 1:
        return [_rows(part) for part in array]
    names = array.dtype.names
    return [dict(zip(names, row)) for row in zip(*(_column(array[name]) for name in names))]


def _column(array):
    if array.dtype.names is not None:
        return _rows(array)
    return [numpy_scalar(item) for item in array] if array.dtype.kind in "mM" else array.tolist()


def series_values(series):
    """A numpy array for plain numbers, else a list."""
    dtype = series.dtype
    if getattr(dtype, "kind", "O") in "biuf" and type(dtype).__module__.startswith("numpy"):
        return series.to_numpy()
    return series.tolist()


def frame_columns(frame):
    """(names, columns as lists): the index comes first as columns of its own, where it is more than a row number."""
    index = frame.index
    if index.nlevels > 1 or index.name is not None or getattr(index.dtype, "kind", "O") not in "iu":
        frame = frame.reset_index()
    names = []
    for column in frame.columns:
        name = ".".join(str(part) for part in column if part != "") if isinstance(column, tuple) else str(column)
        unique, number = name, 0
        while unique in names:
            number += 1
            unique = "%s.%d" % (name, number)
        names.append(unique)
    return tuple(names), [frame.iloc[:, i].tolist() for i in range(len(names))]
