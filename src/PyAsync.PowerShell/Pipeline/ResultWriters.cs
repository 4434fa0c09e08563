using System;
using System.Collections.Generic;
using System.Management.Automation;
using PyAsync.Calls;
using PyAsync.PowerShell.Errors;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>Writes each outcome as it comes: a value as output, a failure as a non-terminating error.</summary>
internal sealed class ResultWriter(PumpingCmdlet cmdlet, TimeSpan? limit, bool enumerate) : IResultWriter
{
    public void Write(PipelineCall call, object? outcome, bool failed)
    {
        if (!failed)
        {
            // A stream has written its items; a statement has no result, as at Python's own prompt.
            if (call.HasStreamed || call.Target is PyCodeTarget { EndsInStatement: true })
            {
                return;
            }
            // Python's list, tuple and set; not the typed arrays that its buffers become, nor dictionaries.
            cmdlet.WriteObject(outcome, enumerate && outcome is object?[] or HashSet<object?>);
            return;
        }
        Exception error = (Exception)outcome!;
        if (error is TimeoutMark mark)
        {
            cmdlet.WriteError(ErrorRecords.Timeout(call, limit!.Value, mark));
            return;
        }
        ErrorRecord record = ErrorRecords.From(error, call.HasItem ? call.Item : call.Target.ToString());
        if (error is PyTargetException)
        {
            // What is to be called is not there, so no item can succeed.
            cmdlet.ThrowTerminatingError(record);
        }
        cmdlet.WriteError(record);
    }

    public void WriteItem(PipelineCall call, object? value)
    {
        cmdlet.WriteObject(value);
        call.ItemRead();
    }
}

/// <summary>Holds back what comes early, so that outcomes are written in the order of the input.</summary>
internal sealed class OrderedWriter(IResultWriter writer) : IResultWriter
{
    private readonly Dictionary<long, (PipelineCall Call, object? Outcome, bool Failed)> _early = [];
    private readonly Dictionary<long, (PipelineCall Call, Queue<object?> Items)> _earlyItems = [];
    private long _next;

    public void Write(PipelineCall call, object? outcome, bool failed)
    {
        if (call.Index != _next)
        {
            _early.Add(call.Index, (call, outcome, failed));
            return;
        }
        Finish(call, outcome, failed);
        while (_early.Remove(_next, out (PipelineCall Call, object? Outcome, bool Failed) held))
        {
            Finish(held.Call, held.Outcome, held.Failed);
        }
    }

    public void WriteItem(PipelineCall call, object? value)
    {
        if (call.Index == _next)
        {
            writer.WriteItem(call, value);
            return;
        }
        // Unread items hold their producer, so no more wait here than one stream may have on its way.
        if (!_earlyItems.TryGetValue(call.Index, out (PipelineCall Call, Queue<object?> Items) early))
        {
            _earlyItems.Add(call.Index, early = (call, []));
        }
        early.Items.Enqueue(value);
    }

    // The next input's turn begins with what of it has come early.
    private void Finish(PipelineCall call, object? outcome, bool failed)
    {
        writer.Write(call, outcome, failed);
        _next++;
        if (_earlyItems.Remove(_next, out (PipelineCall Call, Queue<object?> Items) early))
        {
            foreach (object? item in early.Items)
            {
                writer.WriteItem(early.Call, item);
            }
        }
    }
}
