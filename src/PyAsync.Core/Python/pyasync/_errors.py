"""Describes exceptions to the host. Called on the loop's thread only."""

import os
import traceback

_OWN_FILES = "<pyasync>/"
_STANDARD_LIBRARY = os.path.dirname(os.__file__) + os.sep
# A chain longer than this is cut: the text in `traceback` still has all of it.
_MAX_CHAIN = 32


def describe(exc, depth=0, seen=None):
    """The exception as a tuple of plain values.

    Returns (type, module, message, traceback text, frames, notes, bases, syntax, cause, context, exceptions):
    frames is a tuple of (file, line, function, source, library or None); syntax is None or (file, line, column, text); cause, context
    and each of exceptions is None or a tuple of this same form, its last element being the exception itself.
    """
    seen = set() if seen is None else seen
    seen.add(id(exc))
    cls = type(exc)
    try:
        # The text of a live .NET exception has its stack behind the message.
        message = str(exc.Message if type(cls).__name__ == "CLRMetatype" else exc)
    except Exception as err:
        message = "<str() of the exception raised %s>" % type(err).__name__
    # The chain's text is printed once, by the outermost exception.
    text = _format(exc) if depth == 0 else ""
    try:
        frames = tuple(
            (f.filename, f.lineno or 0, f.name, f.line or "", _library(f.filename))
            for f in traceback.extract_tb(exc.__traceback__)
            if not f.filename.startswith(_OWN_FILES)
        )
    except Exception:
        frames = ()
    notes = tuple(str(note) for note in getattr(exc, "__notes__", None) or ()) + _place_note(exc)
    bases = tuple(str(base.__name__) for base in cls.__mro__ if base is not object)
    syntax = None
    if isinstance(exc, SyntaxError) and exc.lineno:
        syntax = (str(exc.filename or ""), _number(exc.lineno), _number(exc.offset), str(exc.text or ""))

    def follow(other):
        if other is None or depth >= _MAX_CHAIN or id(other) in seen:
            return None
        return describe(other, depth + 1, seen)

    cause = follow(exc.__cause__)
    context = None
    if exc.__cause__ is None and not exc.__suppress_context__:
        context = follow(exc.__context__)
    members = getattr(exc, "exceptions", ())
    group = ()
    if any(base.__name__ == "BaseExceptionGroup" for base in cls.__mro__) and isinstance(members, (tuple, list)):
        group = tuple(d for d in (follow(m) for m in members) if d is not None)
    # A class may have anything as its module.
    return (str(cls.__qualname__), str(cls.__module__), message, text, frames, notes, bases, syntax, cause, context, group, exc)


def _library(file):
    """The package that a file belongs to where it is the standard library's or an installed one; None for the user's own."""
    if file.startswith("<frozen "):
        return file[len("<frozen ") : -1].partition(".")[0]
    parts = file.replace("\\", "/").split("/")
    for folder in ("site-packages", "dist-packages"):
        if folder in parts[:-1]:
            return _package(parts[len(parts) - parts[::-1].index(folder)])
    if file.startswith(_STANDARD_LIBRARY):
        return _package(file[len(_STANDARD_LIBRARY) :].replace("\\", "/").partition("/")[0])
    return None


def _package(name):
    return name[:-3] if name.endswith(".py") else name


def _place_note(exc):
    """Where a relative path that names nothing was looked for: the host may have a current folder of its own."""
    path = exc.filename if isinstance(exc, FileNotFoundError) else None
    if not isinstance(path, (str, bytes)) or not path or os.path.isabs(path):
        return ()
    try:
        folder = os.getcwd()
    except OSError:
        return ()
    return ("relative paths are looked up in the process's current folder, %r" % folder,)


def _number(value):
    # Whoever raises a SyntaxError by hand may give it anything.
    return value if type(value) is int else 0


def _format(exc):
    try:
        lines = traceback.format_exception(type(exc), exc, exc.__traceback__)
    except Exception as err:
        return "%s: <traceback could not be formatted: %s>\n" % (type(exc).__name__, err)
    return "".join(_without_own_frames(lines))


def _without_own_frames(lines):
    for line in lines:
        if not line.startswith('  File "' + _OWN_FILES):
            yield line
