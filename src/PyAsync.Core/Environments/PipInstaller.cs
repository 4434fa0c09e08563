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

    // Whose pip installs: the base's, that of an environment aside, or the new environment's own.
    private string _python = "";

    public override string Name => Word;

    [GeneratedRegex(@"^pip (?<version>\d+\.\d+)")]
    private static partial Regex Version();

    protected override void Create(string folder, EnvironmentPlan plan, InstallerRun run)
    {
        // A pip in each environment takes seconds, and the base's can do.
        MakeEnvironment(folder, plan, plan.WithPip, run);
        _python = plan.WithPip ? FolderSource.Executable(folder) : plan.BaseExecutable;
        if (plan.WithPip || !plan.HasPackages || CanInstallElsewhere(_python, run))
        {
            return;
        }
        MakeEnvironment(Aside(folder), plan, withPip: true, run);
        _python = FolderSource.Executable(Aside(folder));
        if (!CanInstallElsewhere(_python, run))
        {
            // What venv brings is too old as well (3.9 and 3.10 at first): it serves where it is.
            MakeEnvironment(folder, plan, withPip: true, run);
            _python = FolderSource.Executable(folder);
        }
    }

    protected override void Install(string folder, EnvironmentPlan plan, IReadOnlyList<string> arguments, InstallerRun run)
    {
        string own = FolderSource.Executable(folder);
        string[] front = _python == own ? ["-I", "-m", "pip"] : ["-I", "-m", "pip", "--python", own];
        string[] index = plan.Offline ? ["--no-index"] : [];
        run.Run(Word, folder, _python,
            [.. front, "install", "--no-user", "--no-input", "--disable-pip-version-check", "--progress-bar", "off", .. index, .. arguments]);
    }

    protected override void Finish(string folder)
    {
        if (Directory.Exists(Aside(folder)))
        {
            Directory.Delete(Aside(folder), true);
        }
    }

    private static string Aside(string folder) => Path.Combine(folder, "pyasync-pip");

    private static void MakeEnvironment(string folder, EnvironmentPlan plan, bool withPip, InstallerRun run)
    {
        try
        {
            run.Run("venv", folder, plan.BaseExecutable, withPip ? ["-I", "-m", "venv", folder] : ["-I", "-m", "venv", "--without-pip", folder]);
        }
        catch (PyAsyncException error) when (((string)error.Facts["Output"]!) is var said && (said.Contains("ensurepip", StringComparison.Ordinal) || said.Contains("No module named venv", StringComparison.Ordinal)))
        {
            string package = File.Exists("/etc/debian_version") ? $" Install it with: apt-get install python{plan.Python.Version.Major}.{plan.Python.Version.Minor}-venv." : "";
            throw new PyAsyncException(PyErrorId.NoInstaller, $"{plan.Python} has no pip and no means to install one.{package}", error) { Facts = error.Facts };
        }
    }

    private static bool CanInstallElsewhere(string python, InstallerRun run) =>
        run.Ask(python, "-I", "-m", "pip", "--version") is { } said
        && System.Version.TryParse(Version().Match(said).Groups["version"].Value, out Version? version) && version >= s_withPythonOption;
}
