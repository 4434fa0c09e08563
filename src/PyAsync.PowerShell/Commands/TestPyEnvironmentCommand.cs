using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using PyAsync.Environments;
using PyAsync.Interpreters;
using PyAsync.Packages;
using PyAsync.PowerShell.Completion;
using PyAsync.PowerShell.Errors;

namespace PyAsync.PowerShell.Commands;

/// <summary>Says whether an environment can be used and has what a script needs, and sets the exit code.</summary>
[Cmdlet(VerbsDiagnostic.Test, "PyEnvironment", HelpUri = HelpPages.Folder + "Test-PyEnvironment.md")]
[OutputType(typeof(PythonEnvironmentReport), typeof(bool))]
public sealed class TestPyEnvironmentCommand : PyCmdlet
{
    /// <summary>An executable, an environment's folder, a command or a version; without it, the one that this process runs or would take.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [Alias("Executable")]
    [ArgumentCompleter(typeof(PythonCompleter))]
    public string? Python { get; set; }

    /// <summary>Packages that it must have, such as <c>aiohttp&gt;=3.8</c>.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string[] Require { get; set; } = [];

    /// <summary>A pyproject.toml, or a Python file with a <c># /// script</c> block, that says what it must have.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Requirement { get; set; }

    /// <summary>Writes $true or $false, and no error for what is lacking.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // Until it is known better: a requirement that cannot be read is none that is met.
        SessionState.PSVariable.Set("global:LASTEXITCODE", 1);
        VersionRange python = VersionRange.Any;
        List<PackageRequirement> wanted = [.. Array.ConvertAll(Require, word => RequirementFiles.Parse(this, word))];
        if (Requirement is not null)
        {
            RequirementFile file = RequirementFiles.Read(this, Requirement);
            python = file.RequiresPython;
            foreach (string unnamed in file.Unnamed)
            {
                WriteWarning($"'{unnamed}' of '{file.Path}' does not tell which package it is, and is not looked for.");
            }
            wanted.AddRange(file.Packages ?? [.. file.Lines.Select(line => RequirementFiles.Parse(this, line))]);
        }
        string? word = ResolvePython(Python) ?? PythonRuntime.Current?.Installation.Executable;
        PythonEnvironmentReport report = UntilStopped(token =>
        {
            ProbeLimit limit = new(ProbeLimit.Usual, token);
            PythonEnvironment environment = EnvironmentSearch.Look(word, "Named", limit);
            return PythonEnvironmentReport.Of(environment, python, wanted, (missing, hasPip) => Advice(environment, missing, hasPip), limit);
        });
        SessionState.PSVariable.Set("global:LASTEXITCODE", report.Passed ? 0 : 1);
        if (Quiet)
        {
            WriteObject(report.Passed);
            return;
        }
        WriteObject(report);
        if (!report.Passed)
        {
            WriteError(KnownErrors.EnvironmentLacking(report));
        }
    }

    // Packages of the system's own Python are the system's business (PEP 668).
    private string Advice(PythonEnvironment environment, IReadOnlyList<string> missing, bool hasPip)
    {
        if (CacheSource.Root is { } cache && Path.GetDirectoryName(environment.Prefix) == cache)
        {
            return $"It was made for a file with a '# /// script' block: add to the block what it lacks, {string.Join(", ", missing)}, and run the file in a new PowerShell.";
        }
        string[] words = [.. missing.Select(ShellWord.Quote)];
        if (environment.Kind is not PythonKind.Installation && !hasPip)
        {
            return $"It has no pip: make it anew by New-PyEnvironment {ShellWord.Quote(environment.Prefix!)} with -Package or -Requirement for all that it is to have, {string.Join(' ', words)} too.";
        }
        return environment.Kind is PythonKind.Installation && !OperatingSystem.IsWindows()
            ? $"Make an environment that has them: New-PyEnvironment .venv{Wanted()}"
            : $"Install them: & {ShellWord.Quote(environment.Executable)} -m pip install {string.Join(' ', words)}";
    }

    // All that was asked for, as a new environment has nothing yet.
    private string Wanted() =>
        (Require.Length > 0 ? $" -Package {string.Join(", ", Require.Select(ShellWord.Quote))}" : "")
        + (Requirement is not null ? $" -Requirement {ShellWord.Quote(Requirement)}" : "");
}
