"""What one call of a piece of code sees as its locals."""

from collections.abc import MutableMapping

__all__ = ["HELPER", "Scope"]

# Under this name the code finds the functions that it was compiled to call; nobody else is to see it.
HELPER = "_pyasync"


class Scope(MutableMapping):
    """The locals of one call: its inputs, and behind them the namespace, which has all other names."""

    __slots__ = ("_code", "_cells", "_namespace")

    def __init__(self, code, cells, namespace):
        self._code = code
        self._cells = cells
        self._namespace = namespace

    def _cell(self, name):
        names = self._code.co_freevars
        return self._cells[names.index(name)] if name in names and name != HELPER else None

    def __getitem__(self, name):
        cell = self._cell(name)
        if cell is None:
            return self._namespace[name]
        try:
            return cell.cell_contents
        except ValueError:
            raise KeyError(name) from None

    def __setitem__(self, name, value):
        cell = self._cell(name)
        if cell is None:
            self._namespace[name] = value
        else:
            cell.cell_contents = value

    def __delitem__(self, name):
        cell = self._cell(name)
        if cell is None:
            del self._namespace[name]
        else:
            self[name]
            del cell.cell_contents

    def __iter__(self):
        own = [name for name in self._code.co_freevars if name != HELPER]
        for name in own:
            if name in self:
                yield name
        for name in self._namespace:
            if name not in own:
                yield name

    def __len__(self):
        return sum(1 for _ in self)

    def __repr__(self):
        return repr(dict(self))

    def copy(self):
        return dict(self)
