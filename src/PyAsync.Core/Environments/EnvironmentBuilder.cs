using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;

namespace PyAsync.Environments;

/// <summary>
/// Makes environments: all of one, or nothing of it. Where one of the same plan is there, nothing is done. One thread at a
/// time for a folder, in whichever process.
/// </summary>
internal static class EnvironmentBuilder
{
    // Downloads take as long as they take; the token ends them.
    private static readonly TimeSpan s_limit = TimeSpan.FromDays(1);

    /// <summary>Makes an environment.</summary>
    /// <param name="folder">The full path of its folder.</param>
    /// <param name="plan">What it is made of.</param>
    /// <param name="installer">uv or pip; null chooses.</param>
    /// <param name="force">Whether one that something else made is replaced, and one of the same plan made anew.</param>
    /// <param name="inUse">The prefix of the environment that this process runs, which must stay.</param>
    /// <param name="tell">Is told each line that the installer prints, on the calling thread.</param>
    /// <param name="cancellationToken">Ends it; what was begun is removed.</param>
    /// <returns>Whether anything was done.</returns>
    /// <exception cref="PyAsyncException">It could not be made; the folder is as it was.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the folder is as it was.</exception>
    public static bool Make(string folder, EnvironmentPlan plan, string? installer, bool force, string? inUse, Action<string> tell, CancellationToken cancellationToken)
    {
        try
        {
            return Make(new EnvironmentFolder(folder), plan, installer, force, inUse, tell, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PyAsyncException(PyErrorId.InstallFailed, $"The environment '{folder}' was not made: {error.Message}", error)
            {
                Facts = new Dictionary<string, object?> { ["Path"] = folder },
            };
        }
    }

    private static bool Make(EnvironmentFolder place, EnvironmentPlan plan, string? installer, bool force, string? inUse, Action<string> tell, CancellationToken cancellationToken)
    {
        string key = plan.Key;
        if (!force && place.Look(key) is FolderState.Same && !place.HasAside)
        {
            return false;
        }
        using IDisposable? only = EnvironmentLock.Take(place.Path, tell, cancellationToken);
        FolderState state = place.Look(key);
        if (!force && state is FolderState.Same)
        {
            // Another process has made it meanwhile.
            Tidy(place, tell);
            return false;
        }
        Refuse(place, state, force, inUse);
        PackageInstaller chosen = PackageInstaller.Choose(installer);
        InstallerRun run = new(tell, new ProbeLimit(s_limit, cancellationToken), plan.Folder);
        try
        {
            place.Begin(state);
            chosen.Make(place.Path, plan, run);
            cancellationToken.ThrowIfCancellationRequested();
            place.Complete(key);
        }
        catch (PyAsyncException error) when (error.Id is PyErrorId.InstallFailed)
        {
            string end = TryUndo(place) is { } left ? $"What was begun could not be removed ({left.Message})." : "What was begun has been removed.";
            throw new PyAsyncException(error.Id, $"{error.Message} {end}", error) { Facts = error.Facts };
        }
        catch
        {
            TryUndo(place);
            throw;
        }
        Tidy(place, tell);
        return true;
    }

    // What is left has a mark, and is removed when the environment is made the next time.
    private static Exception? TryUndo(EnvironmentFolder place)
    {
        try
        {
            place.Undo();
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error;
        }
    }

    // The new environment is complete, whether or not the earlier one can be deleted.
    private static void Tidy(EnvironmentFolder place, Action<string> tell)
    {
        try
        {
            place.Tidy();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            tell($"The earlier environment '{place.Aside}' could not be deleted: {error.Message}");
        }
    }

    private static void Refuse(EnvironmentFolder place, FolderState state, bool force, string? inUse)
    {
        Dictionary<string, object?> facts = new() { ["Path"] = place.Path };
        if (state is FolderState.Occupied)
        {
            throw new PyAsyncException(PyErrorId.EnvironmentExists, $"'{place.Path}' is there already and is no virtual environment, so that none is made there. Give another folder.");
        }
        if (state is FolderState.Foreign && !force)
        {
            throw new PyAsyncException(PyErrorId.EnvironmentExists, $"'{place.Path}' is a virtual environment that something else has made, so that it is not changed.") { Facts = facts };
        }
        if (state is FolderState.Same or FolderState.Ours or FolderState.Foreign && inUse == place.Path)
        {
            throw new PyAsyncException(PyErrorId.EnvironmentInUse, $"This process runs the environment '{place.Path}', so that it cannot be made anew here.") { Facts = facts };
        }
    }
}
