using System.Collections.Generic;
using System.Linq;
using PyAsync.Packages;

namespace PyAsync.Environments;

/// <summary>Whether an environment has a package that is wanted.</summary>
/// <param name="Requirement">What is wanted, such as <c>aiohttp&gt;=3.8</c>.</param>
/// <param name="Installed">The version that is there; null where there is none.</param>
/// <param name="IsMet">Whether that is one that is wanted.</param>
public sealed record PackageCheck(string Requirement, string? Installed, bool IsMet)
{
    /// <summary>Compares what is wanted with what is there. What a marker excludes there is left out.</summary>
    internal static PackageCheck[] Of(IEnumerable<PackageRequirement> wanted, PackageList installed) => [.. wanted.Where(installed.Wants).Select(requirement =>
    {
        string? version = installed.Version(requirement.Name);
        // A version that PEP 440 does not know is one that only its own name means.
        bool isMet = version is not null && (PackageVersion.TryParse(version) is { } known ? requirement.Range.Contains(known) : requirement.Range.ToString().Length == 0);
        return new PackageCheck(requirement.Text, version, isMet);
    })];

    /// <summary>What is wanted, and what is there.</summary>
    public override string ToString() => IsMet ? $"{Requirement}: {Installed}" : $"{Requirement}: {Installed ?? "not installed"}";
}
