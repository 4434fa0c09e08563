using System;
using System.Collections.Generic;
using System.Linq;
using PyAsync.Packages;

namespace PyAsync.Environments;

/// <summary>Whether an environment is what a script needs, and what it lacks.</summary>
public sealed class PythonEnvironmentReport
{
    private PythonEnvironmentReport(PythonEnvironment environment, IReadOnlyList<PackageCheck> packages, IReadOnlyList<string> problems)
    {
        Environment = environment;
        Packages = packages;
        Problems = problems;
    }

    /// <summary>Whether nothing is lacking.</summary>
    public bool Passed => Problems.Count == 0;

    /// <summary>The environment.</summary>
    public PythonEnvironment Environment { get; }

    /// <summary>Each package that is wanted.</summary>
    public IReadOnlyList<PackageCheck> Packages { get; }

    /// <summary>What is lacking, and what to do where the host has said it: one sentence or two each.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>Looks at an environment.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="python">The versions of Python that are wanted.</param>
    /// <param name="wanted">The packages that are wanted.</param>
    /// <param name="advise">What to do about packages that are missing: by their requirements, and whether the environment has pip.</param>
    /// <param name="limit">For what is asked of the interpreter.</param>
    /// <exception cref="OperationCanceledException">The limit's token was cancelled.</exception>
    internal static PythonEnvironmentReport Of(PythonEnvironment environment, VersionRange python, IReadOnlyList<PackageRequirement> wanted, Func<IReadOnlyList<string>, bool, string> advise, ProbeLimit limit)
    {
        if (environment.IsUsable != true)
        {
            return new PythonEnvironmentReport(environment, [], [environment.Reason ?? $"'{environment.Executable}' cannot be used."]);
        }
        List<string> problems = [];
        if (!python.Contains(PackageVersion.Of(environment.Version!)))
        {
            problems.Add($"Python {python} is wanted, and '{environment.Executable}' is {environment.Version}.");
        }
        PackageCheck[] packages = [];
        bool hasPip = false;
        try
        {
            if (wanted.Count > 0)
            {
                PackageList installed = PackageList.Ask(environment.Executable, limit);
                packages = PackageCheck.Of(wanted, installed);
                hasPip = installed.Version("pip") is not null;
            }
        }
        catch (PythonNotUsableException error)
        {
            problems.Add(error.Message);
        }
        PackageCheck[] missing = [.. packages.Where(package => !package.IsMet)];
        if (missing.Length > 0)
        {
            problems.Add($"'{environment.Prefix}' lacks {string.Join(", ", missing.Select(Words))}. {advise([.. missing.Select(package => package.Requirement)], hasPip)}");
        }
        return new PythonEnvironmentReport(environment, packages, problems);
    }

    private static string Words(PackageCheck package) => package.Installed is null ? package.Requirement : $"{package.Requirement} (it has {package.Installed})";
}
