using System.Collections.Generic;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// Writes until so many awaits have succeeded; what comes after that is not wanted. The items of a stream wait for its end, which
/// tells whether it is one of these. The thread that the output writes on.
/// </summary>
/// <param name="writer">Writes them.</param>
/// <param name="most">How many.</param>
/// <param name="hold">Whether items wait; else it is known already that a stream is the next one.</param>
internal sealed class FirstWriter(IResultWriter writer, int most, bool hold) : IResultWriter
{
    private readonly Dictionary<long, List<object?>> _held = [];
    private int _written;

    /// <inheritdoc/>
    public bool HasEnough => _written >= most;

    /// <inheritdoc/>
    public void Write(PipelineCall call, object? outcome, bool failed)
    {
        _held.Remove(call.Index, out List<object?>? items);
        if (HasEnough)
        {
            return;
        }
        // Counted before it is written: what is downstream may end the command meanwhile.
        _written += failed ? 0 : 1;
        // Of one that failed they are written too, as without -First.
        items?.ForEach(item => writer.WriteItem(call, item));
        writer.Write(call, outcome, failed);
    }

    /// <inheritdoc/>
    public void WriteItem(PipelineCall call, object? value)
    {
        if (HasEnough)
        {
            return;
        }
        // A command without a pipeline has one await, which is the first.
        if (!hold || !call.HasItem)
        {
            writer.WriteItem(call, value);
            return;
        }
        if (!_held.TryGetValue(call.Index, out List<object?>? items))
        {
            _held.Add(call.Index, items = []);
        }
        items.Add(value);
        call.ItemRead();
    }
}
