using System.Management.Automation;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// Where results and records go, and where script blocks run: a command has one, a job has one. All members are for the
/// thread on which its owner may write.
/// </summary>
internal interface IOutput
{
    /// <summary>Writes a result.</summary>
    /// <param name="value">The result.</param>
    /// <param name="enumerate">Whether a collection is written item by item.</param>
    void WriteObject(object? value, bool enumerate = false);

    /// <summary>Writes an error that does not end the owner.</summary>
    void WriteError(ErrorRecord error);

    /// <summary>Writes to the Warning stream.</summary>
    void WriteWarning(string message);

    /// <summary>Writes to the Warning stream, with the record itself where the owner can.</summary>
    void WriteWarning(WarningRecord record) => WriteWarning(record.Message);

    /// <summary>Writes to the Verbose stream.</summary>
    void WriteVerbose(string message);

    /// <summary>Writes to the Verbose stream, with the record itself where the owner can.</summary>
    void WriteVerbose(VerboseRecord record) => WriteVerbose(record.Message);

    /// <summary>Writes to the Debug stream.</summary>
    void WriteDebug(string message);

    /// <summary>Writes to the Debug stream, with the record itself where the owner can.</summary>
    void WriteDebug(DebugRecord record) => WriteDebug(record.Message);

    /// <summary>Writes to the Information stream.</summary>
    void WriteInformation(InformationRecord information);

    /// <summary>Shows progress.</summary>
    void WriteProgress(ProgressRecord progress);

    /// <summary>Takes away the progress bars that are still shown, as the owner ends.</summary>
    void EndProgress();

    /// <summary>Says something though the owner was stopped, and so takes no record any more.</summary>
    void WarnHost(string message);

    /// <summary>Asks the person at the owner's terminal for a line; null at the end of the input.</summary>
    /// <exception cref="System.NotSupportedException">The owner has no terminal.</exception>
    string? ReadLine(string prompt, bool isSecret) => throw new System.NotSupportedException("There is no terminal.");

    /// <summary>Ends the owner with an error: a command throws it, a job notes it.</summary>
    void Fail(ErrorRecord error);

    /// <summary>Runs a script block as part of the owner, whose records become its own.</summary>
    /// <returns>Its output as one value.</returns>
    object? Run(IScript script);
}
