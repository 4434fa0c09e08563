using System;
using System.Management.Automation;
using System.Management.Automation.Host;
using PyAsync.Calls;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>A line that Python printed, as host output in the Information stream.</summary>
public sealed class PyInformationRecord : InformationRecord
{
    // What Write-Host uses: the host shows such a record whatever the preference says.
    private const string HostTag = "PSHOST";

    internal PyInformationRecord(PyPrintedText said)
        : base(new HostInformationMessage { Message = said.Text, NoNewLine = !said.EndsLine }, said.Origin?.ToString() ?? "")
    {
        Said = said;
        Tags.Add(HostTag);
        Tags.Add(said.IsError ? "PyStderr" : "PyStdout");
        if (said.Loop is { } loop)
        {
            Tags.Add("Loop=" + loop.Name);
        }
        if (said.Task is { } task)
        {
            Tags.Add("Task=" + task);
        }
    }

    /// <summary>Gives a line of stderr the host's colour of errors; not what draws by itself, such as a progress bar. The pipeline's thread.</summary>
    internal void ColorFor(PSHost host)
    {
        if (Said is PyPrintedText { IsError: true, EndsLine: true } said && said.Text.AsSpan().IndexOfAny('\r', '\u001b') < 0
            && host.PrivateData?.Properties["ErrorForegroundColor"]?.Value is ConsoleColor color)
        {
            HostInformationMessage message = (HostInformationMessage)MessageData;
            message.ForegroundColor = color;
            message.BackgroundColor = host.UI.RawUI.BackgroundColor;
        }
    }

    /// <summary>What was said, by whom, on whose behalf.</summary>
    public PyRecord Said { get; }
}
