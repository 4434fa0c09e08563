"""Modules that only this process has: what they define goes to other processes by value, as cloudpickle sends what is __main__'s."""

import functools
import sys

__all__ = ["by_value", "fit_cloudpickle", "fit_distributed"]

# The names of such modules, and the registries of cloudpickle and of the copies that other packages carry. Any thread.
_names = set()
_registries = []


def by_value(name, is_there=True):
    """Has what a module defines pickled by value: no other process can import it by that name.

    is_there: false where the module is gone for good.
    """
    for names in (_names, *_registries):
        (names.add if is_there else names.discard)(name)


def fit_cloudpickle(module):
    """Changes a module cloudpickle.cloudpickle. One older than 2.0 has no registry: there only __main__ goes by value."""
    registry = getattr(module, "_PICKLE_BY_VALUE_MODULES", None)
    if isinstance(registry, set):
        # Its own register_pickle_by_value refuses a name whose module is put away just now.
        registry.update(_names)
        _registries.append(registry)


def fit_distributed(module):
    """Changes distributed.protocol.pickle, which asks cloudpickle only where plain pickle fails or names __main__."""
    dumps = module.dumps

    @functools.wraps(dumps)
    def whole_dumps(x, *, buffer_callback=None, protocol=module.HIGHEST_PROTOCOL):
        buffers = []
        callback = None if buffer_callback is None else buffers.append
        result = dumps(x, buffer_callback=callback, protocol=protocol)
        if any(_as_pickled(name) in result for name in list(_names)):
            # A list or a call's arguments, in which something of such a module is.
            buffers.clear()
            result = sys.modules["cloudpickle"].dumps(x, protocol=protocol, buffer_callback=callback)
        for buffer in buffers:
            buffer_callback(buffer)
        return result

    module.dumps = whole_dumps


def _as_pickled(name):
    # A short text, as protocol 4 and newer ones write it.
    text = name.encode()[:255]
    return b"\x8c" + bytes([len(text)]) + text
