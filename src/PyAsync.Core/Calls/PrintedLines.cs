using System;
using System.Collections.Generic;
using System.Threading;
using PyAsync.CPython;
using PyAsync.Loops;

namespace PyAsync.Calls;

/// <summary>
/// Puts what Python code writes to one of its standard streams together to lines, each of one task or thread, and gives
/// them to whom they belong. What there is of a line waits for its end, for a flush, or for the end of its task or command.
/// </summary>
/// <param name="currentTask">Python's function that gives the running task or None; it lives as long as the interpreter.</param>
/// <param name="isError">Whether the stream is <c>sys.stderr</c>.</param>
internal sealed class PrintedLines(nint currentTask, bool isError)
{
    private readonly Dictionary<nint, PyPrintedText> _beginnings = [];
    private int _count;

    /// <summary>Takes what was written; false where nobody takes it, so that Python writes it by itself. With the GIL held.</summary>
    public bool TryWrite(string text)
    {
        using Speaker speaker = Speaker.Current(new PyBorrowed(currentTask));
        if (speaker.Origin?.Output is null && !UnreadRecords.IsOpen)
        {
            return false;
        }
        PyPrintedText? begun = Take(speaker.Key);
        if (begun is not null && begun.Origin != speaker.Origin)
        {
            Give(begun);
            begun = null;
        }
        int start = 0;
        for (int end = text.IndexOf('\n', StringComparison.Ordinal); end >= 0; end = text.IndexOf('\n', start))
        {
            string line = text[start..(end > start && text[end - 1] == '\r' ? end - 1 : end)];
            Give(begun is null ? speaker.Sign(new PyPrintedText(line, isError, EndsLine: true)) : begun with { Text = begun.Text + line });
            begun = null;
            start = end + 1;
        }
        if (start < text.Length)
        {
            string rest = start == 0 ? text : text[start..];
            Keep(speaker.Key, begun is null ? speaker.Sign(new PyPrintedText(rest, isError, EndsLine: true)) : begun with { Text = begun.Text + rest });
        }
        else if (begun is not null)
        {
            Keep(speaker.Key, begun);
        }
        return true;
    }

    /// <summary>What the calling task or thread has begun to write is shown at once, as a prompt is. With the GIL held.</summary>
    public void Flush()
    {
        if (TakeBegun() is { } begun)
        {
            Give(begun with { EndsLine = false });
        }
    }

    /// <summary>Takes what the calling task or thread has begun to write. With the GIL held.</summary>
    public PyPrintedText? TakeBegun()
    {
        if (Volatile.Read(ref _count) == 0)
        {
            return null;
        }
        using Speaker speaker = Speaker.Current(new PyBorrowed(currentTask));
        return Take(speaker.Key);
    }

    /// <summary>A task has ended, and with it the line that it has begun. Any thread.</summary>
    public void EndTask(nint task)
    {
        if (Volatile.Read(ref _count) != 0 && Take(task) is { } begun)
        {
            Give(begun);
        }
    }

    /// <summary>Nobody waits for an origin's awaits any longer, which ends the lines that they have begun. Any thread.</summary>
    public void EndOrigin(CallOrigin origin)
    {
        if (Volatile.Read(ref _count) == 0)
        {
            return;
        }
        List<PyPrintedText> ended = [];
        lock (_beginnings)
        {
            foreach ((nint key, PyPrintedText begun) in _beginnings)
            {
                if (begun.Origin == origin)
                {
                    ended.Add(begun);
                    _beginnings.Remove(key);
                }
            }
            _count = _beginnings.Count;
        }
        ended.ForEach(Give);
    }

    private static void Give(PyPrintedText line) => CallOrigin.Give(line);

    private PyPrintedText? Take(nint key)
    {
        if (Volatile.Read(ref _count) == 0)
        {
            return null;
        }
        lock (_beginnings)
        {
            _beginnings.Remove(key, out PyPrintedText? begun);
            _count = _beginnings.Count;
            return begun;
        }
    }

    private void Keep(nint key, PyPrintedText begun)
    {
        lock (_beginnings)
        {
            _beginnings[key] = begun;
            _count = _beginnings.Count;
        }
    }
}
