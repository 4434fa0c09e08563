using System;
using System.Collections.Generic;
using System.IO;
using System.Text.RegularExpressions;

namespace PyAsync.Environments;

/// <summary>Python's own means: the modules venv and pip. One thread.</summary>
internal sealed partial class PipInstaller : PackageInstaller
{
    /// <summary>Its name.</summary>
    public const string Word = "pip";

    // Since then a pip can install into another environment.
    private static readonly Version s_withPythonOption = new(22, 3);

    private bool _usesOwnPip;

    public override string Name => Word;

    [GeneratedRegex(@"^pip (?<version>\d+\.\d+)")]
    private static partial Regex Version();

    protected override void Create(string folder, EnvironmentPlan plan, InstallerRun run)
    {
        // A pip in each environment takes seconds, and the base's can do.
        _usesOwnPip = plan.WithPip || (plan.HasPackages && !HasBasePip(plan, run));
        try
        {
            run.Run("venv", folder, plan.BaseExecutable, _usesOwnPip ? ["-I", "-m", "venv", folder] : ["-I", "-m", "venv", "--without-pip", folder]);
        }
        catch (PyAsyncException error) when (((string)error.Facts["Output"]!) is var said && (said.Contains("ensurepip", StringComparison.Ordinal) || said.Contains("No module named venv", StringComparison.Ordinal)))
        {
            string package = File.Exists("/etc/debian_version") ? $" Install it with: apt-get install python{plan.Python.Version.Major}.{plan.Python.Version.Minor}-venv." : "";
            throw new PyAsyncException(PyErrorId.NoInstaller, $"{plan.Python} has no pip and no means to install one.{package}", error) { Facts = error.Facts };
        }
    }

    protected override void Install(string folder, EnvironmentPlan plan, IReadOnlyList<string> arguments, InstallerRun run)
    {
        string own = FolderSource.Executable(folder);
        string[] front = _usesOwnPip ? ["-I", "-m", "pip"] : ["-I", "-m", "pip", "--python", own];
        string[] index = plan.Offline ? ["--no-index"] : [];
        run.Run(Word, folder, _usesOwnPip ? own : plan.BaseExecutable,
            [.. front, "install", "--no-user", "--no-input", "--disable-pip-version-check", "--progress-bar", "off", .. index, .. arguments]);
    }

    private static bool HasBasePip(EnvironmentPlan plan, InstallerRun run) =>
        run.Ask(plan.BaseExecutable, "-I", "-m", "pip", "--version") is { } said
        && System.Version.TryParse(Version().Match(said).Groups["version"].Value, out Version? version) && version >= s_withPythonOption;
}
