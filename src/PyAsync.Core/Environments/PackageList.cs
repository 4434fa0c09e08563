using System;
using System.Collections.Generic;
using PyAsync.Packages;

namespace PyAsync.Environments;

/// <summary>The packages that an environment has, and what it answers to markers, as its interpreter tells. Any thread.</summary>
internal sealed class PackageList
{
    private const string EndMark = "end\t\n";

    private const string Script = """
        import os, platform, sys
        from importlib import metadata
        lines, seen = [], set()
        for one in metadata.distributions():
            name = one.metadata["Name"]
            if name and name not in seen:
                seen.add(name)
                lines.append("%s\t%s\n" % (name, one.version))
        impl = sys.implementation
        kind = impl.version.releaselevel
        values = {
            "os_name": os.name, "sys_platform": sys.platform, "platform_machine": platform.machine(),
            "platform_python_implementation": platform.python_implementation(), "platform_release": platform.release(),
            "platform_system": platform.system(), "platform_version": platform.version(), "python_version": "%d.%d" % sys.version_info[:2],
            "python_full_version": platform.python_version(), "implementation_name": impl.name,
            "implementation_version": "%d.%d.%d" % impl.version[:3] + ("" if kind == "final" else kind[0] + str(impl.version.serial)),
        }
        for name, value in values.items():
            lines.append("marker\t%s\t%s\n" % (name, " ".join(value.split())))
        sys.stdout.buffer.write(("".join(lines) + "end\t\n").encode())
        """;

    private readonly Dictionary<string, string> _versions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _markers = new(StringComparer.Ordinal);

    private PackageList(string answer)
    {
        foreach (string line in answer.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = line.TrimEnd('\r').Split('\t');
            if (parts.Length == 3)
            {
                _markers[parts[1]] = parts[2];
            }
            else if (parts.Length == 2)
            {
                _versions.TryAdd(PackageRequirement.Normalize(parts[0]), parts[1]);
            }
        }
    }

    /// <summary>Asks the interpreter.</summary>
    /// <exception cref="PythonNotUsableException">It does not tell.</exception>
    /// <exception cref="OperationCanceledException">The limit's token was cancelled.</exception>
    public static PackageList Ask(string executable, ProbeLimit limit)
    {
        ChildResult result = Child.Run(executable, ["-I", "-c", Script], EndMark, limit);
        return result.Output.EndsWith(EndMark, StringComparison.Ordinal) ? new PackageList(result.Output[..^EndMark.Length])
            : throw new PythonNotUsableException(PythonProblem.NotAnswering, $"'{executable}' did not list its packages: {ProbeQuestion.LastLine(result.Errors)}.", executable);
    }

    /// <summary>The version of a package; null where there is none.</summary>
    public string? Version(string name) => _versions.GetValueOrDefault(PackageRequirement.Normalize(name));

    /// <summary>Whether a package is wanted here at all.</summary>
    public bool Wants(PackageRequirement requirement) => requirement.Marker?.Holds(_markers) != false;
}
