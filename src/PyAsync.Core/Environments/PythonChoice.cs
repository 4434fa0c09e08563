using System;
using System.Collections.Generic;
using System.Linq;
using PyAsync.Packages;

namespace PyAsync.Environments;

/// <summary>Chooses a Python of versions that a file or project names. Any thread.</summary>
internal static class PythonChoice
{
    /// <summary>The one that is wanted or that a loop would take, where its version is in the range; else, where none is named, the newest whose version is.</summary>
    /// <param name="range">The versions.</param>
    /// <param name="wanted">What <see cref="PythonLocator.Find(string?, System.Threading.CancellationToken)"/> takes; null chooses.</param>
    /// <param name="who">Who needs it, for the message.</param>
    /// <param name="limit">For the whole search.</param>
    /// <exception cref="PythonNotUsableException">There is none.</exception>
    /// <exception cref="OperationCanceledException">The limit's token was cancelled.</exception>
    public static PythonInstallation For(VersionRange range, string? wanted, string who, ProbeLimit limit)
    {
        PythonInstallation? usual = Usual(wanted, limit, out PythonNotUsableException? none);
        if (usual is not null && range.Contains(PackageVersion.Of(usual.Version)))
        {
            return usual;
        }
        IReadOnlyList<PythonInstallation> all = wanted is null ? PythonLocator.FindAll(limit.CancellationToken) : [usual!];
        if (all.Count == 0 && none is not null)
        {
            throw none;
        }
        return all.FirstOrDefault(python => range.Contains(PackageVersion.Of(python.Version)))
            ?? throw new PythonNotUsableException(PythonProblem.WrongVersion,
                $"{who} needs Python {range}, and {(wanted is null ? $"there is only {string.Join(", ", all)}" : $"{usual} was chosen")}. Install one of these versions.", range.ToString());
    }

    // Null where PATH has none that can be used: pyenv may have one all the same. What the user has named is used or told of.
    private static PythonInstallation? Usual(string? wanted, ProbeLimit limit, out PythonNotUsableException? none)
    {
        none = null;
        try
        {
            return PythonLocator.Find(wanted, limit);
        }
        catch (PythonNotUsableException error) when (wanted is null && limit.Left > TimeSpan.Zero
            && !VariableSource.Names.Any(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 }))
        {
            none = error;
            return null;
        }
    }
}
