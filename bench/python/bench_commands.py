"""Forty of the functions that the tests import as commands."""

import inspect

import catalog

__all__ = [name for name, value in vars(catalog).items() if inspect.isroutine(value) and value.__module__ == "catalog" and name[0] != "_"][:40]
globals().update({name: getattr(catalog, name) for name in __all__})
