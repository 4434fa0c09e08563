using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "Host")]
public sealed class GetHostCommand : PSCmdlet
{
    protected override void BeginProcessing() => WriteObject(Host);
}

[Cmdlet(VerbsCommon.Get, "Culture")]
public sealed class GetCultureCommand : PSCmdlet
{
    protected override void BeginProcessing() => WriteObject(Host.CurrentCulture);
}

[Cmdlet(VerbsCommon.Get, "UICulture")]
public sealed class GetUICultureCommand : PSCmdlet
{
    protected override void BeginProcessing() => WriteObject(Host.CurrentUICulture);
}

[Cmdlet(VerbsCommon.Get, "Uptime")]
public sealed class GetUptimeCommand : PSCmdlet
{
    protected override void BeginProcessing() => WriteObject(TimeSpan.FromMilliseconds(Environment.TickCount64));
}

[Cmdlet(VerbsCommon.Get, "Verb")]
public sealed class GetVerbCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true)]
    public string[] Verb { get; set; } = ["*"];

    protected override void ProcessRecord() =>
        WriteObject(System.Management.Automation.Verbs.FilterByVerbsAndGroups(Verb, null), true);
}

[Cmdlet(VerbsCommunications.Read, "Host")]
public sealed class ReadHostCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromRemainingArguments = true)]
    public object? Prompt { get; set; }

    [Parameter]
    public SwitchParameter AsSecureString { get; set; }

    [Parameter]
    public SwitchParameter MaskInput { get; set; }

    protected override void BeginProcessing()
    {
        if (Prompt is not null)
        {
            string text = Prompt is IEnumerable<object> many ? string.Join(" ", many) : Prompt.ToString() ?? "";
            Host.UI.Write(text + ": ");
        }

        try
        {
            WriteObject(AsSecureString ? Host.UI.ReadLineAsSecureString() : Host.UI.ReadLine());
        }
        catch (PSInvalidOperationException error)
        {
            ThrowTerminatingError(new ErrorRecord(error, "InvalidOperation", ErrorCategory.InvalidOperation, null));
        }
    }
}

[Cmdlet(VerbsCommon.Get, "Runspace", DefaultParameterSetName = "Name")]
public sealed class GetRunspaceCommand : PSCmdlet
{
    [Parameter(Position = 0, ParameterSetName = "Name")]
    public string[] Name { get; set; } = ["*"];

    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "Id")]
    public int[] Id { get; set; } = [];

    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "InstanceId")]
    public Guid[] InstanceId { get; set; } = [];

    protected override void ProcessRecord()
    {
        foreach (Runspace runspace in Runspace.RunspaceList)
        {
            bool wanted = ParameterSetName switch
            {
                "Id" => Id.Contains(runspace.Id),
                "InstanceId" => InstanceId.Contains(runspace.InstanceId),
                _ => Name.Any(n => WildcardPattern.Get(n, WildcardOptions.IgnoreCase).IsMatch(runspace.Name)),
            };
            if (wanted)
            {
                WriteObject(runspace);
            }
        }
    }
}

[Cmdlet(VerbsCommon.Get, "PSCallStack")]
public sealed class GetPSCallStackCommand : PSCmdlet
{
    protected override void ProcessRecord()
    {
        foreach (CallStackFrame frame in Context.Debugger.GetCallStack())
        {
            WriteObject(frame);
        }
    }
}

[Cmdlet(VerbsCommon.Get, "Error")]
public sealed class GetErrorCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter]
    [Alias("Last")]
    public int Newest { get; set; } = 1;

    protected override void ProcessRecord()
    {
        IEnumerable<object?> errors = InputObject is not null ? [InputObject] : ((System.Collections.ArrayList)Context.DollarErrorVariable).Cast<object?>().Take(Newest);
        foreach (object? error in errors)
        {
            // The engine's format file shows everything of an object with this type name.
            PSObject shown = PSObject.AsPSObject(error).Copy();
            string name = shown.BaseObject is ErrorRecord ? "System.Management.Automation.ErrorRecord#PSExtendedError" : "System.Exception#PSExtendedError";
            shown.TypeNames.Insert(0, name);
            WriteObject(shown);
        }
    }
}

[Cmdlet(VerbsData.Import, "PowerShellDataFile", DefaultParameterSetName = "ByPath")]
public sealed class ImportPowerShellDataFileCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "ByPath")]
    public string[]? Path { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "ByLiteralPath", ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[]? LiteralPath { get; set; }

    [Parameter]
    public SwitchParameter SkipLimitCheck { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string given in LiteralPath ?? Path ?? [])
        {
            ProviderErrors.Guard(this, given, () =>
            {
                IEnumerable<string> files = LiteralPath is null ? SessionState.Path.GetResolvedProviderPathFromPSPath(given, out _) : [SessionState.Path.GetUnresolvedProviderPathFromPSPath(given)];
                foreach (string file in files)
                {
                    Read(file);
                }
            });
        }
    }

    private void Read(string file)
    {
        ScriptBlockAst script = Parser.ParseFile(file, out _, out ParseError[] errors);
        if (errors.Length > 0)
        {
            WriteError(new ErrorRecord(
                new ParseException(errors), "CouldNotParseAsPowerShellDataFile", ErrorCategory.InvalidData, file));
            return;
        }

        if (script.Find(a => a is HashtableAst, false) is not HashtableAst table)
        {
            WriteError(new ErrorRecord(
                new InvalidOperationException($"No hashtable was found in the file '{file}'."), "CouldNotParseAsPowerShellDataFileNoHashtableRoot", ErrorCategory.InvalidData, file));
            return;
        }

        WriteObject(table.SafeGetValue(SkipLimitCheck));
    }
}

[Cmdlet(VerbsCommon.Get, "FileHash", DefaultParameterSetName = "Path")]
public sealed class GetFileHashCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Path")]
    public string[]? Path { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralPath")]
    [Alias("PSPath", "LP")]
    public string[]? LiteralPath { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Stream")]
    public Stream? InputStream { get; set; }

    [Parameter(Position = 1)]
    [ValidateSet("SHA1", "SHA256", "SHA384", "SHA512", "MD5")]
    public string Algorithm { get; set; } = "SHA256";

    protected override void ProcessRecord()
    {
        if (InputStream is not null)
        {
            Write(InputStream, null);
        }

        foreach (string given in LiteralPath ?? Path ?? [])
        {
            ProviderErrors.Guard(this, given, () =>
            {
                IEnumerable<string> files = LiteralPath is null ? SessionState.Path.GetResolvedProviderPathFromPSPath(given, out _) : [SessionState.Path.GetUnresolvedProviderPathFromPSPath(given)];
                foreach (string file in files.Where(File.Exists))
                {
                    using FileStream stream = File.OpenRead(file);
                    Write(stream, file);
                }
            });
        }
    }

    private void Write(Stream stream, string? path)
    {
        byte[] hash = System.Security.Cryptography.CryptographicOperations.HashData(new System.Security.Cryptography.HashAlgorithmName(Algorithm.ToUpperInvariant()), stream);
        WriteObject(new FileHashInfo { Algorithm = Algorithm.ToUpperInvariant(), Hash = Convert.ToHexString(hash), Path = path });
    }
}

/// <summary>A file and its hash.</summary>
public class FileHashInfo
{
    public required string Algorithm { get; init; }

    public required string Hash { get; init; }

    public string? Path { get; init; }
}
