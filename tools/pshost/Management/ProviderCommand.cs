using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;

// FullyQualifiedErrorId ends in the command's type name, so the types are called what pwsh calls them.
namespace Microsoft.PowerShell.Commands;

/// <summary>Commands that hand paths to a provider (FileSystem, Variable, Function …).</summary>
public abstract class ProviderCommand : PSCmdlet, IDynamicParameters
{
    private object? _dynamic;

    [Parameter(Position = 0, ParameterSetName = "Path", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string[]? Path { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath", ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[]? LiteralPath { get; set; }

    [Parameter]
    public string? Filter { get; set; }

    [Parameter]
    public string[]? Include { get; set; }

    [Parameter]
    public string[]? Exclude { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>The paths to work on; commands that may be called without one say what it is then.</summary>
    protected IEnumerable<string> Paths => LiteralPath ?? Path ?? DefaultPaths;

    protected virtual string[] DefaultPaths => [];

    public object? GetDynamicParameters()
    {
        CmdletProviderContext context = NewContext();
        context.PassThru = false;
        try
        {
            foreach (string path in Paths)
            {
                return _dynamic = ProviderParameters(path, context);
            }

            return _dynamic = ProviderParameters(".", context);
        }
        catch (Exception error) when (error is RuntimeException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>The parameters that the path's provider adds to this command.</summary>
    internal virtual object? ProviderParameters(string path, CmdletProviderContext context) => null;

    internal CmdletProviderContext NewContext(bool passThru = true)
    {
        var context = new CmdletProviderContext(this)
        {
            PassThru = passThru,
            Force = Force,
            SuppressWildcardExpansion = LiteralPath is not null,
            DynamicParameters = _dynamic,
        };
        context.SetFilters(new Collection<string>(Include ?? []), new Collection<string>(Exclude ?? []), Filter);
        return context;
    }

    /// <summary>Runs an action on each path; what goes wrong with one does not keep the others from it.</summary>
    internal void ForEachPath(Action<string, CmdletProviderContext> action)
    {
        foreach (string path in Paths)
        {
            Try(path, () => action(path, NewContext()));
        }
    }

    internal void Try(string path, Action action) => ProviderErrors.Guard(this, path, action);
}

/// <summary>What a provider throws for one path is an error of that path, not the end of the command.</summary>
internal static class ProviderErrors
{
    public static void Guard(Cmdlet cmdlet, object target, Action action)
    {
        try
        {
            action();
        }
        catch (Exception error) when (error is PSNotSupportedException or DriveNotFoundException or ProviderNotFoundException
            or ItemNotFoundException or PSInvalidOperationException or PSArgumentException or SessionStateException)
        {
            cmdlet.WriteError(error is IContainsErrorRecord container
                ? new ErrorRecord(container.ErrorRecord, error)
                : new ErrorRecord(error, "ProviderError", ErrorCategory.NotSpecified, target));
        }
    }
}
