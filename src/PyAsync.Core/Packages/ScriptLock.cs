using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace PyAsync.Packages;

/// <summary>The lock file beside a script, as <c>uv lock --script tool.py</c> writes it: <c>tool.py.lock</c>. Any thread.</summary>
internal sealed class ScriptLock
{
    private readonly List<LockedPackage> _packages = [];

    // What the lock was made for; null where it does not tell.
    private List<Dictionary<string, object>>? _wanted;

    private ScriptLock(string path)
    {
        Path = path;
    }

    /// <summary>The lock file.</summary>
    public string Path { get; }

    /// <summary>The packages that are needed, with the hashes of their files, as lines of a requirements.txt; none where the lock does not have them of each.</summary>
    public IReadOnlyList<string> Hashed { get; private set; } = [];

    /// <summary>One line a package with the version that it is held at, as pip's constraints are written.</summary>
    public IReadOnlyList<string> Constraints => _packages.ConvertAll(package => package.Constraint);

    /// <summary>Where the lock of a script is.</summary>
    public static string PathFor(string script) => script + ".lock";

    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">It is no lock file; the message says why.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ScriptLock Read(string path)
    {
        try
        {
            Dictionary<string, object> toml = TomlReader.Read(File.ReadAllText(path));
            ScriptLock read = new(path);
            LockGraph graph = new();
            foreach (Dictionary<string, object> table in TomlTable.Tables(toml, "package"))
            {
                if (LockedPackage.Read(table) is { } package)
                {
                    read._packages.Add(package);
                    graph.Add(package, table);
                }
            }
            read._wanted = TomlTable.Table(toml, "manifest") is { } manifest ? [.. TomlTable.Tables(manifest, "requirements")] : null;
            if (read._wanted is not null && read._packages.TrueForAll(package => package.Hashes.Count > 0))
            {
                read.Hashed = [.. graph.Lines(read._wanted)];
            }
            return read;
        }
        catch (FormatException error)
        {
            throw new FormatException($"The lock file '{path}' cannot be read: {error.Message}.", error);
        }
    }

    /// <summary>Sees that it has what the script asks for now.</summary>
    /// <exception cref="FormatException">It was made of something else; the message says what to do.</exception>
    public void Require(ScriptMetadata script)
    {
        foreach (PackageRequirement wanted in script.Dependencies)
        {
            List<LockedPackage> held = _packages.FindAll(one => PackageRequirement.Normalize(one.Package.Name) == PackageRequirement.Normalize(wanted.Name));
            // A marker may exclude it everywhere.
            bool isHeld = held.Count == 0 ? wanted.Marker is not null : held.Exists(one => PackageVersion.TryParse(one.Version) is not { } version || wanted.Range.Contains(version));
            string[] lacking = held.Count == 0 || _wanted is null ? [] : [.. wanted.Extras.Except(ExtrasOf(wanted.Name))];
            if (!isHeld || lacking.Length > 0)
            {
                string there = held.Count == 0 ? "does not have it"
                    : !isHeld ? $"has {string.Join(", ", held.Select(one => one.Package.Text))}"
                    : $"has it without {string.Join(", ", lacking)}";
                throw new FormatException($"'{script.Path}' asks for '{wanted.Text}', and its lock file '{Path}' {there}. Make the lock anew: uv lock --script {ShellWord.Quote(script.Path)}. Or delete it.");
            }
        }
    }
    private IEnumerable<string> ExtrasOf(string name) => _wanted!
        .Where(one => PackageRequirement.Normalize(TomlTable.Text(one, "name") ?? "") == PackageRequirement.Normalize(name))
        .SelectMany(one => TomlTable.Texts(one, "extras")).Select(PackageRequirement.Normalize);
}
