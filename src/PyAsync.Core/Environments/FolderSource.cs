using System;
using System.IO;
using PyAsync.Packages;

namespace PyAsync.Environments;

/// <summary>The Python of a folder: a virtual environment, a conda environment, an installation. Any thread.</summary>
internal static class FolderSource
{
    private static string[] Places => OperatingSystem.IsWindows() ? ["Scripts/python.exe", "python.exe"] : ["bin/python3", "bin/python"];

    /// <summary>The folder's executable.</summary>
    /// <exception cref="PythonNotUsableException">It has none.</exception>
    public static string Executable(string folder)
    {
        foreach (string place in Places)
        {
            string path = Path.Combine(folder, place);
            if (File.Exists(path))
            {
                return path;
            }
        }
        throw File.Exists(Path.Combine(folder, "pyvenv.cfg"))
            ? new PythonNotUsableException(PythonProblem.BrokenEnvironment,
                $"The virtual environment '{folder}' is broken: it has a pyvenv.cfg but no working {Places[0]}. Make it anew with: python3 -m venv --clear {ShellWord.Quote(folder)}", folder)
            : new PythonNotUsableException(PythonProblem.NotFound, $"The folder '{folder}' holds no Python ({string.Join(" or ", Places)}).", folder);
    }
}
