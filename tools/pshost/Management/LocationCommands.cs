using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "Location", DefaultParameterSetName = "Location")]
public sealed class GetLocationCommand : PSCmdlet
{
    [Parameter(ParameterSetName = "Location")]
    public string[]? PSProvider { get; set; }

    [Parameter(ParameterSetName = "Location")]
    public string[]? PSDrive { get; set; }

    [Parameter(ParameterSetName = "Stack")]
    public SwitchParameter Stack { get; set; }

    [Parameter(ParameterSetName = "Stack")]
    public string[]? StackName { get; set; }

    protected override void ProcessRecord()
    {
        if (Stack)
        {
            foreach (string name in StackName ?? [""])
            {
                WriteObject(SessionState.Path.LocationStack(name), false);
            }
        }
        else if (PSDrive is not null)
        {
            foreach (string drive in PSDrive)
            {
                WriteObject(SessionState.Path.GetResolvedPSPathFromPSPath(drive + ":").First());
            }
        }
        else if (PSProvider is not null)
        {
            foreach (string provider in PSProvider)
            {
                WriteObject(SessionState.Path.CurrentProviderLocation(provider));
            }
        }
        else
        {
            WriteObject(SessionState.Path.CurrentLocation);
        }
    }
}

/// <summary>Commands that change the current location.</summary>
public abstract class ChangeLocationCommand : PSCmdlet
{
    [Parameter(Position = 0, ParameterSetName = "Path", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string? Path { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath", ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string? LiteralPath { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    internal void Go(string path)
    {
        ProviderErrors.Guard(this, path, () =>
        {
            PathInfo result = SessionState.Path.SetLocation(path, new CmdletProviderContext(this) { PassThru = PassThru }, LiteralPath is not null);
            if (PassThru)
            {
                WriteObject(result);
            }
        });
    }
}

[Cmdlet(VerbsCommon.Set, "Location", DefaultParameterSetName = "Path")]
public sealed class SetLocationCommand : ChangeLocationCommand
{
    [Parameter(ParameterSetName = "Stack")]
    public string? StackName { get; set; }

    protected override void ProcessRecord()
    {
        if (StackName is not null)
        {
            SessionState.Path.SetDefaultLocationStack(StackName);
            return;
        }

        Go(LiteralPath ?? Path ?? "~");
    }
}

[Cmdlet(VerbsCommon.Push, "Location", DefaultParameterSetName = "Path")]
public sealed class PushLocationCommand : ChangeLocationCommand
{
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? StackName { get; set; }

    protected override void ProcessRecord()
    {
        SessionState.Path.PushCurrentLocation(StackName);
        if ((LiteralPath ?? Path) is { } path)
        {
            Go(path);
        }
    }
}

[Cmdlet(VerbsCommon.Pop, "Location")]
public sealed class PopLocationCommand : PSCmdlet
{
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? StackName { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        PathInfo location = SessionState.Path.PopLocation(StackName);
        if (PassThru)
        {
            WriteObject(location);
        }
    }
}

[Cmdlet(VerbsCommon.Get, "PSDrive", DefaultParameterSetName = "Name")]
public sealed class GetPSDriveCommand : PSCmdlet
{
    [Parameter(Position = 0, ParameterSetName = "Name", ValueFromPipelineByPropertyName = true)]
    public string[]? Name { get; set; }

    [Parameter]
    public string? Scope { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[]? PSProvider { get; set; }

    protected override void ProcessRecord()
    {
        Collection<PSDriveInfo> drives = Scope is null ? SessionState.Drive.GetAll() : SessionState.Drive.GetAllAtScope(Scope);
        foreach (string name in Name ?? ["*"])
        {
            WildcardPattern pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            List<PSDriveInfo> found = drives.Where(d => pattern.IsMatch(d.Name)
                && (PSProvider is null || PSProvider.Contains(d.Provider.Name, System.StringComparer.OrdinalIgnoreCase)))
                .OrderBy(d => d.Name, System.StringComparer.OrdinalIgnoreCase).ToList();
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                var error = new DriveNotFoundException(name, "DriveNotFound", SessionStateStrings.DriveNotFound);
                WriteError(new ErrorRecord(error, "GetLocationNoMatchingDrive", ErrorCategory.ObjectNotFound, name));
            }

            found.ForEach(WriteObject);
        }
    }
}

[Cmdlet(VerbsCommon.New, "PSDrive", SupportsShouldProcess = true)]
public sealed class NewPSDriveCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string Name { get; set; } = "";

    [Parameter(Position = 1, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string PSProvider { get; set; } = "";

    [Parameter(Position = 2, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string Root { get; set; } = "";

    [Parameter]
    public string Description { get; set; } = "";

    [Parameter]
    public string? Scope { get; set; }

    [Parameter]
    public SwitchParameter Persist { get; set; }

    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    protected override void ProcessRecord() => ProviderErrors.Guard(this, Name, () =>
    {
        ProviderInfo provider = SessionState.Internal.GetSingleProvider(PSProvider);
        if (ShouldProcess($"Name: {Name} Provider: {provider.FullName} Root: {Root}", "New drive"))
        {
            WriteObject(SessionState.Drive.New(new PSDriveInfo(Name, provider, Root, Description, Credential), Scope ?? "local"));
        }
    });
}

[Cmdlet(VerbsCommon.Remove, "PSDrive", SupportsShouldProcess = true)]
public sealed class RemovePSDriveCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string[] Name { get; set; } = [];

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public string? Scope { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            ProviderErrors.Guard(this, name, () => SessionState.Drive.Remove(name, Force, Scope));
        }
    }
}

[Cmdlet(VerbsCommon.Get, "PSProvider")]
public sealed class GetPSProviderCommand : PSCmdlet
{
    [Parameter(Position = 0)]
    public string[] PSProvider { get; set; } = ["*"];

    protected override void ProcessRecord()
    {
        foreach (ProviderInfo provider in SessionState.Provider.GetAll())
        {
            if (PSProvider.Any(p => WildcardPattern.Get(p, WildcardOptions.IgnoreCase).IsMatch(provider.Name)))
            {
                WriteObject(provider);
            }
        }
    }
}
