using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace PyAsync.Environments;

/// <summary>What makes environments and puts packages into them. One thread.</summary>
internal abstract class PackageInstaller
{
    /// <summary>Its name, as the user gives it.</summary>
    public abstract string Name { get; }

    /// <summary>The one of that name; without a name uv where it is on PATH, else pip.</summary>
    /// <exception cref="PyAsyncException">There is none: <see cref="PyErrorId.NoInstaller"/>.</exception>
    public static PackageInstaller Choose(string? name)
    {
        string? uv = name == PipInstaller.Word ? null : PathSource.First(UvInstaller.Word);
        return uv is not null ? new UvInstaller(uv)
            : name == UvInstaller.Word ? throw new PyAsyncException(PyErrorId.NoInstaller, "uv is not on PATH. Install it, or name pip instead.")
            : new PipInstaller();
    }

    /// <summary>Makes an environment in an empty folder and installs what the plan names.</summary>
    /// <exception cref="PyAsyncException">It failed.</exception>
    /// <exception cref="OperationCanceledException">The run's token was cancelled.</exception>
    public void Make(string folder, EnvironmentPlan plan, InstallerRun run)
    {
        Create(folder, plan, run);
        string[] links = [.. plan.FindLinks.SelectMany(link => new[] { "--find-links", link })];
        // A run of their own: an installer that is given one hash wants one of each package.
        List<string> hashed = [];
        AddFile(hashed, "--requirement", Path.Combine(folder, "pyasync-hashed.txt"), plan.Hashed);
        if (hashed.Count > 0)
        {
            Install(folder, plan, [.. links, "--require-hashes", .. hashed], run);
        }
        List<string> named = [.. plan.RequirementsTxt.SelectMany(file => new[] { "--requirement", file })];
        // Files rather than arguments: a requirement that begins with a dash would be an option.
        AddFile(named, "--requirement", Path.Combine(folder, "pyasync-requirements.txt"), plan.Lines);
        if (named.Count > 0)
        {
            AddFile(named, "--constraint", Path.Combine(folder, "pyasync-constraints.txt"), plan.Constraints);
            Install(folder, plan, [.. links, .. named], run);
        }
        Finish(folder);
    }

    /// <summary>Makes the environment.</summary>
    protected abstract void Create(string folder, EnvironmentPlan plan, InstallerRun run);

    /// <summary>Installs, with the arguments that all installers share.</summary>
    protected abstract void Install(string folder, EnvironmentPlan plan, IReadOnlyList<string> arguments, InstallerRun run);

    /// <summary>Removes what only the installing needed.</summary>
    protected virtual void Finish(string folder)
    {
    }

    private static void AddFile(List<string> arguments, string option, string file, IEnumerable<string> lines)
    {
        string text = string.Join('\n', lines);
        if (text.Length > 0)
        {
            File.WriteAllText(file, text + "\n");
            arguments.AddRange([option, file]);
        }
    }
}
