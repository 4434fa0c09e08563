namespace PyAsync.PowerShell.Pipeline;

/// <summary>Writes the outcomes of a run's awaits. The thread that the output writes on.</summary>
internal interface IResultWriter
{
    /// <summary>Whether it wants no more: as many as were asked for have been written.</summary>
    bool HasEnough => false;

    /// <summary>Writes one; <paramref name="outcome"/> is the exception where it failed.</summary>
    void Write(PipelineCall call, object? outcome, bool failed);

    /// <summary>Writes an item of a stream, and tells the call that it was read.</summary>
    void WriteItem(PipelineCall call, object? value);
}
