using System.Collections.Generic;
using System.Linq;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsDiagnostic.Test, "Path", DefaultParameterSetName = "Path")]
[OutputType(typeof(bool))]
public sealed class TestPathCommand : ProviderCommand
{
    [Parameter]
    [Alias("Type")]
    public TestPathType PathType { get; set; }

    [Parameter]
    public SwitchParameter IsValid { get; set; }

    internal override object? ProviderParameters(string path, CmdletProviderContext context) =>
        IsValid ? null : InvokeProvider.Item.ItemExistsDynamicParameters(path, context);

    protected override void ProcessRecord()
    {
        foreach (string path in Paths)
        {
            WriteObject(Exists(path));
        }
    }

    private bool Exists(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            return false;
        }

        try
        {
            if (IsValid)
            {
                return SessionState.Path.IsValid(path, NewContext());
            }

            bool container = PathType != TestPathType.Any && InvokeProvider.Item.IsContainer(path, NewContext());
            return PathType switch
            {
                TestPathType.Container => container,
                TestPathType.Leaf => InvokeProvider.Item.Exists(path, NewContext()) && !container,
                _ => InvokeProvider.Item.Exists(path, NewContext()),
            };
        }
        catch (SessionStateException)
        {
            // No such drive, provider or item: it does not exist.
            return false;
        }
        catch (PSNotSupportedException)
        {
            return false;
        }
    }
}

/// <summary>What Test-Path looks for.</summary>
public enum TestPathType
{
    Any,
    Container,
    Leaf,
}

[Cmdlet(VerbsDiagnostic.Resolve, "Path", DefaultParameterSetName = "Path")]
public sealed class ResolvePathCommand : ProviderCommand
{
    [Parameter]
    public SwitchParameter Relative { get; set; }

    [Parameter]
    public string? RelativeBasePath { get; set; }

    protected override void ProcessRecord() => ForEachPath((path, context) =>
    {
        foreach (PathInfo found in SessionState.Path.GetResolvedPSPathFromPSPath(path, context))
        {
            WriteObject(Relative ? ToRelative(found.ProviderPath) : found);
        }
    });

    private string ToRelative(string path)
    {
        string relative = System.IO.Path.GetRelativePath(RelativeBasePath ?? SessionState.Path.CurrentFileSystemLocation.ProviderPath, path);
        return relative.StartsWith('.') ? relative : System.IO.Path.Join(".", relative);
    }
}

[Cmdlet(VerbsData.Convert, "Path", DefaultParameterSetName = "Path")]
[OutputType(typeof(string))]
public sealed class ConvertPathCommand : ProviderCommand
{
    protected override void ProcessRecord() => ForEachPath((path, context) =>
        WriteObject(SessionState.Path.GetResolvedProviderPathFromPSPath(path, context, out _), true));
}

[Cmdlet(VerbsCommon.Join, "Path")]
[OutputType(typeof(string))]
public sealed class JoinPathCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    public string[] Path { get; set; } = [];

    [Parameter(Position = 1, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public string[]? ChildPath { get; set; }

    [Parameter(Position = 2, ValueFromRemainingArguments = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public string[] AdditionalChildPath { get; set; } = [];

    [Parameter]
    public SwitchParameter Resolve { get; set; }

    [Parameter]
    public string? Extension { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            string joined = (ChildPath ?? []).Concat(AdditionalChildPath ?? [])
                .Aggregate(path, (parent, child) => SessionState.Path.Combine(parent, child ?? ""));
            joined = Extension is null ? joined : System.IO.Path.ChangeExtension(joined, Extension);
            if (!Resolve)
            {
                WriteObject(joined);
                continue;
            }

            try
            {
                foreach (PathInfo found in SessionState.Path.GetResolvedPSPathFromPSPath(joined))
                {
                    WriteObject(found.Path);
                }
            }
            catch (SessionStateException error)
            {
                WriteError(new ErrorRecord(error.ErrorRecord, error));
            }
        }
    }
}

[Cmdlet(VerbsCommon.Split, "Path", DefaultParameterSetName = "ParentSet")]
public sealed class SplitPathCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "ParentSet")]
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Part")]
    public string[]? Path { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralPathSet")]
    [Alias("PSPath", "LP")]
    public string[]? LiteralPath { get; set; }

    [Parameter(ParameterSetName = "ParentSet")]
    public SwitchParameter Parent { get; set; }

    [Parameter(ParameterSetName = "Part")]
    public SwitchParameter Leaf { get; set; }

    [Parameter(ParameterSetName = "Part")]
    public SwitchParameter LeafBase { get; set; }

    [Parameter(ParameterSetName = "Part")]
    public SwitchParameter Extension { get; set; }

    [Parameter(ParameterSetName = "Part")]
    public SwitchParameter Qualifier { get; set; }

    [Parameter(ParameterSetName = "Part")]
    public SwitchParameter NoQualifier { get; set; }

    [Parameter(ParameterSetName = "Part")]
    public SwitchParameter IsAbsolute { get; set; }

    [Parameter(ParameterSetName = "ParentSet")]
    [Parameter(ParameterSetName = "Part")]
    public SwitchParameter Resolve { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string given in LiteralPath ?? Path ?? [])
        {
            IEnumerable<string> paths = Resolve ? SessionState.Path.GetResolvedPSPathFromPSPath(given).Select(p => p.Path) : [given];
            foreach (string path in paths)
            {
                WriteObject(Part(path));
            }
        }
    }

    private object Part(string path)
    {
        int colon = path.IndexOf(':');
        if (IsAbsolute)
        {
            return SessionState.Path.IsPSAbsolute(path, out _);
        }

        if (Qualifier)
        {
            return colon > 0 ? path[..(colon + 1)] : throw new PSArgumentException($"Cannot parse path because path '{path}' does not have a qualifier specified.");
        }

        if (NoQualifier)
        {
            return colon > 0 ? path[(colon + 1)..] : path;
        }

        if (Leaf || LeafBase || Extension)
        {
            string leaf = SessionState.Path.ParseChildName(path);
            return LeafBase ? System.IO.Path.GetFileNameWithoutExtension(leaf) : Extension ? System.IO.Path.GetExtension(leaf) : leaf;
        }

        return SessionState.Path.ParseParent(path, "");
    }
}
