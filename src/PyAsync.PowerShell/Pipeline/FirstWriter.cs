namespace PyAsync.PowerShell.Pipeline;

/// <summary>Writes until so many awaits have succeeded; what comes after that is not wanted. The thread that the output writes on.</summary>
internal sealed class FirstWriter(IResultWriter writer, int most) : IResultWriter
{
    private int _written;

    /// <inheritdoc/>
    public bool HasEnough => _written >= most;

    /// <inheritdoc/>
    public void Write(PipelineCall call, object? outcome, bool failed)
    {
        if (HasEnough)
        {
            return;
        }
        // Counted before it is written: what is downstream may end the command meanwhile.
        _written += failed ? 0 : 1;
        writer.Write(call, outcome, failed);
    }

    /// <inheritdoc/>
    public void WriteItem(PipelineCall call, object? value)
    {
        if (!HasEnough)
        {
            writer.WriteItem(call, value);
        }
    }
}
