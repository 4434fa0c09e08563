using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.PowerShell.Errors;
using PyAsync.PowerShell.Pipeline;

namespace PyAsync.PowerShell.Jobs;

/// <summary>The awaits of a command as .NET Tasks, one for each input. What Python says besides its results is nobody's. Any thread.</summary>
internal sealed class AwaitTasks : IResultWriter
{
    private readonly AwaitOptions _options;
    private readonly BackgroundAwaits _awaits;
    private readonly ConcurrentDictionary<long, Pending> _pending = new();
    private long _count;
    private long _succeeded;

    /// <summary>Makes it; inputs are added, and their end is said.</summary>
    /// <param name="command">The command that starts the awaits.</param>
    /// <param name="target">What is called; it is disposed of at the end.</param>
    /// <param name="options">How.</param>
    public AwaitTasks(CallOrigin command, PyTarget target, AwaitOptions options)
    {
        Origin = command;
        _options = options;
        _awaits = new BackgroundAwaits(new OriginOutput(null), this, command, target, options, static _ => { }, static () => { }, TellFailed);
    }

    /// <summary>Who starts the awaits.</summary>
    public CallOrigin Origin { get; }

    /// <inheritdoc/>
    bool IResultWriter.HasEnough => _options.First > 0 && _succeeded >= _options.First;

    /// <summary>Adds an input; its Task ends with its outcome. One caller at a time.</summary>
    public Task<object?> Submit(object? item, bool hasItem, PyArguments? arguments, PyContext? context)
    {
        Pending pending = new();
        _pending[_count++] = pending;
        _awaits.Submit(Origin, item, hasItem, arguments, context);
        return pending.Source.Task;
    }

    /// <summary>Says that no further input comes.</summary>
    public void EndInput() => _awaits.EndInput();

    /// <inheritdoc/>
    void IResultWriter.Write(PipelineCall call, object? outcome, bool failed)
    {
        if (!_pending.TryRemove(call.Index, out Pending? pending))
        {
            return;
        }
        object? value = call.HasStreamed ? pending.Items?.ToArray() ?? [] : outcome;
        _succeeded += failed ? 0 : 1;
        if (_options.AsResult)
        {
            pending.Source.TrySetResult(new PyAwaitResult((TrackedCall)call, failed ? null : value, failed ? ResultWriter.ErrorOf(call, (Exception)outcome!, _options) : null));
        }
        else if (!failed)
        {
            pending.Source.TrySetResult(value);
        }
        else if (outcome is OperationCanceledException)
        {
            pending.Source.TrySetCanceled();
        }
        else
        {
            pending.Source.TrySetException(ResultWriter.ErrorOf(call, (Exception)outcome!, _options).Exception);
        }
    }

    /// <inheritdoc/>
    void IResultWriter.WriteItem(PipelineCall call, object? value)
    {
        if (_pending.TryGetValue(call.Index, out Pending? pending))
        {
            (pending.Items ??= []).Add(value);
        }
        call.ItemRead();
    }

    // Nobody's outcome: what is wrong with a script that decides on attempts is told by its own record.
    private static void TellFailed(Exception error) => OutputRecord.KeepUnread(ErrorRecords.From(error, null));

    private sealed class Pending
    {
        public TaskCompletionSource<object?> Source { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<object?>? Items { get; set; }
    }
}
