using System;
using System.Collections.Generic;
using PyAsync.Packages;

namespace PyAsync.Environments;

/// <summary>The packages that an environment has, as its interpreter lists them. Any thread.</summary>
internal static class PackageList
{
    private const string EndMark = "end\t\n";

    private const string Script = """
        import sys
        from importlib import metadata
        lines, seen = [], set()
        for one in metadata.distributions():
            name = one.metadata["Name"]
            if name and name not in seen:
                seen.add(name)
                lines.append("%s\t%s\n" % (name, one.version))
        sys.stdout.buffer.write(("".join(lines) + "end\t\n").encode())
        """;

    /// <summary>The versions, by normalized names.</summary>
    /// <exception cref="PythonNotUsableException">It does not tell.</exception>
    /// <exception cref="OperationCanceledException">The limit's token was cancelled.</exception>
    public static Dictionary<string, string> Ask(string executable, ProbeLimit limit)
    {
        ChildResult result = Child.Run(executable, ["-I", "-c", Script], EndMark, limit);
        if (!result.Output.EndsWith(EndMark, StringComparison.Ordinal))
        {
            throw new PythonNotUsableException(PythonProblem.NotAnswering, $"'{executable}' did not list its packages: {ProbeQuestion.LastLine(result.Errors)}.", executable);
        }
        Dictionary<string, string> packages = new(StringComparer.Ordinal);
        foreach (string line in result.Output[..^EndMark.Length].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = line.Split('\t');
            if (parts.Length == 2)
            {
                packages.TryAdd(PackageRequirement.Normalize(parts[0]), parts[1].TrimEnd('\r'));
            }
        }
        return packages;
    }
}
