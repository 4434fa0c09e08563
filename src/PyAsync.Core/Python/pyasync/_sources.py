"""Source files of the user's: which module a file is, and which files it imports. None of their code is run for it."""

import ast
import os
import warnings

__all__ = ["file_of", "files_of", "find_here", "is_source", "is_within", "place_of", "stamp_of"]

# A file → (its stamp, what it imports). Loops on several threads share it; each entry is set whole.
_parsed = {}
_PARSED_LIMIT = 1000


def place_of(path):
    """(the folder from which it is imported, its dotted name): a file beside an `__init__.py` is that package's."""
    folder, name = os.path.split(path)
    stem = os.path.splitext(name)[0]
    parts = []
    while "." not in stem and os.path.isfile(os.path.join(folder, "__init__.py")):
        above, name = os.path.split(folder)
        if not name or "." in name:
            break
        folder = above
        parts.insert(0, name)
    if stem != "__init__" or not parts:
        parts.append(stem)
    return folder, ".".join(parts)


def find_here(name, folder):
    """The file of the folder that a module's name means, or None. Of a dotted name each part but the last is a package."""
    *packages, last = name.split(".")
    for package in packages:
        folder = os.path.join(folder, package)
        if not os.path.isfile(os.path.join(folder, "__init__.py")):
            return None
    return _file_of_name(os.path.join(folder, last)) if last else None


def files_of(path, root):
    """The source files that a file needs of the root folder, itself among them, however many imports away."""
    found, waiting = set(), [path]
    places = [root, os.path.dirname(path)]
    while waiting:
        file = waiting.pop()
        if file in found or not is_source(file) or not is_within(file, root):
            continue
        found.add(file)
        folder = os.path.dirname(file)
        waiting.extend(_packages_above(file, root))
        for level, parts, names in _imports_of(file):
            above = folder
            for _ in range(level - 1):
                above = os.path.dirname(above)
            for place in [above] if level else places:
                files = _resolve(place, parts, names)
                waiting.extend(files)
                if files:
                    break
    return found


def file_of(module):
    """The file of a module, or None."""
    file = getattr(module, "__file__", None)
    return file if isinstance(file, str) else None


def is_source(file):
    """Whether it is a source file of the user's, and neither an installed package's nor the standard library's."""
    installed = any(os.sep + folder + os.sep in file for folder in ("site-packages", "dist-packages"))
    return file.endswith((".py", ".pyw")) and not installed and not is_within(file, os.path.dirname(os.__file__))


def is_within(file, folder):
    """Whether it lies in the folder, or in one of that."""
    return file.startswith(os.path.join(folder, ""))


def stamp_of(file):
    """What is another when the file was written to; None where there is none."""
    try:
        status = os.stat(file)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _packages_above(file, root):
    folder = os.path.dirname(file)
    while is_within(folder, root):
        init = os.path.join(folder, "__init__.py")
        if os.path.isfile(init):
            yield init
        folder = os.path.dirname(folder)


def _resolve(place, parts, names):
    """The files that `from parts import names` loads, where 'place' is the folder in which it looks."""
    files = []
    for part in parts:
        place = os.path.join(place, part)
        file = _file_of_name(place)
        if file:
            files.append(file)
        if not os.path.isdir(place) or file == place + ".py":
            return files
    return files + [file for file in (_file_of_name(os.path.join(place, name)) for name in names) if file]


def _file_of_name(place):
    # Python too prefers a package to a file.
    return next((file for file in (os.path.join(place, "__init__.py"), place + ".py") if os.path.isfile(file)), None)


def _imports_of(file):
    """[(how many dots, the module's parts, the names)] of each import of a file, also of those within functions."""
    stamp = stamp_of(file)
    known = _parsed.get(file)
    if known is not None and known[0] == stamp:
        return known[1]
    try:
        # What it warns of is told where the file is imported.
        with open(file, "rb") as source, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source.read(), file)
        found = [one for node in ast.walk(tree) for one in _imports_in(node)]
    except (OSError, SyntaxError, ValueError, RecursionError):
        found = []
    if len(_parsed) >= _PARSED_LIMIT:
        _parsed.clear()
    _parsed[file] = stamp, found
    return found


def _imports_in(node):
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield 0, alias.name.split("."), []
    elif isinstance(node, ast.ImportFrom):
        yield node.level, node.module.split(".") if node.module else [], [alias.name for alias in node.names]
    elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
        called = getattr(node.func, "attr", getattr(node.func, "id", None))
        if called in ("import_module", "__import__"):
            name = node.args[0].value
            parts = [part for part in name.lstrip(".").split(".") if part]
            yield len(name) - len(name.lstrip(".")), parts, []
