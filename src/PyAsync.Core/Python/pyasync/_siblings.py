"""The modules beside a file that is run. Each folder's code imports its own, though all code shares one sys.modules."""

import os
import sys
import threading
from contextlib import contextmanager
from importlib.machinery import ExtensionFileLoader, PathFinder

# The Siblings that are entered, the latest one last. An earlier one's modules may be in the `_taken` of a later one.
_inside = []
# Folder → its modules that are out of sys.modules for now, as another folder's modules use their names.
_kept = {}
_gate = threading.RLock()

# The folders whose code imports from them first, though they are not in sys.path.
_served = []
# Packages' folders, whose code imports from them what it finds nowhere else.
_served_last = []
# The folders from which this thread loads a file, the latest one last.
_loading = threading.local()


@contextmanager
def loading(folder, inner=None):
    """While inside, this thread imports from the folder first. From then on code in it does, and what that calls.

    sys.path stays as it is: nobody else imports from the folder.
    inner: a package's folder, from which it imports what is found nowhere else.
    """
    entered = []
    for served, stack, one in ((_served, _stack("first"), folder), (_served_last, _stack("last"), inner)):
        if one:
            if one not in served:
                served.append(one)
            stack.append(one)
            entered.append(stack)
    try:
        yield
    finally:
        for stack in entered:
            stack.pop()


def _stack(order):
    return _loading.__dict__.setdefault(order, [])


def served_folders():
    """The folders from which a file was loaded: a child process needs them in its path, to unpickle what is theirs."""
    return _served + _served_last


class _FolderFinder:
    """Finds modules beside the code that imports them."""

    def __init__(self, served, order):
        self._served = served
        self._order = order

    def find_spec(self, name, path=None, target=None):
        if path is not None or not self._served:
            return None
        for folder in _importing_folders(self._served, self._order):
            spec = PathFinder.find_spec(name, [folder])
            if spec is not None:
                return spec
        return None


def _importing_folders(served, order):
    """The folders whose code is about to import, by the stack, the innermost first."""
    found = _stack(order)[::-1]
    frame = sys._getframe(1)
    while frame is not None:
        file = frame.f_code.co_filename
        for folder in served:
            if folder not in found and file.startswith(os.path.join(folder, "")):
                found.append(folder)
        frame = frame.f_back
    return found


# Behind the finders of what is built in, as sys.path is.
sys.meta_path.insert(sys.meta_path.index(PathFinder) if PathFinder in sys.meta_path else len(sys.meta_path), _FolderFinder(_served, "first"))
sys.meta_path.append(_FolderFinder(_served_last, "last"))


class Siblings:
    """While inside, names that modules of the folder have mean those modules, and no other folder's of the same names.

    Afterwards the names mean again what they meant before. Modules of the standard library, of site-packages and those
    with native parts (which load only once in a process) always keep their names. Any thread.

    afresh: the folder's modules are run anew, and forgotten afterwards. Else they are kept from one time to the next.
    besides: a name that is left alone.
    """

    def __init__(self, folder, afresh=False, besides=None):
        self._folder = folder
        self._afresh = afresh
        self._besides = besides
        self._names = set()
        self._taken = {}

    def __enter__(self):
        with _gate:
            fixed, elsewhere = _loaded(os.path.realpath(self._folder))
            names = _names_in(self._folder) - {self._besides}
            # Kept modules need their names only where others have them now.
            self._names = names - fixed if self._afresh else names & elsewhere
            self._taken = _take(sys.modules, self._names)
            if not self._afresh:
                sys.modules.update(_of(_kept.get(self._folder, {}), self._names))
            _inside.append(self)
        return self

    def __exit__(self, *exc):
        with _gate:
            place = _inside.index(self)
            del _inside[place]
            fixed, _ = _loaded(None)
            for name in self._names:
                others = _of(self._taken, {name})
                if name in fixed and not others:
                    continue
                # Whoever came later under the same name has put ours away.
                where = next((one._taken for one in _inside[place:] if name in one._names), sys.modules)
                own = _take(where, {name})
                where.update(others)
                if not self._afresh:
                    _kept.setdefault(self._folder, {}).update(own)
        return False


def loaded_modules():
    """[(where, name, module)] of all that are loaded: in sys.modules, or put away while others have their names."""
    with _gate:
        places = [sys.modules, *_kept.values(), *(one._taken for one in _inside)]
        return [(place, name, module) for place in places for name, module in list(place.items())]


def _names_in(folder):
    names = set()
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                stem, ending = os.path.splitext(entry.name)
                if ending in ("", ".py") and stem.isidentifier() and (ending or entry.is_dir()):
                    names.add(stem)
    except OSError:
        # It will be told where the file is read.
        pass
    return names - {"__main__", "__init__", "pyasync"}


def _loaded(folder):
    """The top-level names of loaded modules that keep theirs, and of those that lie elsewhere than in the folder."""
    fixed, elsewhere = set(), set()
    for name, module in list(sys.modules.items()):
        top, _, inner = name.partition(".")
        if isinstance(getattr(getattr(module, "__spec__", None), "loader", None), ExtensionFileLoader):
            fixed.add(top)
        if inner or top in fixed:
            continue
        place = _place_of(module)
        if place is None or _is_installed(place) or is_standard(name):
            fixed.add(top)
        elif os.path.dirname(os.path.realpath(place)) != folder:
            elsewhere.add(top)
    return fixed, elsewhere - fixed


def _place_of(module):
    """The file or, of a package, the folder."""
    path = getattr(module, "__path__", None)
    if path is not None:
        return next(iter(path), None)
    return getattr(module, "__file__", None)


def _is_installed(place):
    return os.sep + "site-packages" + os.sep in place or os.sep + "dist-packages" + os.sep in place


def is_standard(name):
    """Whether the standard library has a module of that name."""
    names = getattr(sys, "stdlib_module_names", None)
    if names is not None:
        return name in names
    # Python 3.9 has no list of them.
    return name != "test" and PathFinder.find_spec(name, [os.path.dirname(os.__file__)]) is not None


def _of(modules, names):
    return {name: module for name, module in list(modules.items()) if name.partition(".")[0] in names}


def _take(modules, names):
    taken = _of(modules, names) if names else {}
    for name in taken:
        del modules[name]
    return taken
