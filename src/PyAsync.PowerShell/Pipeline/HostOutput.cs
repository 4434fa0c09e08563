using System.Management.Automation;
using System.Management.Automation.Host;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>Writes records straight to a host, where no command is there whose streams could have them. The session's thread.</summary>
internal sealed class HostOutput(PSHost host)
{
    private bool _isOpen;

    /// <summary>Writes a record as the host shows it by default: verbose and debug records not at all.</summary>
    public void Write(object record)
    {
        switch (record)
        {
            case ErrorRecord error:
                EndLine();
                host.UI.WriteErrorLine(error.ToString());
                break;
            case WarningRecord warning:
                EndLine();
                host.UI.WriteWarningLine(warning.Message);
                break;
            case InformationRecord { MessageData: HostInformationMessage { NoNewLine: true } text }:
                host.UI.Write(text.Message);
                _isOpen = true;
                break;
            case InformationRecord information when information.Tags.Contains("PSHOST"):
                host.UI.WriteLine(information.ToString());
                _isOpen = false;
                break;
        }
    }

    /// <summary>Ends a line that has begun.</summary>
    public void EndLine()
    {
        if (_isOpen)
        {
            host.UI.WriteLine();
            _isOpen = false;
        }
    }
}
