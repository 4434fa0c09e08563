namespace PyAsync.PowerShell.Pipeline;

/// <summary>An item of an async iterable on its way to the pipeline.</summary>
internal sealed class StreamItem(PipelineCall call, object? value) : IPumpItem
{
    public IPumpItem? Next { get; set; }

    public void Deliver(PumpingCmdlet cmdlet) => call.Writer.WriteItem(call, value);
}
