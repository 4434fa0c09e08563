"""What Python code reads from the terminal: the command that waits for it asks, as the host has the terminal."""

import builtins
import functools
import io
import os
import sys

from pyasync._awaits import origin
from pyasync._output import keep_open

__all__ = ["fit_debugger", "fit_getpass", "install"]

_read = None


def install(read, is_apart):
    """Lets `input` and sys.stdin ask by read(prompt, is_secret) → a line without its end, or None at the input's end.

    Where stdin is a pipe or a file, it stays Python's own. is_apart: the process's own streams carry something else.
    """
    global _read
    _read = read
    keep_open(sys.stdin)
    if not is_apart and not _is_terminal(sys.stdin):
        return
    sys.stdin = _Terminal(sys.stdin)
    if is_apart:
        sys.__stdin__ = sys.stdin
    ask = builtins.input

    @functools.wraps(ask)
    def input(prompt="", /):
        # Python's own reads the descriptor where it is a terminal.
        if not isinstance(sys.stdin, _Terminal):
            return ask(prompt)
        sys.audit("builtins.input", prompt)
        line = _read(str(prompt), False)
        if line is None:
            raise EOFError("EOF when reading a line")
        sys.audit("builtins.input/result", line)
        return line

    builtins.input = input


def fit_getpass(module):
    """Lets getpass ask the host, which knows how the terminal is to be afterwards."""
    ask = module.getpass

    @functools.wraps(ask)
    def getpass(prompt="Password: ", stream=None, **options):
        if not isinstance(sys.stdin, _Terminal):
            return ask(prompt, stream, **options)
        line = _read(str(prompt), True)
        if line is None:
            raise EOFError
        return line

    module.getpass = getpass


def fit_debugger(module):
    """Ctrl+C is the host's: a debugger must not take it, as it would come back with each later one.

    At the debugger's prompt it ends what is debugged: a debugger that asked again would ask nobody.
    """
    make = module.Pdb.__init__
    ask = module.Pdb._cmdloop

    @functools.wraps(make)
    def __init__(self, *args, **kwargs):
        make(self, *args, **kwargs)
        self.nosigint = True

    @functools.wraps(ask)
    def _cmdloop(self):
        if isinstance(sys.stdin, _Terminal):
            self.cmdloop()
        else:
            ask(self)

    module.Pdb.__init__ = __init__
    module.Pdb._cmdloop = _cmdloop


def _is_terminal(stream):
    try:
        return stream is not None and os.isatty(stream.fileno())
    except (OSError, ValueError, AttributeError):
        return False


def _parts(readline, size):
    """What lines give until there is so much of it, or no more."""
    while size > 0:
        part = readline(size)
        if not part:
            return
        yield part
        size -= len(part)


class _Terminal:
    """The terminal's stdin: each line is asked for where a command waits, and is an error elsewhere."""

    def __init__(self, own):
        self._own = own
        # What is left of a line that was read in part, and whose it is.
        self._rest = (None, "")
        self.buffer = _TerminalBytes(self)

    def __getattr__(self, name):
        return getattr(self._own, name)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        """Stays open, as the process's own does."""

    def detach(self):
        """The bytes, for a stream of one's own around them; this one goes on."""
        return self.buffer

    def readline(self, size=-1, /):
        if size == 0:
            return ""
        asker = origin.get()
        owner, line = self._rest
        self._rest = (None, "")
        if not line or owner is not asker:
            line = _read("", False)
            line = "" if line is None else line + "\n"
        if size is None or size < 0:
            return line
        self._rest = (asker, line[size:])
        return line[:size]

    def read(self, size=-1, /):
        if size is None or size < 0:
            return "".join(self)
        return "".join(_parts(self.readline, size))

    def readlines(self, hint=-1, /):
        return list(self)

    def __iter__(self):
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line


class _TerminalBytes(io.BufferedIOBase):
    """The terminal's stdin as bytes, line by line as well."""

    mode = "rb"

    def __init__(self, text):
        self._text = text
        self._rest = b""

    def readable(self):
        return True

    def read(self, size=-1, /):
        if size is None or size < 0:
            return self._take() + self._text.read().encode()
        return b"".join(_parts(self.readline, size))

    def read1(self, size=-1, /):
        return self.readline(size)

    def readline(self, size=-1, /):
        if size == 0:
            return b""
        line = self._take() or self._text.readline().encode()
        if size is None or size < 0:
            return line
        self._rest = line[size:]
        return line[:size]

    def fileno(self):
        return self._text.fileno()

    def isatty(self):
        return self._text.isatty()

    def close(self):
        """Stays open, as the process's own would."""

    def _take(self):
        rest, self._rest = self._rest, b""
        return rest
