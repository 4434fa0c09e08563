using System;
using System.Collections.Generic;
using System.Text;
using System.Threading;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;

namespace PyAsync.Calls;

/// <summary>
/// Puts what Python code writes to one of its standard streams together to lines, each of one task or thread, and gives
/// them to whom they belong. What there is of a line waits for its end, for a flush, or for the end of its task, of its
/// thread's work, or of its command. What a callback of a loop prints for nobody has no such end, and is given at once.
/// </summary>
/// <param name="running">Tells the running task.</param>
/// <param name="isError">Whether the stream is <c>sys.stderr</c>.</param>
internal sealed class PrintedLines(RunningTask running, bool isError)
{
    // A line that goes on and on is given in pieces of about so many characters, or of one write where that has more.
    private const int Longest = 65_536;

    // By the task's address, or the thread's number, negative.
    private readonly Dictionary<nint, Begun> _begun = [];

    // The tasks that tell of their end.
    private readonly HashSet<nint> _watched = [];
    private nint _taskEnded;
    private int _count;

    /// <summary>Takes what was written; false where nobody takes it, so that Python writes it by itself. With the GIL held.</summary>
    public bool TryWrite(string text)
    {
        using PyOwned task = running.Get();
        nint key = KeyOf(task);
        Begun? begun = Take(key);
        if (begun is not null && begun.Line.Origin != CallOrigin.Current)
        {
            // A thread does one thing after another, and each for whom it is.
            CallOrigin.Give(begun.Whole(""));
            begun = null;
        }
        Speaker speaker = default;
        if (begun is null)
        {
            speaker = Speaker.Current(task);
            if (speaker.Origin?.Output is null && !UnreadRecords.AreKept)
            {
                return false;
            }
        }
        int start = 0;
        for (int end = text.IndexOf('\n', StringComparison.Ordinal); end >= 0; end = text.IndexOf('\n', start))
        {
            string line = text[start..(end > start && text[end - 1] == '\r' ? end - 1 : end)];
            if (begun is null)
            {
                speaker = speaker.IsNobody ? Speaker.Current(task) : speaker;
                CallOrigin.Give(speaker.Sign(new PyPrintedText(line, isError, EndsLine: true)));
            }
            else
            {
                CallOrigin.Give(begun.Whole(line));
                begun = null;
            }
            start = end + 1;
        }
        if (start < text.Length)
        {
            string rest = start == 0 ? text : text[start..];
            if (begun is { Length: >= Longest })
            {
                CallOrigin.Give(begun.Whole("") with { EndsLine = false });
                begun = null;
            }
            if (begun is null)
            {
                speaker = speaker.IsNobody ? Speaker.Current(task) : speaker;
                begun = new Begun(speaker.Sign(new PyPrintedText(rest, isError, EndsLine: true)));
            }
            else
            {
                begun.Add(rest);
            }
        }
        if (begun is null)
        {
            return true;
        }
        if (key < 0 && PyEventLoop.Current is not null && begun.Line.Origin?.Output is null or IEndingOutput { HasEnded: true })
        {
            CallOrigin.Give(begun.Whole("") with { EndsLine = false });
            return true;
        }
        Keep(key, begun);
        if (key > 0)
        {
            Watch(task);
        }
        return true;
    }

    /// <summary>The calling thread has ended what it was given to do, and with it the line that it has begun. With the GIL held.</summary>
    public void EndWork()
    {
        if (TakeBegun() is { } line)
        {
            CallOrigin.Give(line);
        }
    }

    /// <summary>What the calling task or thread has begun to write is shown at once, as a prompt is. With the GIL held.</summary>
    public void Flush()
    {
        if (TakeBegun() is { } line)
        {
            CallOrigin.Give(line with { EndsLine = false });
        }
    }

    /// <summary>Takes what the calling task or thread has begun to write. With the GIL held.</summary>
    public PyPrintedText? TakeBegun()
    {
        if (Volatile.Read(ref _count) == 0)
        {
            return null;
        }
        using PyOwned task = running.Get();
        return Take(KeyOf(task))?.Whole("");
    }

    /// <summary>A task has ended, and with it the line that it has begun. Any thread.</summary>
    public void EndTask(nint task)
    {
        if (Volatile.Read(ref _count) != 0 && Take(task) is { } begun)
        {
            CallOrigin.Give(begun.Whole(""));
        }
    }

    /// <summary>Nobody waits for an origin's awaits any longer, which ends the lines that they have begun. Any thread.</summary>
    public void EndOrigin(CallOrigin origin)
    {
        if (Volatile.Read(ref _count) == 0)
        {
            return;
        }
        List<Begun> ended = [];
        lock (_begun)
        {
            foreach ((nint key, Begun begun) in _begun)
            {
                if (begun.Line.Origin == origin)
                {
                    ended.Add(begun);
                    _begun.Remove(key);
                }
            }
            _count = _begun.Count;
        }
        ended.ForEach(begun => CallOrigin.Give(begun.Whole("")));
    }

    // Tasks that no call waits for, such as child tasks, tell nobody else of their end.
    private void Watch(PyBorrowed task)
    {
        lock (_begun)
        {
            if (!_watched.Add(task.Pointer))
            {
                return;
            }
        }
        if (_taskEnded == 0)
        {
            _taskEnded = HostFunction.Create((arguments, _) =>
            {
                lock (_begun)
                {
                    _watched.Remove(arguments[0]);
                }
                EndTask(arguments[0]);
                return HostFunction.None;
            }).Detach();
        }
        using PyOwned added = CApi.CallMethod(task, new PyBorrowed(PyInterpreter.Current.Names.AddDoneCallback), new PyBorrowed(_taskEnded));
        if (added.IsNull)
        {
            // A task of a foreign class may have its own idea of it.
            CApi.PyErr_Clear();
        }
    }

    private static nint KeyOf(PyBorrowed task) => task.Pointer == PyInterpreter.Current.None ? -Environment.CurrentManagedThreadId : task.Pointer;

    private Begun? Take(nint key)
    {
        if (Volatile.Read(ref _count) == 0)
        {
            return null;
        }
        lock (_begun)
        {
            _begun.Remove(key, out Begun? begun);
            _count = _begun.Count;
            return begun;
        }
    }

    private void Keep(nint key, Begun begun)
    {
        lock (_begun)
        {
            _begun[key] = begun;
            _count = _begun.Count;
        }
    }

    private sealed class Begun(PyPrintedText line)
    {
        // Most are ended by the next text.
        private StringBuilder? _text;

        /// <summary>The line as it was signed when it began.</summary>
        public PyPrintedText Line => line;

        /// <summary>How long it is by now.</summary>
        public int Length => _text?.Length ?? line.Text.Length;

        /// <summary>Adds to it.</summary>
        public void Add(string rest) => (_text ??= new StringBuilder(line.Text)).Append(rest);

        /// <summary>All of it, with its last part.</summary>
        public PyPrintedText Whole(string rest)
        {
            if (_text is null)
            {
                return rest.Length == 0 ? line : line with { Text = line.Text + rest };
            }
            return line with { Text = _text.Append(rest).ToString() };
        }
    }
}
