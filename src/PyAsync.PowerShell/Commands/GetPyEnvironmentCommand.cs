using System;
using System.Management.Automation;
using PyAsync.Environments;
using PyAsync.Interpreters;
using PyAsync.PowerShell.Completion;
using PyAsync.PowerShell.Pipeline;

namespace PyAsync.PowerShell.Commands;

/// <summary>Lists the Pythons and environments of this machine, and says of each whether it can be used.</summary>
[Cmdlet(VerbsCommon.Get, "PyEnvironment", DefaultParameterSetName = BySearch, HelpUri = HelpPages.Folder + "Get-PyEnvironment.md")]
[OutputType(typeof(PythonEnvironment))]
public sealed class GetPyEnvironmentCommand : PyCmdlet
{
    private const string BySearch = "Search";
    private const string ByName = "Python";

    /// <summary>Executables, environments' folders, commands or versions; without it, all that are found.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByName)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PythonCompleter))]
    public string[] Python { get; set; } = [];

    /// <summary>The folders in which, and above which, virtual environments are looked for; no character is a wildcard.</summary>
    [Parameter(ParameterSetName = BySearch)]
    [ValidateNotNullOrEmpty]
    [Alias("LiteralPath", "LP")]
    public string[] Path { get; set; } = ["."];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByName)
        {
            foreach (string word in Python)
            {
                string? resolved = ResolvePython(word);
                Write(UntilStopped(token => EnvironmentSearch.Look(resolved, "Named", new ProbeLimit(ProbeLimit.Usual, token))));
            }
            return;
        }
        string[] folders = Array.ConvertAll(Path, folder => FileSystemPaths.Resolve(this, folder));
        foreach (PythonEnvironment found in UntilStopped(token => EnvironmentSearch.All(folders, token)))
        {
            Write(found);
        }
    }

    private void Write(PythonEnvironment found)
    {
        found.IsRunning = PythonRuntime.Current is { } runtime && found.Library == runtime.Installation.Library && found.Prefix == runtime.Installation.Prefix;
        WriteObject(found);
    }
}
