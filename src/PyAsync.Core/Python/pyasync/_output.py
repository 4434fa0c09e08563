"""What Python code prints: sys.stdout and sys.stderr give lines to whoever waits for what prints them."""

import asyncio
import codecs
import io
import os
import sys
from threading import get_ident

__all__ = ["current_task", "install", "keep_open", "leave_host", "tasks_by_loop", "unended"]

_streams = []

unended = set()
"""The threads that may have begun a line, by their identifiers."""

tasks_by_loop = getattr(asyncio.tasks, "_current_tasks", None) if sys.version_info < (3, 14) else None
"""asyncio's own dictionary of the running tasks, or None."""


def install(write_out, flush_out, write_error, flush_error, is_seen, is_apart):
    """Puts the host's streams in the place of Python's.

    write_…(text) gives the text's length, or None where nobody takes it: then Python's own stream has it. is_seen() tells
    whether a person sees what is printed. is_apart: the process's own streams carry something else.
    """
    for name, write, flush in (("stdout", write_out, flush_out), ("stderr", write_error, flush_error)):
        own = getattr(sys, name)
        reconfigure = getattr(own, "reconfigure", None)
        if reconfigure is not None:
            # Through a pipe, Python would hold back what it prints until it exits.
            reconfigure(line_buffering=True)
        keep_open(own)
        stream = _HostText("<%s>" % name, own, write, flush, is_seen)
        _streams.append(stream)
        setattr(sys, name, stream)
        if is_apart:
            setattr(sys, "__%s__" % name, stream)


def current_task():
    """The task that runs on this thread, or None."""
    try:
        return asyncio.current_task()
    except RuntimeError:
        # No loop runs here.
        return None


def keep_open(stream):
    """Lets nobody close one of the process's own streams, which what runs next needs: `exit()` closes sys.stdin."""
    layer = stream
    for inner in ("buffer", "raw", None):
        if layer is None:
            return
        try:
            layer.close = _stay_open
        except AttributeError:
            # A stream of some other kind, as under a debugger.
            pass
        layer = None if inner is None else getattr(layer, inner, None)


def _stay_open():
    pass


def leave_host():
    """In a forked child, which cannot call the host: from now on Python's own streams have what is written."""
    for stream in _streams:
        stream.leave_host()
    unended.clear()


def _is_terminal(stream):
    try:
        return stream is not None and os.isatty(stream.fileno())
    except (OSError, ValueError, AttributeError):
        return False


def _nobody(*_):
    return None


class _HostText(io.TextIOBase):
    """A text stream whose lines go to whoever waits for what writes them."""

    mode = "w"
    newlines = None

    def __init__(self, name, own, write, flush, is_seen):
        self.name = name
        self.line_buffering = getattr(own, "line_buffering", True)
        self.write_through = getattr(own, "write_through", False)
        self._own = own
        self.buffer = _HostBytes(self)
        self._write = write
        self._flush = flush
        self._is_seen = is_seen

    # What is written is text for the host; code that asks finds what Python has chosen for the process's own stream. The base
    # class has these as attributes that cannot be set.
    @property
    def encoding(self):
        return getattr(self._own, "encoding", None) or "utf-8"

    @property
    def errors(self):
        return getattr(self._own, "errors", None) or "replace"

    def writable(self):
        return True

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError("write() argument must be str, not %s" % type(text).__name__)
        count = self._write(text)
        if count is not None:
            if text[-1:] != "\n":
                unended.add(get_ident())
            return count
        return len(text) if self._own is None else self._own.write(text)

    def flush(self):
        """Shows what there is of a line."""
        self._flush()
        if self._own is not None:
            self._own.flush()

    def fileno(self):
        """The process's descriptor, which other code may write to: that does not come by here."""
        if self._own is None:
            raise io.UnsupportedOperation("fileno")
        return self._own.fileno()

    def isatty(self):
        """Whether a person sees what is written, at a terminal."""
        return bool(self._is_seen()) and _is_terminal(self._own)

    def reconfigure(self, **_):
        """Does nothing: what is written is text, and the host's."""

    def close(self):
        """Stays open, as the process's own would."""

    def detach(self):
        """The bytes, for a stream of one's own around them; this one goes on."""
        return self.buffer

    def leave_host(self):
        # Kept, as freeing them would be for the host's code.
        self._left = (self._write, self._flush, self._is_seen)
        self._write = self._flush = self._is_seen = _nobody


class _HostBytes(io.BufferedIOBase):
    """The bytes of a text stream, as `sys.stdout.buffer`: what is written here is text as well."""

    def __init__(self, text):
        self.name = text.name
        self.mode = "wb"
        self._text = text
        self._decoder = codecs.getincrementaldecoder(text.encoding)("replace")

    @property
    def raw(self):
        return self

    def writable(self):
        return True

    def write(self, data):
        data = bytes(data)
        self._text.write(self._decoder.decode(data))
        return len(data)

    def flush(self):
        self._text.flush()

    def fileno(self):
        return self._text.fileno()

    def isatty(self):
        return self._text.isatty()

    def close(self):
        """Stays open, as the process's own would."""
