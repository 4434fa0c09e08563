using System;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Net;
using System.Security;
using System.Threading;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>A command's output: its pipeline, its streams, its caller's scope. The pipeline's thread.</summary>
/// <param name="cmdlet">The command.</param>
/// <param name="prepare">Called before a record is written, or a script block run; null for nothing.</param>
internal sealed class CmdletOutput(PSCmdlet cmdlet, Action? prepare = null) : IOutput
{
    private static readonly TimeSpan s_stopDelay = TimeSpan.FromMilliseconds(500);

    private readonly OpenBars _bars = new();

    private PSCmdlet Prepared
    {
        get
        {
            prepare?.Invoke();
            return cmdlet;
        }
    }

    /// <inheritdoc/>
    public void WriteObject(object? value, bool enumerate = false) => cmdlet.WriteObject(value, enumerate);

    /// <inheritdoc/>
    public void WriteError(ErrorRecord error) => Prepared.WriteError(error);

    /// <inheritdoc/>
    public void WriteWarning(string message) => Prepared.WriteWarning(message);

    /// <inheritdoc/>
    public void WriteWarning(WarningRecord record) => CommandRecords.Write(Prepared, record);

    /// <inheritdoc/>
    public void WriteVerbose(string message) => Prepared.WriteVerbose(message);

    /// <inheritdoc/>
    public void WriteVerbose(VerboseRecord record) => CommandRecords.Write(Prepared, record);

    /// <inheritdoc/>
    public void WriteDebug(string message) => Prepared.WriteDebug(message);

    /// <inheritdoc/>
    public void WriteDebug(DebugRecord record) => CommandRecords.Write(Prepared, record);

    /// <inheritdoc/>
    public void WriteInformation(InformationRecord information)
    {
        (information as PyInformationRecord)?.ColorFor(cmdlet.Host);
        Prepared.WriteInformation(information);
    }

    /// <inheritdoc/>
    public void WriteProgress(ProgressRecord progress)
    {
        _bars.Note(progress);
        Prepared.WriteProgress(progress);
    }

    /// <inheritdoc/>
    public void EndProgress() => _bars.End(this);

    /// <inheritdoc/>
    public void WarnHost(string message) => cmdlet.Host.UI.WriteWarningLine(message);

    /// <inheritdoc/>
    public string? ReadLine(string prompt, bool isSecret)
    {
        cmdlet.Host.UI.Write(prompt);
        string? line = isSecret ? ReadSecret() : cmdlet.Host.UI.ReadLine();
        // At Ctrl+C the host gives nothing, and stops the command by another thread.
        if (line is null && SpinWait.SpinUntil(() => cmdlet.Stopping, s_stopDelay))
        {
            cmdlet.Host.UI.WriteLine();
            throw new PipelineStoppedException();
        }
        return line;
    }

    /// <inheritdoc/>
    [DoesNotReturn]
    public void Fail(ErrorRecord error)
    {
        Prepared.ThrowTerminatingError(error);
        throw error.Exception;
    }

    /// <inheritdoc/>
    public object? Run(IScript script) => script.RunInCommand(Prepared, this);

    private string? ReadSecret()
    {
        using SecureString? secret = cmdlet.Host.UI.ReadLineAsSecureString();
        return secret is null ? null : new NetworkCredential("", secret).Password;
    }
}
