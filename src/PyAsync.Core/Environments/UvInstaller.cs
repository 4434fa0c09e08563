using System.Collections.Generic;

namespace PyAsync.Environments;

/// <summary>uv, which makes environments and installs packages by itself. One thread.</summary>
internal sealed class UvInstaller(string program) : PackageInstaller
{
    /// <summary>Its name, and its command's.</summary>
    public const string Word = "uv";

    public override string Name => Word;

    protected override void Create(string folder, EnvironmentPlan plan, InstallerRun run)
    {
        string[] seed = plan.WithPip ? ["--seed"] : [];
        string[] offline = plan.Offline ? ["--offline"] : [];
        run.Run(Word, folder, program, ["venv", "--no-project", "--allow-existing", "--python", plan.BaseExecutable, .. seed, .. offline, folder]);
    }

    protected override void Install(string folder, EnvironmentPlan plan, IReadOnlyList<string> arguments, InstallerRun run)
    {
        // uv's cache serves it offline too.
        string[] offline = plan.Offline ? ["--offline"] : [];
        run.Run(Word, folder, program, ["pip", "install", "--python", FolderSource.Executable(folder), .. offline, .. arguments]);
    }
}
