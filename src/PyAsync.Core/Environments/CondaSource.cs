using System;
using System.Collections.Generic;
using System.IO;

namespace PyAsync.Environments;

/// <summary>The environments of conda, mamba and their kin. Any thread.</summary>
internal static class CondaSource
{
    private static readonly string[] s_roots = ["miniconda3", "anaconda3", "miniforge3", "mambaforge", "micromamba"];

    /// <summary>Their folders.</summary>
    public static IEnumerable<string> Folders()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        List<string> roots = [.. Array.ConvertAll(s_roots, name => Path.Combine(home, name))];
        if (Environment.GetEnvironmentVariable("MAMBA_ROOT_PREFIX") is { Length: > 0 } mamba)
        {
            roots.Add(mamba);
        }
        // conda itself is in condabin, bin or Scripts of its root.
        if (Environment.GetEnvironmentVariable("CONDA_EXE") is { Length: > 0 } conda && Path.GetDirectoryName(Path.GetDirectoryName(conda)) is { } root)
        {
            roots.Add(root);
        }
        List<string> folders = [];
        foreach (string each in roots)
        {
            folders.Add(each);
            string inner = Path.Combine(each, "envs");
            folders.AddRange(Path.IsPathFullyQualified(inner) && Directory.Exists(inner) ? Directory.GetDirectories(inner) : []);
        }
        // conda notes each environment down that it makes.
        string list = Path.Combine(home, ".conda", "environments.txt");
        folders.AddRange(File.Exists(list) ? File.ReadAllLines(list) : []);
        return folders.FindAll(IsEnvironment);
    }

    /// <summary>Whether a folder is an environment of conda.</summary>
    public static bool IsEnvironment(string folder) => Path.IsPathFullyQualified(folder) && Directory.Exists(Path.Combine(folder, "conda-meta"));
}
