using System;
using System.Runtime.InteropServices;

namespace PyAsync.Environments;

/// <summary>
/// Asks an interpreter about itself by running it once, unless its answers were kept, and says whether this process can
/// use it. Any thread.
/// </summary>
internal static class PythonProbe
{
    private static readonly Version s_oldest = new(3, 9);

    /// <summary>Asks the interpreter and finds its library.</summary>
    /// <exception cref="PythonNotUsableException">It does not answer, is too old, of another architecture, or has no library.</exception>
    /// <exception cref="OperationCanceledException">The limit's token was cancelled.</exception>
    public static PythonInstallation Ask(string executable, ProbeLimit limit) => Ask(executable, static _ => true, limit)!;

    /// <summary>The same; null where the version is none that is wanted, whatever else is wrong with it.</summary>
    public static PythonInstallation? Ask(string executable, Func<Version, bool> isWanted, ProbeLimit limit) =>
        Ask(executable, isWanted, ProbeCache.FromEnvironment(), limit);

    /// <summary>The same, with what was kept of earlier answers.</summary>
    internal static PythonInstallation? Ask(string executable, Func<Version, bool> isWanted, ProbeCache cache, ProbeLimit limit)
    {
        ProbeAnswers answers = cache.Read(executable) ?? AskAndKeep(executable, cache, limit);
        if (!isWanted(answers.Version))
        {
            return null;
        }
        Refuse(executable, answers);
        return new PythonInstallation(answers["executable"], answers.Version, answers["prefix"], answers["base_prefix"], SharedLibrary.Find(executable, answers));
    }

    /// <summary>What an interpreter says about itself, whether or not it can be used.</summary>
    /// <exception cref="PythonNotUsableException">It does not answer.</exception>
    /// <exception cref="OperationCanceledException">The limit's token was cancelled.</exception>
    public static ProbeAnswers AnswersOf(string executable, ProbeLimit limit)
    {
        ProbeCache cache = ProbeCache.FromEnvironment();
        return cache.Read(executable) ?? AskAndKeep(executable, cache, limit);
    }

    private static ProbeAnswers AskAndKeep(string executable, ProbeCache cache, ProbeLimit limit)
    {
        string? key = cache.KeyOf(executable);
        ProbeAnswers answers = ProbeQuestion.Ask(executable, limit);
        cache.Write(executable, key, answers);
        return answers;
    }

    private static void Refuse(string executable, ProbeAnswers answers)
    {
        if (answers.Version < s_oldest)
        {
            throw new PythonNotUsableException(PythonProblem.TooOld,
                $"'{executable}' is Python {answers.Version}; PyAsync needs 3.9 or newer.", executable);
        }
        if (answers["implementation"] is { Length: > 0 } implementation && implementation != "cpython")
        {
            throw new PythonNotUsableException(PythonProblem.NotCPython,
                $"'{executable}' is {implementation}; PyAsync runs CPython only.", executable);
        }
        if (answers.Bits != nint.Size * 8)
        {
            throw new PythonNotUsableException(PythonProblem.WrongArchitecture,
                $"'{executable}' is a {answers.Bits}-bit Python, but this process is {nint.Size * 8}-bit. Install a Python for {RuntimeInformation.ProcessArchitecture}.", executable);
        }
        if (!OperatingSystem.IsMacOS() && ArchitectureOf(answers.Optional("machine")) is { } architecture && architecture != RuntimeInformation.ProcessArchitecture)
        {
            // Not on macOS, where one library serves both and the kernel's answer depends on who asks.
            throw new PythonNotUsableException(PythonProblem.WrongArchitecture,
                $"'{executable}' is a Python for {answers["machine"]}, but this process is {RuntimeInformation.ProcessArchitecture}. Install a Python for {RuntimeInformation.ProcessArchitecture}.", executable);
        }
    }

    // The kernel's names of what .NET runs on; null for a name that is not known.
    private static Architecture? ArchitectureOf(string machine) => machine.ToUpperInvariant() switch
    {
        "X86_64" or "AMD64" => Architecture.X64,
        "AARCH64" or "ARM64" => Architecture.Arm64,
        "PPC64LE" => Architecture.Ppc64le,
        "S390X" => Architecture.S390x,
        _ => null,
    };
}
