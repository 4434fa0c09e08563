"""What Python code says besides its results: warnings go to the host, and printed lines are seen at once."""

import sys
import warnings

__all__ = ["install"]


def install(send):
    """Routes warnings to send(category, message, file, line) → whether the host took it, and lets stdout write by lines."""
    show = warnings.showwarning

    def showwarning(message, category, filename, lineno, file=None, line=None):
        if file is None and send(category.__name__, str(message), str(filename), int(lineno)):
            return
        show(message, category, filename, lineno, file, line)

    warnings.showwarning = showwarning
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            # Through a pipe, Python would hold back what it prints until it exits.
            reconfigure(line_buffering=True)
