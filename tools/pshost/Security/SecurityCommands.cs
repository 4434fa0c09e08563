using System;
using System.Net;
using System.Security;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "Credential", DefaultParameterSetName = "Credential")]
[OutputType(typeof(PSCredential))]
public sealed class GetCredentialCommand : PSCmdlet
{
    [Parameter(Position = 0, ParameterSetName = "Credential")]
    [Credential]
    public PSCredential? Credential { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Message")]
    public string? Message { get; set; }

    [Parameter(Position = 0, ParameterSetName = "Message")]
    public string? UserName { get; set; }

    [Parameter(ParameterSetName = "Message")]
    public string? Title { get; set; }

    protected override void BeginProcessing() => WriteObject(Credential ?? Host.UI.PromptForCredential(
        Title ?? "PowerShell credential request", Message ?? "Enter your credentials.", UserName, ""));
}

[Cmdlet(VerbsData.ConvertTo, "SecureString", DefaultParameterSetName = "Secure")]
[OutputType(typeof(SecureString))]
public sealed class ConvertToSecureStringCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    public string String { get; set; } = "";

    [Parameter(Mandatory = true, Position = 1, ParameterSetName = "PlainText")]
    public SwitchParameter AsPlainText { get; set; }

    [Parameter(Position = 2, ParameterSetName = "PlainText")]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        if (!AsPlainText)
        {
            throw new PSNotSupportedException("pshost converts plain text only: add -AsPlainText.");
        }

        WriteObject(new NetworkCredential("", String).SecurePassword);
    }
}

[Cmdlet(VerbsData.ConvertFrom, "SecureString")]
[OutputType(typeof(string))]
public sealed class ConvertFromSecureStringCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    public SecureString SecureString { get; set; } = null!;

    [Parameter]
    public SwitchParameter AsPlainText { get; set; }

    protected override void ProcessRecord()
    {
        if (!AsPlainText)
        {
            throw new PSNotSupportedException("pshost gives plain text only: add -AsPlainText.");
        }

        WriteObject(new NetworkCredential("", SecureString).Password);
    }
}

[Cmdlet(VerbsCommon.Get, "ExecutionPolicy")]
public sealed class GetExecutionPolicyCommand : PSCmdlet
{
    // What pwsh answers wherever it is not Windows.
    protected override void BeginProcessing() => WriteObject(ExecutionPolicy.Unrestricted);
}

[Cmdlet(VerbsCommon.Set, "ExecutionPolicy", SupportsShouldProcess = true)]
public sealed class SetExecutionPolicyCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true)]
    public ExecutionPolicy ExecutionPolicy { get; set; }

    [Parameter(Position = 1)]
    public ExecutionPolicyScope Scope { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void BeginProcessing()
    {
        if (!OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("Operation is not supported on this platform.");
        }
    }
}
