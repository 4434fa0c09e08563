using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using PyAsync.Environments;
using PyAsync.Interpreters;
using PyAsync.Packages;
using PyAsync.PowerShell.Completion;
using PyAsync.PowerShell.Errors;
using PyAsync.PowerShell.Pipeline;

namespace PyAsync.PowerShell.Commands;

/// <summary>Makes a virtual environment with the packages that are wanted: all of it, or nothing.</summary>
[Cmdlet(VerbsCommon.New, "PyEnvironment", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "New-PyEnvironment.md")]
[OutputType(typeof(PythonEnvironment))]
public sealed class NewPyEnvironmentCommand : PyCmdlet
{
    /// <summary>The environment's folder.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = ".venv";

    /// <summary>The Python below it: an executable, a folder, a command or a version.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PythonCompleter))]
    public string? Python { get; set; }

    /// <summary>Files that say which packages it has: requirements.txt, pyproject.toml, a script with a block.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Requirement { get; set; } = [];

    /// <summary>Packages, such as <c>aiohttp&gt;=3.8</c>.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string[] Package { get; set; } = [];

    /// <summary>uv or pip; without it uv where it is on PATH, else pip.</summary>
    [Parameter]
    [ValidateSet("uv", "pip")]
    public string? Installer { get; set; }

    /// <summary>Folders or pages in which packages are looked for, besides the index.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] FindLinks { get; set; } = [];

    /// <summary>No package index is asked.</summary>
    [Parameter]
    public SwitchParameter Offline { get; set; }

    /// <summary>The environment has no pip of its own.</summary>
    [Parameter]
    public SwitchParameter WithoutPip { get; set; }

    /// <summary>Replaces a virtual environment that something else has made, and makes one of the same anew.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string folder = System.IO.Path.TrimEndingDirectorySeparator(FileSystemPaths.Resolve(this, Path));
        RequirementFile[] files = Array.ConvertAll(Requirement, file => RequirementFiles.Read(this, file));
        PackageRequirement[] packages = Array.ConvertAll(Package, word => RequirementFiles.Parse(this, word));
        string[] links = Array.ConvertAll(FindLinks, PlaceOf);
        try
        {
            PythonInstallation python = UntilStopped(token => Choose(files, new ProbeLimit(ProbeLimit.Usual, token)));
            EnvironmentPlan plan = new()
            {
                Python = python,
                Files = files,
                Packages = packages,
                FindLinks = links,
                Offline = Offline,
                WithPip = !WithoutPip,
                Folder = WorkingFolder.Of(SessionState),
            };
            if (ShouldProcess(folder, $"Make a virtual environment of {python} with {Describe(plan)}"))
            {
                Make(folder, plan);
            }
        }
        catch (Exception error) when (ErrorRecords.IsKnown(error))
        {
            WriteError(ErrorRecords.From(error, Path));
        }
    }

    private void Make(string folder, EnvironmentPlan plan)
    {
        using InstallProgress progress = new(this, $"The environment {Path}");
        string? inUse = PythonRuntime.Current?.Installation.Prefix;
        PythonEnvironment made = UntilStopped(token =>
        {
            bool isNew = EnvironmentBuilder.Make(folder, plan, Installer, Force, inUse, progress.Tell, token);
            WriteVerbose(isNew ? $"Made '{folder}'." : $"'{folder}' was made of the same before.");
            return EnvironmentSearch.Look(folder, "Named", new ProbeLimit(ProbeLimit.Usual, token));
        });
        made.IsRunning = made.Prefix == inUse;
        WriteObject(made);
    }

    private string PlaceOf(string link)
    {
        if (link.Contains("://", StringComparison.Ordinal))
        {
            return link;
        }
        string place = FileSystemPaths.Resolve(this, link);
        // pip passes over one that is not there.
        if (!System.IO.Path.Exists(place))
        {
            ThrowTerminatingError(KnownErrors.LinksNotFound(place, link));
        }
        return place;
    }

    // The one that all of the files can do with.
    private PythonInstallation Choose(RequirementFile[] files, ProbeLimit limit)
    {
        string? word = ResolvePython(Python);
        foreach (RequirementFile file in files)
        {
            word = PythonChoice.For(file.RequiresPython, word, $"'{file.Path}'", limit).Executable;
        }
        return PythonLocator.Find(word, limit);
    }

    private static string Describe(EnvironmentPlan plan)
    {
        IEnumerable<string> words = plan.Files.Select(file => $"what '{file.Path}' names").Concat(plan.Packages.Select(package => package.Text));
        return plan.HasPackages ? string.Join(", ", words) : "no packages";
    }
}
