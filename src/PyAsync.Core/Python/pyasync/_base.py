"""What the package and the files that it loads both need. It imports none of them."""

__all__ = ["AlreadyAwaited", "show_progress"]

show_progress = None
"""Set by the host: shows a bar's number, activity, status, percent, parent's number, seconds left, and whether it is
completed. False where nobody takes it."""


class AlreadyAwaited(RuntimeError):
    """A coroutine was given to be awaited a second time."""

    # What Python code imports it from.
    __module__ = "pyasync"
