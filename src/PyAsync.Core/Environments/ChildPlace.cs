using System.Collections.Generic;

namespace PyAsync.Environments;

/// <summary>What a child process finds other than this process has it.</summary>
/// <param name="Folder">Its working directory; null for this process's.</param>
/// <param name="Without">The environment's variables that it does not get.</param>
internal sealed record ChildPlace(string? Folder, IReadOnlyCollection<string> Without)
{
    /// <summary>As this process has it.</summary>
    public static ChildPlace Same { get; } = new(null, []);
}
