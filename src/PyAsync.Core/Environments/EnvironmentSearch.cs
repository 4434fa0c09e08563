using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace PyAsync.Environments;

/// <summary>Finds the Pythons of this machine, those too that cannot be used, and says of each why. Any thread.</summary>
internal static class EnvironmentSearch
{
    // One that does not answer must not keep the others waiting.
    private static readonly TimeSpan s_limitOfOne = TimeSpan.FromSeconds(5);

    /// <summary>Every one that can be found without being told, newest first, and the virtual environments in these folders and those above.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static IReadOnlyList<PythonEnvironment> All(IEnumerable<string> folders, CancellationToken cancellationToken)
    {
        (string Place, string Source)[] places = [.. PythonSource.All.SelectMany(source => source.Places().Select(place => (place, source.Name)))];
        PythonEnvironment[] asked = new PythonEnvironment[places.Length];
        ParallelOptions options = new() { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Math.Clamp(Environment.ProcessorCount, 2, 8) };
        Parallel.For(0, places.Length, options, i => asked[i] = Look(places[i].Place, places[i].Source, new ProbeLimit(s_limitOfOne, cancellationToken)));
        List<PythonEnvironment> found = [.. asked.DistinctBy(Identity)];
        foreach (string folder in folders.SelectMany(NearbySource.Folders).Distinct(StringComparer.Ordinal))
        {
            if (!found.Exists(known => known.Prefix == folder))
            {
                found.Add(VenvReader.Read(folder, "Folder", found));
            }
        }
        MarkDefault(found, cancellationToken);
        return [.. found.OrderByDescending(one => one.Kind is PythonKind.VirtualEnvironment).ThenByDescending(one => one.Version)];
    }

    /// <summary>The one that a word means: a path, a folder, a version, a command; null is the one that a loop takes by itself.</summary>
    /// <exception cref="OperationCanceledException">The limit's token was cancelled.</exception>
    public static PythonEnvironment Look(string? word, string source, ProbeLimit limit)
    {
        string? executable = null;
        ProbeAnswers? answers = null;
        try
        {
            // Found out before it is asked, as what it answers is told even where it cannot be used.
            executable = word is null ? null : Executable(word);
            answers = executable is null ? null : PythonProbe.AnswersOf(executable, limit);
            PythonInstallation python = executable is null ? PythonLocator.Find(word, limit) : PythonProbe.Ask(executable, limit);
            return new PythonEnvironment(python.Executable, source)
            {
                Version = python.Version,
                Kind = KindOf(python.Prefix, python.BasePrefix),
                Prefix = python.Prefix,
                BasePrefix = python.BasePrefix,
                Library = python.Library,
                IsUsable = true,
            };
        }
        catch (PythonNotUsableException error)
        {
            return new PythonEnvironment(answers?["executable"] ?? executable ?? error.Subject ?? word ?? "python3", source)
            {
                Version = answers?.Version,
                Kind = answers is not null ? KindOf(answers["prefix"], answers["base_prefix"]) : PythonKind.Installation,
                Prefix = answers?["prefix"],
                BasePrefix = answers?["base_prefix"],
                IsUsable = false,
                Problem = error.Problem,
                Reason = error.Message,
            };
        }
    }

    // Null for a version or a command, which the locator looks for.
    private static string? Executable(string word) => word.IndexOfAny(['/', '\\']) < 0 ? null
        : Directory.Exists(word) ? FolderSource.Executable(Path.GetFullPath(word))
        : File.Exists(word) ? Path.GetFullPath(word)
        : null;

    private static PythonKind KindOf(string prefix, string basePrefix) => prefix != basePrefix ? PythonKind.VirtualEnvironment
        : CondaSource.IsEnvironment(prefix) ? PythonKind.Conda
        : PythonKind.Installation;

    // python3, python3.11 and a link of another name are one Python; two environments over it are two.
    private static string Identity(PythonEnvironment found) => $"{found.Library ?? ProbeTarget(found.Executable)}|{found.Prefix}";

    private static string ProbeTarget(string executable)
    {
        try
        {
            return ProbeKey.Target(executable);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return executable;
        }
    }

    private static void MarkDefault(List<PythonEnvironment> found, CancellationToken cancellationToken)
    {
        PythonEnvironment chosen = Look(null, "", new ProbeLimit(ProbeLimit.Usual, cancellationToken));
        if (found.Find(one => one.IsUsable == true && Identity(one) == Identity(chosen)) is { } one)
        {
            one.IsDefault = true;
        }
    }
}
