"""What Python code says besides its results: warnings go to the host, printed lines are seen at once; and what it reads."""

import io
import os
import sys
import threading
import warnings

__all__ = ["install"]


def install(send, write_line):
    """Routes warnings to send(category, message, file, line) → whether the host took it, and stdout and stderr by lines
    to where they go, or to write_line(text) where that is given, as the process's own streams carry something else."""
    show = warnings.showwarning

    def showwarning(message, category, filename, lineno, file=None, line=None):
        if file is None and send(category.__name__, str(message), str(filename), int(lineno)):
            return
        show(message, category, filename, lineno, file, line)

    warnings.showwarning = showwarning
    if write_line is not None:
        sys.stdout = sys.__stdout__ = _HostText(write_line, "<stdout>")
        sys.stderr = sys.__stderr__ = _HostText(write_line, "<stderr>")
        return
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            # Through a pipe, Python would hold back what it prints until it exits.
            reconfigure(line_buffering=True)
    if _is_terminal(sys.stdin):
        sys.stdin = _Terminal(sys.stdin)


def _is_terminal(stream):
    try:
        return stream is not None and os.isatty(stream.fileno())
    except (OSError, ValueError, AttributeError):
        return False


class _HostText(io.TextIOBase):
    """A text stream whose lines the host writes."""

    encoding = "utf-8"
    errors = "replace"
    newlines = None

    def __init__(self, write_line, name):
        self.name = name
        self.mode = "w"
        self._write_line = write_line
        self._rest = ""
        self._gate = threading.Lock()

    def writable(self):
        return True

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError("write() argument must be str, not %s" % type(text).__name__)
        with self._gate:
            *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            self._write_line(line)
        return len(text)

    def flush(self):
        """Writes what there is of a line, as a line: the host has no others."""
        with self._gate:
            rest, self._rest = self._rest, ""
        if rest:
            self._write_line(rest)

    def close(self):
        """Stays open, as the process's own would."""


class _Terminal:
    """The terminal's stdin. While PowerShell's prompt has the terminal in a mode of its own, Enter ends no line and Ctrl+C
    no reading, so that reading would take the prompt away for ever: it is an error then."""

    def __init__(self, stream):
        self._stream = stream

    def __getattr__(self, name):
        return getattr(self._stream, name)

    # input() reads by itself where this is a terminal, and by readline() where it is not known.
    def fileno(self):
        self._check()
        return self._stream.fileno()

    def readline(self, *size):
        self._check()
        return self._stream.readline(*size)

    def read(self, *size):
        self._check()
        return self._stream.read(*size)

    def readlines(self, *hint):
        self._check()
        return self._stream.readlines(*hint)

    def __iter__(self):
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def _check(self):
        try:
            import termios

            modes = termios.tcgetattr(self._stream.fileno())
        except (ImportError, OSError, ValueError):
            return
        if not (modes[0] & termios.ICRNL and modes[3] & termios.ICANON):
            raise OSError(
                "Python cannot read the terminal while PowerShell's prompt has it; ask in PowerShell and hand the answer "
                "over, as by -Variable @{ name = Read-Host }, or give Python [PyAsync.Callback]::Blocking({ Read-Host })"
            )
