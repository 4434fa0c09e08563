using System.Collections.Generic;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>Holds back what comes early, so that outcomes are written in the order of the input.</summary>
internal sealed class OrderedWriter(IResultWriter writer) : IResultWriter
{
    private readonly Dictionary<long, (PipelineCall Call, object? Outcome, bool Failed)> _early = [];
    private readonly Dictionary<long, (PipelineCall Call, Queue<object?> Items)> _earlyItems = [];
    private long _next;

    /// <inheritdoc/>
    public bool HasEnough => writer.HasEnough;

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
