using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using PyAsync.Packages;

namespace PyAsync.Environments;

/// <summary>What an environment is to be made of. Any thread.</summary>
internal sealed class EnvironmentPlan
{
    /// <summary>The Python below it.</summary>
    public required PythonInstallation Python { get; init; }

    /// <summary>Files that say which packages it has.</summary>
    public IReadOnlyList<RequirementFile> Files { get; init; } = [];

    /// <summary>Packages beside those.</summary>
    public IReadOnlyList<PackageRequirement> Packages { get; init; } = [];

    /// <summary>Folders and pages in which packages are looked for, besides the index.</summary>
    public IReadOnlyList<string> FindLinks { get; init; } = [];

    /// <summary>The folder that relative paths in a requirements.txt and in the installers' settings mean; null for the process's.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether no package index may be asked.</summary>
    public bool Offline { get; init; }

    /// <summary>Whether the environment has a pip of its own.</summary>
    public bool WithPip { get; init; }

    /// <summary>The base's own executable, which an environment's is a link to: an environment over an environment is one over its base.</summary>
    public string BaseExecutable => Python.IsVirtualEnvironment && !OperatingSystem.IsWindows() ? ProbeKey.Target(Python.Executable) : Python.Executable;

    /// <summary>Whether there is anything to install.</summary>
    public bool HasPackages => Files.Count > 0 || Packages.Count > 0;

    /// <summary>The packages that are named one by one, as lines of a requirements.txt.</summary>
    public IEnumerable<string> Lines => Files.Where(file => file.Hashed.Count == 0).SelectMany(file => file.Packages ?? []).Concat(Packages).Select(package => package.Text);

    /// <summary>The files that only an installer can read.</summary>
    public IEnumerable<string> RequirementsTxt => Files.Where(file => file.Packages is null).Select(file => file.Path);

    /// <summary>The packages of lock files of which only the files with these hashes may be installed, as lines of a requirements.txt.</summary>
    public IEnumerable<string> Hashed => Files.SelectMany(file => file.Hashed);

    /// <summary>The versions that lock files hold packages at.</summary>
    public IEnumerable<string> Constraints => Files.SelectMany(file => file.Constraints);

    /// <summary>All of it that makes a difference, as text: of two plans with the same text, the same environment is made.</summary>
    public string Key
    {
        get
        {
            StringBuilder key = new();
            key.Append("python\t").Append(Python.Version).Append('\t').Append(Python.Library).Append('\n');
            key.Append("pip\t").Append(WithPip).Append('\n');
            foreach (RequirementFile file in Files)
            {
                key.Append("file\t").Append(ProbeKey.Hash(file.Text)).Append('\n');
            }
            if (Files.Any(file => file.HasRelativePaths))
            {
                Append(key, "folder", [Folder ?? ""]);
            }
            Append(key, "package", Packages.Select(package => package.Text).Order(StringComparer.Ordinal));
            Append(key, "links", FindLinks);
            return key.ToString();
        }
    }

    private static void Append(StringBuilder key, string name, IEnumerable<string> values)
    {
        foreach (string value in values)
        {
            key.Append(name).Append('\t').Append(value.ReplaceLineEndings(" ")).Append('\n');
        }
    }
}
