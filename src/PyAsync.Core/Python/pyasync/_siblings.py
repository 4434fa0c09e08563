"""The modules that lie beside a file which is run: each folder's files get their own, though all share one sys.modules."""

import os
import sys
import threading
from importlib.machinery import ExtensionFileLoader

# What is inside just now, the last one last; its modules are in sys.modules, an earlier one's may be with a later one.
_inside = []
# A folder → the modules of it whose names others have outside of its own runs.
_kept = {}
_gate = threading.RLock()


class Siblings:
    """While inside, a name that a module of the folder has is that module's, not that of another folder's file of the
    same name, which gets its name back afterwards. Modules of the standard library, of site-packages and those with
    native parts (which load only once in a process) keep theirs. Any thread.

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


def put_first(folder):
    """Lets imports look into the folder before all others."""
    if sys.path[:1] != [folder]:
        if folder in sys.path:
            sys.path.remove(folder)
        sys.path.insert(0, folder)


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
    from importlib.machinery import PathFinder

    return name != "test" and PathFinder.find_spec(name, [os.path.dirname(os.__file__)]) is not None


def _of(modules, names):
    return {name: module for name, module in list(modules.items()) if name.partition(".")[0] in names}


def _take(modules, names):
    taken = _of(modules, names) if names else {}
    for name in taken:
        del modules[name]
    return taken
