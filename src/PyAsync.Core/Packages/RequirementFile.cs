using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace PyAsync.Packages;

/// <summary>What a requirements.txt, a pyproject.toml or a script with a PEP 723 block asks for. Any thread.</summary>
internal sealed class RequirementFile
{
    private RequirementFile(string path, string text)
    {
        Path = path;
        Text = text;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What of it counts: an environment that was made of the same text has what the file asks for.</summary>
    public string Text { get; }

    /// <summary>The versions of Python that it is for.</summary>
    public VersionRange RequiresPython { get; private init; } = VersionRange.Any;

    /// <summary>The packages that it names; null for a requirements.txt, which only an installer can read in full.</summary>
    public IReadOnlyList<PackageRequirement>? Packages { get; private init; }

    /// <summary>The packages of a requirements.txt, as its lines name them; none for another file.</summary>
    public IReadOnlyList<string> Lines { get; private init; } = [];

    /// <summary>What a requirements.txt wants by an address or a path that does not tell which package it is.</summary>
    public IReadOnlyList<string> Unnamed { get; private init; } = [];

    /// <summary>Whether a requirements.txt names something by a path that begins at the folder in which the installer runs.</summary>
    public bool HasRelativePaths { get; private init; }

    /// <summary>Whether a script has a lock file beside it.</summary>
    public bool IsLocked { get; private init; }

    /// <summary>The versions that a lock file holds packages at.</summary>
    public IReadOnlyList<string> Constraints { get; private init; } = [];

    /// <summary>All that a lock file says is needed, with the hashes of their files, instead of <see cref="Packages"/>; none where it has no hashes.</summary>
    public IReadOnlyList<string> Hashed { get; private init; } = [];

    /// <summary>Reads a file by what its name says it is.</summary>
    /// <exception cref="FormatException">It is not what its name says; the message names it.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static RequirementFile Read(string path)
    {
        try
        {
            return System.IO.Path.GetExtension(path).ToUpperInvariant() switch
            {
                ".PY" => OfScript(path),
                ".TOML" => OfProject(path),
                _ => OfText(path),
            };
        }
        catch (FormatException error) when (!error.Message.Contains(path, StringComparison.Ordinal))
        {
            throw new FormatException($"'{path}' cannot be read: {error.Message}.", error);
        }
    }

    /// <summary>What a script's block asks for, at the versions of the lock file beside it where there is one.</summary>
    /// <exception cref="FormatException">The lock file cannot be read, or is of another block.</exception>
    /// <exception cref="IOException">The same.</exception>
    public static RequirementFile Of(ScriptMetadata script)
    {
        string lockFile = ScriptLock.PathFor(script.Path);
        ScriptLock? held = System.IO.Path.Exists(lockFile) ? ScriptLock.Read(lockFile) : null;
        held?.Require(script);
        IReadOnlyList<string> constraints = held?.Constraints ?? [], hashed = held?.Hashed ?? [];
        return new RequirementFile(script.Path, script.Block + string.Join('\n', constraints.Concat(hashed)))
        {
            RequiresPython = script.RequiresPython.And(held?.RequiresPython ?? VersionRange.Any),
            Packages = script.Dependencies,
            IsLocked = held is not null,
            Constraints = constraints,
            Hashed = hashed,
        };
    }

    private static RequirementFile OfText(string path)
    {
        RequirementsText read = new(path);
        return new RequirementFile(path, read.Text) { Lines = read.Lines, Unnamed = read.Unnamed, HasRelativePaths = read.HasRelativePaths };
    }

    private static RequirementFile OfScript(string path) =>
        Of(ScriptMetadata.Read(path) ?? throw new FormatException("it has no '# /// script' block that says what it needs"));

    private static RequirementFile OfProject(string path)
    {
        string text = File.ReadAllText(path);
        if (TomlTable.Table(TomlReader.Read(text), "project") is not { } project)
        {
            throw new FormatException("it has no [project] table");
        }
        if (TomlTable.Texts(project, "dynamic").Contains("dependencies"))
        {
            throw new FormatException("its dependencies are dynamic, so that only the project's build tells them. Write them into the file, or give a requirements.txt with the line '-e .', which installs the project with them");
        }
        return new RequirementFile(path, text)
        {
            RequiresPython = VersionRange.OfPython(project),
            Packages = TomlTable.Texts(project, "dependencies").ConvertAll(PackageRequirement.Parse),
        };
    }
}
