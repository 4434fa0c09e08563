using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace PyAsync.Packages;

/// <summary>The lock file beside a script, as <c>uv lock --script tool.py</c> writes it: <c>tool.py.lock</c>. Any thread.</summary>
internal sealed class ScriptLock
{
    // The form that is read here. uv adds to it without another number where a reader may pass over what is new.
    private const string Form = "1";

    private const string Extension = ".lock";

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

    /// <summary>The versions of Python that it was made for; every one where it names none.</summary>
    public VersionRange RequiresPython { get; private init; } = VersionRange.Any;

    /// <summary>One line a package with the version that it is held at, as pip's constraints are written.</summary>
    public IReadOnlyList<string> Constraints => _packages.ConvertAll(package => package.Constraint);

    /// <summary>Where the lock of a script is.</summary>
    public static string PathFor(string script) => script + Extension;

    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">It is no lock file; the message says why.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ScriptLock Read(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                throw new FormatException("it is a folder");
            }
            Dictionary<string, object> toml = TomlReader.Read(File.ReadAllText(path));
            if (toml.ContainsKey("lock-version") || toml.ContainsKey("packages"))
            {
                throw new FormatException("it is of the form of pylock.toml");
            }
            if (toml.TryGetValue("version", out object? form) && Convert.ToString(form, CultureInfo.InvariantCulture) != Form)
            {
                throw new FormatException($"its form has the number {form}, and {Form} is the one that PyAsync knows");
            }
            ScriptLock read = new(path) { RequiresPython = VersionRange.OfPython(toml) };
            LockGraph graph = new();
            foreach (Dictionary<string, object> table in TomlTable.Tables(toml, "package"))
            {
                if (LockedPackage.Read(table) is { } package)
                {
                    read._packages.Add(package);
                    graph.Add(package, table);
                }
            }
            read.SeeThatHashesAreWhole();
            read._wanted = TomlTable.Table(toml, "manifest") is { } manifest ? [.. TomlTable.Tables(manifest, "requirements")] : null;
            if (read._wanted is not null && read._packages.TrueForAll(package => package.Hashes.Count > 0))
            {
                read.Hashed = [.. graph.Lines(read._wanted)];
            }
            return read;
        }
        catch (FormatException error)
        {
            throw new FormatException($"The lock file '{path}' cannot be read: {error.Message}. What is read is what uv makes: {MakeAnew(path[..^Extension.Length])}. Or delete it.", error);
        }
    }

    /// <summary>Sees that it has what the script asks for now.</summary>
    /// <exception cref="FormatException">It was made of something else; the message says what to do.</exception>
    public void Require(ScriptMetadata script)
    {
        foreach (PackageRequirement wanted in script.Dependencies)
        {
            List<LockedPackage> held = _packages.FindAll(one => IsOf(one, wanted.Name));
            // A marker may exclude it everywhere.
            bool isHeld = held.Count == 0 ? wanted.Marker is not null : held.Exists(one => PackageVersion.TryParse(one.Version) is not { } version || wanted.Range.Contains(version));
            string[] lacking = held.Count == 0 || _wanted is null ? [] : [.. wanted.Extras.Except(ExtrasOf(wanted.Name))];
            if (!isHeld || lacking.Length > 0)
            {
                string there = held.Count == 0 ? "does not have it"
                    : !isHeld ? $"has {string.Join(", ", held.Select(one => one.Package.Text))}"
                    : $"has it without {string.Join(", ", lacking)}";
                throw new FormatException($"'{script.Path}' asks for '{wanted.Text}', and its lock file '{Path}' {there}. Make the lock anew: {MakeAnew(script.Path)}. Or delete it.");
            }
        }
        // Of an index's packages pip would take one of the same name and version, which may be another's.
        if (_packages.Find(one => one.Source is not null && one.Hashes.Count == 0 && !script.Dependencies.Any(wanted => wanted.Url is not null && IsOf(one, wanted.Name))) is { } elsewhere)
        {
            throw new FormatException($"The lock file '{Path}' has '{elsewhere.Package.Text}' from {elsewhere.Source}, which only the script's block itself can name: '{elsewhere.Package.Name} @ ' and its address. Or run the file with uv.");
        }
    }

    private static string MakeAnew(string script) => $"uv lock --script {ShellWord.Quote(script)}";

    private static bool IsOf(LockedPackage package, string name) => PackageRequirement.Normalize(package.Package.Name) == PackageRequirement.Normalize(name);

    // An index may give no hashes, of any file; and what is no index's has none. Any other lock was cut off, or has had lines taken out.
    private void SeeThatHashesAreWhole()
    {
        if (_packages.Exists(one => one.Hashes.Count > 0) && _packages.Find(one => one.Source is null && one.Hashes.Count == 0) is { } without)
        {
            throw new FormatException($"it has hashes of other packages' files, and none of '{without.Package.Text}'");
        }
        if (_packages.Find(one => one.LacksFiles) is { } cut)
        {
            throw new FormatException($"it names no file of '{cut.Package.Text}'");
        }
    }

    private IEnumerable<string> ExtrasOf(string name) => _wanted!
        .Where(one => PackageRequirement.Normalize(TomlTable.Text(one, "name") ?? "") == PackageRequirement.Normalize(name))
        .SelectMany(one => TomlTable.Texts(one, "extras")).Select(PackageRequirement.Normalize);
}
