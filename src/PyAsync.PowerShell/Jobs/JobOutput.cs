using System.Management.Automation;
using PyAsync.PowerShell.Pipeline;

namespace PyAsync.PowerShell.Jobs;

/// <summary>A job's output: its streams. What comes after its end waits to be read (Receive-PyOutput), as nobody may look there any more. The thread that delivers to the job.</summary>
internal sealed class JobOutput(Job job) : IOutput
{
    private readonly OpenBars _bars = new();

    /// <inheritdoc/>
    public void WriteObject(object? value, bool enumerate = false)
    {
        if (!enumerate)
        {
            Add(job.Output, value is null ? null : PSObject.AsPSObject(value));
            return;
        }
        foreach (object? item in LanguagePrimitives.GetEnumerable(value))
        {
            Add(job.Output, item is null ? null : PSObject.AsPSObject(item));
        }
    }

    /// <inheritdoc/>
    public void WriteError(ErrorRecord error)
    {
        // No command writes it, so that PowerShell's view would head it with the category.
        if (error.InvocationInfo is null && string.IsNullOrEmpty(error.CategoryInfo.Activity))
        {
            error.CategoryInfo.Activity = job.Command.Split(' ', 2)[0];
        }
        Add(job.Error, error);
    }

    /// <inheritdoc/>
    public void WriteWarning(string message) => Add(job.Warning, new WarningRecord(message));

    /// <inheritdoc/>
    public void WriteWarning(WarningRecord record) => Add(job.Warning, record);

    /// <inheritdoc/>
    public void WriteVerbose(string message) => Add(job.Verbose, new VerboseRecord(message));

    /// <inheritdoc/>
    public void WriteVerbose(VerboseRecord record) => Add(job.Verbose, record);

    /// <inheritdoc/>
    public void WriteDebug(string message) => Add(job.Debug, new DebugRecord(message));

    /// <inheritdoc/>
    public void WriteDebug(DebugRecord record) => Add(job.Debug, record);

    /// <inheritdoc/>
    public void WriteInformation(InformationRecord information) => Add(job.Information, information);

    /// <inheritdoc/>
    public void WriteProgress(ProgressRecord progress)
    {
        _bars.Note(progress);
        Add(job.Progress, progress);
    }

    /// <inheritdoc/>
    public void EndProgress() => _bars.End(this);

    /// <inheritdoc/>
    public void WarnHost(string message) => WriteWarning(message);

    /// <summary>Writes the error: what ends a job is its awaits' outcome.</summary>
    public void Fail(ErrorRecord error) => WriteError(error);

    /// <inheritdoc/>
    public object? Run(IScript script) => script.RunInPool(this);

    private static void Add<T>(PSDataCollection<T> stream, T? record)
    {
        if (stream.IsOpen)
        {
            stream.Add(record!);
        }
        else if (record is not null)
        {
            OutputRecord.KeepUnread(record);
        }
    }
}
