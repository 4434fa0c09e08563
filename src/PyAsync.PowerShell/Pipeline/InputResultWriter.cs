using System;
using System.Collections.Generic;
using PyAsync.Calls;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>Writes one object for each input, whatever became of it. The thread that the output writes on.</summary>
internal sealed class InputResultWriter(IOutput output, AwaitOptions options) : IResultWriter
{
    private Dictionary<long, List<object?>>? _items;

    /// <inheritdoc/>
    public void Write(PipelineCall call, object? outcome, bool failed)
    {
        List<object?>? items = null;
        _ = _items?.Remove(call.Index, out items);
        if (failed && outcome is PyTargetException missing)
        {
            // What is to be called is not there, so no item can succeed.
            output.Fail(ResultWriter.ErrorOf(call, missing, options));
            return;
        }
        object? value = failed ? null : call.HasStreamed ? items?.ToArray() ?? [] : outcome;
        output.WriteObject(new PyAwaitResult((TrackedCall)call, value, failed ? ResultWriter.ErrorOf(call, (Exception)outcome!, options) : null));
    }

    /// <inheritdoc/>
    public void WriteItem(PipelineCall call, object? value)
    {
        _items ??= [];
        if (!_items.TryGetValue(call.Index, out List<object?>? items))
        {
            _items.Add(call.Index, items = []);
        }
        items.Add(value);
        call.ItemRead();
    }
}
