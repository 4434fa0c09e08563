using System;
using System.Collections.Generic;
using System.Linq;

namespace PyAsync.Packages;

/// <summary>
/// What a lock file's packages need of each other, and from that, when each is needed: a lock is for every system at once,
/// and says for each step from one package to the next where that step is taken. One thread.
/// </summary>
internal sealed class LockGraph
{
    private readonly Dictionary<string, List<Node>> _nodes = new(StringComparer.Ordinal);

    /// <summary>Adds a package.</summary>
    public void Add(LockedPackage package, Dictionary<string, object> table)
    {
        string name = PackageRequirement.Normalize(package.Package.Name);
        if (!_nodes.TryGetValue(name, out List<Node>? same))
        {
            _nodes[name] = same = [];
        }
        same.Add(new Node(package, table));
    }

    /// <summary>The packages that are needed for what is wanted, as lines of a requirements.txt with their hashes.</summary>
    /// <param name="wanted">The <c>requirements</c> of the lock's manifest.</param>
    public IEnumerable<string> Lines(IEnumerable<Dictionary<string, object>> wanted)
    {
        Queue<(Dictionary<string, object> Step, SortedSet<string> Before)> open = new(wanted.Select(step => (step, new SortedSet<string>(StringComparer.Ordinal))));
        while (open.TryDequeue(out (Dictionary<string, object> Step, SortedSet<string> Before) one))
        {
            foreach (Node node in Targets(one.Step))
            {
                SortedSet<string> markers = new(one.Before, StringComparer.Ordinal);
                markers.UnionWith(new[] { TomlTable.Text(one.Step, "marker") ?? "", node.Package.Marker }.Where(text => text.Length > 0));
                foreach (string extra in Extras(one.Step).Prepend(""))
                {
                    if (node.Reach(extra, markers))
                    {
                        node.Steps(extra).ForEach(step => open.Enqueue((step, markers)));
                    }
                }
            }
        }
        return _nodes.Values.SelectMany(same => same).Where(node => node.IsReached).Select(node => node.Package.Hashed(node.Marker));
    }

    // One that names no version is every one of that name: their own markers tell them apart.
    private IEnumerable<Node> Targets(Dictionary<string, object> step)
    {
        string name = PackageRequirement.Normalize(TomlTable.Text(step, "name") ?? "");
        string? version = TomlTable.Text(step, "version");
        return _nodes.GetValueOrDefault(name, []).Where(node => version is null || node.Package.Version == version);
    }

    // A manifest writes "extras", a package's dependencies "extra".
    private static List<string> Extras(Dictionary<string, object> step) => [.. TomlTable.Texts(step, "extras"), .. TomlTable.Texts(step, "extra")];

    private sealed class Node(LockedPackage package, Dictionary<string, object> table)
    {
        // By extra, the ways to it: each a set of markers that must all hold, of which none contains another.
        private readonly Dictionary<string, List<SortedSet<string>>> _ways = new(StringComparer.Ordinal);

        public LockedPackage Package => package;

        public bool IsReached => _ways.ContainsKey("");

        public string Marker => _ways[""].Exists(way => way.Count == 0) ? ""
            : LockedPackage.Any(_ways[""].Select(way => string.Join(" and ", way.Select(text => $"({text})"))));

        // Whether this way is a new one.
        public bool Reach(string extra, SortedSet<string> markers)
        {
            if (!_ways.TryGetValue(extra, out List<SortedSet<string>>? ways))
            {
                _ways[extra] = ways = [];
            }
            if (ways.Exists(way => way.IsSubsetOf(markers)))
            {
                return false;
            }
            ways.RemoveAll(way => way.IsSupersetOf(markers));
            ways.Add(markers);
            return true;
        }

        public List<Dictionary<string, object>> Steps(string extra) => extra.Length == 0
            ? [.. TomlTable.Tables(table, "dependencies")]
            : [.. TomlTable.Table(table, "optional-dependencies") is { } optional ? TomlTable.Tables(optional, extra) : []];
    }
}
