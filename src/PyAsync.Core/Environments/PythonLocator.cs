using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;

namespace PyAsync.Environments;

/// <summary>
/// Chooses a Python: what was asked for, then PYASYNC_PYTHON, VIRTUAL_ENV, CONDA_PREFIX, then PATH. Any thread.
/// </summary>
public static class PythonLocator
{
    // Where all of them are wanted, one that does not answer must not keep the others from it.
    private static readonly TimeSpan s_limitOfOne = TimeSpan.FromSeconds(5);

    /// <summary>Finds the Python to use.</summary>
    /// <param name="wanted">An executable, a folder of a virtual environment, conda environment or installation, a version such as <c>3.12</c>, or null to choose.</param>
    /// <param name="cancellationToken">Ends the interpreter that is asked, and the search.</param>
    /// <exception cref="PythonNotUsableException">There is none, or the one that was asked for cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static PythonInstallation Find(string? wanted = null, CancellationToken cancellationToken = default) =>
        Find(wanted, new ProbeLimit(ProbeLimit.Usual, cancellationToken));

    /// <summary>The same, within a limit for the whole search.</summary>
    internal static PythonInstallation Find(string? wanted, ProbeLimit limit)
    {
        if (!string.IsNullOrWhiteSpace(wanted))
        {
            return FromWord(wanted, null, limit);
        }
        foreach (string variable in VariableSource.Names)
        {
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value)
            {
                return FromWord(value, variable, limit);
            }
        }
        return FromPath(limit);
    }

    /// <summary>Every usable Python that can be found without being told: on PATH by version, and in pyenv's folder. Newest first.</summary>
    /// <param name="cancellationToken">Ends the interpreter that is asked, and the search.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static IReadOnlyList<PythonInstallation> FindAll(CancellationToken cancellationToken = default)
    {
        List<PythonInstallation> found = [.. Search(cancellationToken)];
        found.Sort((a, b) => b.Version.CompareTo(a.Version));
        return found;
    }

    /// <summary>Finds what <see cref="FindAll"/> does, one after another in the order of the search.</summary>
    internal static IEnumerable<PythonInstallation> Search(CancellationToken cancellationToken)
    {
        HashSet<string> libraries = new(StringComparer.Ordinal);
        foreach (string candidate in Candidates())
        {
            PythonInstallation? installation = null;
            try
            {
                installation = PythonProbe.Ask(candidate, new ProbeLimit(s_limitOfOne, cancellationToken));
            }
            catch (PythonNotUsableException)
            {
                // This lists the usable ones only.
            }
            if (installation is not null && libraries.Add(installation.Library))
            {
                yield return installation;
            }
        }
    }

    /// <summary>Whether a version is one that is wanted, such as 3.12.1 where 3.12 or 3 is.</summary>
    internal static bool Matches(Version actual, string wanted) =>
        actual.ToString() == wanted || actual.ToString().StartsWith(wanted + ".", StringComparison.Ordinal);

    /// <summary>Whether a word such as <c>3</c> or <c>3.12</c> asks for a version; a folder of that name is given as <c>./3.12</c>.</summary>
    public static bool IsVersion(string word)
    {
        ArgumentException.ThrowIfNullOrEmpty(word);
        foreach (char c in word)
        {
            if (c != '.' && !char.IsAsciiDigit(c))
            {
                return false;
            }
        }
        return char.IsAsciiDigit(word[0]);
    }

    /// <summary>Whether a word without a folder is a command on PATH. That is what it means then, whatever the current folder holds.</summary>
    internal static bool IsCommand(string word) => word.IndexOfAny(['/', '\\']) < 0 && PathSource.First(word) is not null;

    private static IEnumerable<string> Candidates() => PathSource.Executables().Concat(PyenvSource.Executables()).Distinct(StringComparer.Ordinal);

    private static PythonInstallation FromWord(string word, string? source, ProbeLimit limit)
    {
        if (IsVersion(word))
        {
            return FromVersion(word, limit);
        }
        bool isPath = word.IndexOfAny(['/', '\\']) >= 0;
        if (!isPath && PathSource.First(word) is { } command)
        {
            return PythonProbe.Ask(command, limit);
        }
        if (isPath && File.Exists(word))
        {
            return PythonProbe.Ask(Path.GetFullPath(word), limit);
        }
        if (Directory.Exists(word))
        {
            return PythonProbe.Ask(FolderSource.Executable(Path.GetFullPath(word)), limit);
        }
        throw new PythonNotUsableException(PythonProblem.NotFound,
            $"No Python '{word}'{(source is null ? "" : $" (from {source})")}: it is no file, no folder, no version such as 3.12 and no command on PATH.{(File.Exists(word) ? $" For the file of that name say './{word}'." : "")}", word);
    }

    // One that does not run does not hide the next one, but its error is told where none runs. One that runs and cannot be
    // used is what the user has chosen.
    private static PythonInstallation FromPath(ProbeLimit limit)
    {
        List<PythonNotUsableException> broken = [];
        HashSet<string> asked = new(StringComparer.Ordinal);
        foreach (string name in PathSource.Names)
        {
            foreach (string candidate in PathSource.All(name))
            {
                if (!asked.Add(candidate))
                {
                    continue;
                }
                try
                {
                    return PythonProbe.Ask(candidate, limit);
                }
                catch (PythonNotUsableException error) when (DoesNotRun(error) && limit.Left > TimeSpan.Zero)
                {
                    broken.Add(error);
                }
                catch (PythonNotUsableException error) when (broken.Count > 0)
                {
                    broken.Add(error);
                    throw NoneOf(broken);
                }
            }
        }
        throw broken.Count switch
        {
            0 => new PythonNotUsableException(PythonProblem.NotFound,
                $"No Python was found: PYASYNC_PYTHON, VIRTUAL_ENV and CONDA_PREFIX are not set and neither python3 nor python is on PATH. Install Python 3.9 or newer ({SystemPackages.ForPython()}), or name one in PYASYNC_PYTHON."),
            1 => broken[0],
            _ => NoneOf(broken),
        };
    }

    private static PythonNotUsableException NoneOf(List<PythonNotUsableException> errors) => new(
        errors[^1].Problem, "None of these Pythons on PATH can be used. " + string.Join(" ", errors.ConvertAll(error => error.Message)), errors[^1].Subject, new AggregateException(errors));

    private static bool DoesNotRun(PythonNotUsableException error) => error.Problem is PythonProblem.NotAnswering or PythonProblem.BrokenEnvironment;

    private static PythonInstallation FromVersion(string version, ProbeLimit limit)
    {
        PythonNotUsableException? last = null, broken = null;
        foreach (string candidate in (IEnumerable<string>)[.. PathSource.OfVersion(version), .. PyenvSource.Executables(version), .. PathSource.All("python3")])
        {
            try
            {
                if (PythonProbe.Ask(candidate, found => Matches(found, version), limit) is { } installation)
                {
                    return installation;
                }
            }
            catch (PythonNotUsableException) when (limit.Left == TimeSpan.Zero)
            {
                throw;
            }
            catch (PythonNotUsableException error) when (DoesNotRun(error))
            {
                // A pyenv shim of a version that is not selected, for one: what it would be is not known.
                broken = error;
            }
            catch (PythonNotUsableException error)
            {
                last = error;
            }
        }
        throw last ?? new PythonNotUsableException(PythonProblem.NotFound,
            $"No Python {version} was found on PATH or in pyenv. Install it, or give the path of its executable.{(broken is null ? "" : " " + broken.Message)}", version, broken);
    }
}
