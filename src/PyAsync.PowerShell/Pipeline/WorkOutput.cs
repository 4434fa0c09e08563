using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using PyAsync.Calls;
using PyAsync.Objects;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// The output of PowerShell work that Python awaits: a job, a script block of the pool. Its records wait here until a command
/// takes the work over, by calling something with its awaitable; from then on they are that command's. Any thread.
/// </summary>
internal sealed class WorkOutput(CallOrigin? origin) : OriginOutput(null)
{
    private const int MostElements = 1000;
    private const int MostHeld = 1000;

    private static readonly ConditionalWeakTable<PyObject, WorkOutput> s_works = [];

    private readonly object _gate = new();
    private readonly List<ErrorRecord> _errors = [];
    private readonly Queue<object> _held = [];
    private OriginOutput? _taker = origin is null ? null : new OriginOutput(origin);

    /// <summary>Notes whose awaitable a live object is.</summary>
    public void Belongs(PyObject awaitable) => s_works.Add(awaitable, this);

    /// <summary>A command calls something with a value: what is an awaitable of work in it, also in a list or dictionary, is the command's from now on.</summary>
    public static void Take(object? value, CallOrigin taker)
    {
        switch (PSValues.Unwrap(value))
        {
            case PyObject live:
                if (s_works.TryGetValue(live, out WorkOutput? work))
                {
                    work.TakeBy(taker);
                }
                break;
            case object?[] { Length: <= MostElements } list:
                TakeAll(list, taker);
                break;
            case IDictionary { Count: <= MostElements } dictionary:
                TakeAll(dictionary.Values, taker);
                break;
        }
    }

    /// <summary>A command calls something with these arguments.</summary>
    public static void Take(PyArguments arguments, CallOrigin taker)
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            Take(arguments[i], taker);
        }
        foreach (KeyValuePair<string, object?> argument in arguments.Keyword)
        {
            Take(argument.Value, taker);
        }
    }

    /// <inheritdoc/>
    public override void Give(object record)
    {
        OriginOutput? taker;
        lock (_gate)
        {
            taker = _taker;
            if (taker is null)
            {
                // The oldest go: nobody may ever take them.
                if (_held.Count == MostHeld)
                {
                    _ = _held.Dequeue();
                }
                _held.Enqueue(record);
            }
        }
        taker?.Give(record);
    }

    /// <summary>Keeps an error until the end, which tells whether it is the outcome.</summary>
    public override void WriteError(ErrorRecord error)
    {
        lock (_gate)
        {
            _errors.Add(error);
        }
    }

    /// <summary>The work has ended. Its result is its output or, where there is none, its first error; all other errors are records.</summary>
    /// <param name="output">What it wrote as output, as one value.</param>
    /// <param name="hasOutput">Whether it wrote any.</param>
    /// <param name="failure">What ended it, which is thrown; null where it ran to its end.</param>
    public object? End(object? output, bool hasOutput, Exception? failure)
    {
        ErrorRecord? reason = failure is null && !hasOutput && _errors.Count > 0 ? _errors[0] : null;
        foreach (ErrorRecord error in _errors)
        {
            if (!ReferenceEquals(error, reason) && !IsAbout(error, failure))
            {
                Give(error);
            }
        }
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
        return reason is null ? output : throw new RuntimeException(reason.ToString(), reason.Exception, reason);
    }

    private static void TakeAll(IEnumerable values, CallOrigin taker)
    {
        foreach (object? value in values)
        {
            if (value is PSObject or PyObject)
            {
                Take(value, taker);
            }
        }
    }

    // The command that takes it last has the records, as it is the one that waits now.
    private void TakeBy(CallOrigin taker)
    {
        OriginOutput output = new(taker);
        object[] held;
        lock (_gate)
        {
            _taker = output;
            held = [.. _held];
            _held.Clear();
        }
        foreach (object record in held)
        {
            output.Give(record);
        }
    }

    // Some jobs write what ended them as an error too.
    private static bool IsAbout(ErrorRecord error, Exception? failure) =>
        failure is not null && (ReferenceEquals(error.Exception, failure) || error.ToString() == failure.Message);
}
