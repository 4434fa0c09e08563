using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using PyAsync.Packages;

namespace PyAsync.Environments;

/// <summary>
/// The Python for a file that says what it needs in a <c># /// script</c> block: an environment in the user's cache, named
/// by what the block and the lock file beside the file say. One process runs one environment. Any thread.
/// </summary>
internal static class ScriptEnvironment
{
    // What the running environment has been found to have, as it is asked in a process of its own.
    private static readonly ConcurrentDictionary<string, bool> s_met = new(StringComparer.Ordinal);

    /// <summary>The interpreter that is to run the file, with its environment made where it is not there; null where the file says nothing, or what runs will do.</summary>
    /// <param name="file">The Python file's full path.</param>
    /// <param name="wanted">The Python that the user names; null chooses.</param>
    /// <param name="running">The Python that this process runs; null where none does.</param>
    /// <param name="location">Gives the folder that relative paths in the installers' settings mean.</param>
    /// <param name="tell">Is told what an installer prints, on the calling thread.</param>
    /// <param name="limit">For the search of interpreters; its token ends the installer too.</param>
    /// <exception cref="PyAsyncException">The block cannot be read, the environment cannot be made, or another one runs.</exception>
    /// <exception cref="PythonNotUsableException">No Python of the versions that it needs.</exception>
    /// <exception cref="OperationCanceledException">The limit's token was cancelled.</exception>
    public static string? For(string file, string? wanted, PythonInstallation? running, Func<string> location, Action<string> tell, ProbeLimit limit)
    {
        if (Read(file) is not { } script)
        {
            return null;
        }
        RequirementFile needs = NeedsOf(script);
        if (running is not null)
        {
            Require(script, needs, running, limit);
            return null;
        }
        PythonInstallation python = PythonChoice.For(needs.RequiresPython, wanted, $"'{file}'", limit);
        if (script.Dependencies.Count == 0)
        {
            return python.Executable;
        }
        EnvironmentPlan plan = new() { Python = python, Files = [needs], Folder = location() };
        string root = CacheSource.Root is { } folder && UserCache.TryMake(folder) ? folder
            : throw new PyAsyncException(PyErrorId.NoCacheFolder, $"'{file}' says which packages it needs, and there is no folder of this user's alone in which an environment with them could be kept ({UserCache.Folder() ?? "PYASYNC_CACHE is off"}).");
        string place = FolderFor(root, script, plan);
        EnvironmentBuilder.Make(place, plan, null, force: false, inUse: null, tell, limit.CancellationToken);
        return FolderSource.Executable(place);
    }

    private static ScriptMetadata? Read(string file)
    {
        try
        {
            return ScriptMetadata.Read(file);
        }
        catch (FormatException error)
        {
            throw Unreadable(file, $"The '# /// script' block of '{file}' cannot be read: {error.Message}.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Who runs the file tells that better.
            return null;
        }
    }

    // With its lock file.
    private static RequirementFile NeedsOf(ScriptMetadata script)
    {
        try
        {
            return RequirementFile.Of(script);
        }
        catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException)
        {
            throw Unreadable(script.Path, error.Message, error);
        }
    }

    private static string FolderFor(string root, ScriptMetadata script, EnvironmentPlan plan) =>
        Path.Combine(root, $"{Path.GetFileNameWithoutExtension(script.Path)}-{ProbeKey.Hash(plan.Key)}");

    // What runs will do where it is the file's own environment, or has all that the block asks for and no lock file says more.
    private static void Require(ScriptMetadata script, RequirementFile needs, PythonInstallation running, ProbeLimit limit)
    {
        if (!needs.RequiresPython.Contains(PackageVersion.Of(running.Version)))
        {
            throw Another(script, running, $"Python {needs.RequiresPython}");
        }
        if (script.Dependencies.Count == 0 || (CacheSource.Root is { } root && running.Prefix == FolderFor(root, script, new EnvironmentPlan { Python = running, Files = [needs] })))
        {
            return;
        }
        if (needs.IsLocked)
        {
            throw Another(script, running, "the versions of its lock file");
        }
        if (s_met.ContainsKey(script.Block))
        {
            return;
        }
        PackageCheck[] lacking = [.. PackageCheck.Of(script.Dependencies, PackageList.Ask(running.Executable, limit)).Where(package => !package.IsMet)];
        if (lacking.Length > 0)
        {
            throw Another(script, running, string.Join(", ", lacking.Select(package => package.Installed is null ? package.Requirement : $"{package.Requirement} (there is {package.Installed})")));
        }
        s_met[script.Block] = true;
    }

    private static PyAsyncException Another(ScriptMetadata script, PythonInstallation running, string missing) => new(
        PyErrorId.AnotherEnvironment, $"'{script.Path}' needs {missing}, and this process already runs {running} without that: one process has one environment.")
    {
        Facts = new Dictionary<string, object?> { ["Path"] = script.Path, ["Missing"] = missing },
    };

    private static PyAsyncException Unreadable(string file, string message, Exception error) =>
        new(PyErrorId.InvalidRequirement, message, error) { Facts = new Dictionary<string, object?> { ["Path"] = file } };
}
