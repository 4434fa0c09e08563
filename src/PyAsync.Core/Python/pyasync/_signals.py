"""Signals that the host needs. Its handlers stay in place; what Python sets is called by them, and looks as under `python`."""

import _signal
import faulthandler
import functools

from pyasync._runtime import force_exit

__all__ = ["install", "reclaim_all", "restore_in_child"]

# The numbers of all signals that the host handles.
_host = frozenset()
_set_signal = _signal.signal
_reclaim = None
# The host's function, kept in a child, as freeing it would be for the host's code.
_left = None


def install(shared, host, forced, reclaim, note_trampoline):
    """shared: the numbers of the host's signals that Python may handle too; host: those of all. On the main thread.

    forced is a number that nobody uses: the host calls Python's handler for it, as a function, to end what the main thread does.
    reclaim(number, given_back) puts the host's handler back where another is in its place, and makes that the signal's
    guest unless it stands for the host's own; number 0 is all. note_trampoline(number) tells which handler is Python's own.
    """
    global _host, _reclaim
    _reclaim = reclaim
    shared = frozenset(map(int, shared.split()))
    _host = frozenset(map(int, host.split()))
    for number in shared:
        # As in a fresh interpreter: `getsignal` gives something that `signal` takes again.
        _set_signal(number, _default(number))
        reclaim(number, True)

    # There also where SIGINT is ignored, as after nohup.
    _set_signal(forced, force_exit)
    note_trampoline(forced)

    # `signal.signal` calls these by their names in this module, however early it was imported.
    @functools.wraps(_set_signal)
    def set_signal(signalnum, handler):
        before = _set_signal(signalnum, handler)
        number = int(signalnum)
        if number in _host:
            _reclaim(number, handler is _default(number) or handler == _signal.SIG_DFL)
        return before

    _signal.signal = set_signal
    if hasattr(_signal, "siginterrupt"):
        _signal.siginterrupt = _then(_signal.siginterrupt)
    # .NET needs the signals of a fault for itself, as a NullReferenceException begins with one, so that faulthandler keeps
    # the others only, such as SIGABRT.
    for name in ("enable", "register"):
        if hasattr(faulthandler, name):
            setattr(faulthandler, name, _then(getattr(faulthandler, name)))
    if hasattr(faulthandler, "unregister"):
        unregister = faulthandler.unregister

        @functools.wraps(unregister)
        def unregister_and_reclaim(signum):
            was_registered = unregister(signum)
            if was_registered:
                _reclaim(int(signum), True)
            return was_registered

        faulthandler.unregister = unregister_and_reclaim
    # PYTHONFAULTHANDLER and PYTHONDEVMODE have enabled it already.
    reclaim_all()


def _default(number):
    return _signal.default_int_handler if number == _signal.SIGINT else _signal.SIG_DFL


def _then(function):
    @functools.wraps(function)
    def wrapper(*args, **keywords):
        try:
            return function(*args, **keywords)
        finally:
            reclaim_all()

    return wrapper


def reclaim_all():
    """Puts the host's handlers back where something that Python does not tell of has taken their place. Any thread."""
    _reclaim(0, False)


def _not_at_all(number, given_back):
    """There is no host to put back."""


def restore_in_child():
    """In a forked child: each signal is handled as Python believes, for the host's threads are not there."""
    global _reclaim, _left
    _left, _reclaim = _reclaim, _not_at_all
    for number in _host:
        handler = _signal.getsignal(number)
        try:
            _set_signal(number, _signal.SIG_DFL if handler is None else handler)
        except (OSError, ValueError):
            # The system refuses it: no such handler can be in place.
            pass
