using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;

namespace Microsoft.PowerShell.Commands;

/// <summary>Commands that collect their whole input before they answer.</summary>
public abstract class CollectingCommand : PSCmdlet
{
    [Parameter(ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = System.Management.Automation.Internal.AutomationNull.Value;

    [Parameter(Position = 0)]
    public object[]? Property { get; set; }

    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    [Parameter]
    public string? Culture { get; set; }

    internal List<PSObject> Items { get; } = [];

    protected override void ProcessRecord()
    {
        if (InputObject is not null && InputObject != System.Management.Automation.Internal.AutomationNull.Value)
        {
            Items.Add(InputObject);
        }
    }

    internal object?[] Keys(PSObject item, List<PropertySpec> specs)
    {
        if (specs.Count == 0)
        {
            return [item];
        }

        var keys = new object?[specs.Count];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = specs[i].GetValue(item, out Exception? error);
            if (error is not null)
            {
                WriteError(new ErrorRecord(error, "ExpressionEvaluation", ErrorCategory.InvalidResult, item));
            }
        }

        return keys;
    }
}

[Cmdlet("Sort", "Object", DefaultParameterSetName = "Default")]
public sealed class SortObjectCommand : CollectingCommand
{
    [Parameter]
    public SwitchParameter Descending { get; set; }

    [Parameter]
    public SwitchParameter Unique { get; set; }

    [Parameter(ParameterSetName = "Default")]
    public SwitchParameter Stable { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Top")]
    [ValidateRange(1, int.MaxValue)]
    public int Top { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Bottom")]
    [ValidateRange(1, int.MaxValue)]
    public int Bottom { get; set; }

    protected override void EndProcessing()
    {
        List<PropertySpec> specs = PropertySpec.Parse(this, Property);
        var comparer = new ValueComparer(CaseSensitive);
        int Order((PSObject Item, object?[] Keys) a, (PSObject Item, object?[] Keys) b)
        {
            for (int i = 0; i < a.Keys.Length; i++)
            {
                int order = comparer.Compare(a.Keys[i], b.Keys[i]);
                if (order != 0)
                {
                    return (i < specs.Count ? specs[i].Descending ?? Descending : Descending) ? -order : order;
                }
            }

            return 0;
        }

        // LINQ's sort is stable, as pwsh's is.
        List<(PSObject Item, object?[] Keys)> sorted = Items.Select(i => (i, Keys(i, specs)))
            .Order(Comparer<(PSObject, object?[])>.Create(Order)).ToList();
        IEnumerable<(PSObject Item, object?[] Keys)> chosen = Unique ? sorted.Where((e, i) => i == 0 || Order(sorted[i - 1], e) != 0) : sorted;
        chosen = Top > 0 ? chosen.Take(Top) : Bottom > 0 ? chosen.TakeLast(Bottom) : chosen;
        foreach ((PSObject item, _) in chosen)
        {
            WriteObject(item, false);
        }
    }
}

[Cmdlet("Group", "Object", DefaultParameterSetName = "HashTable")]
public sealed class GroupObjectCommand : CollectingCommand
{
    [Parameter]
    public SwitchParameter NoElement { get; set; }

    [Parameter(ParameterSetName = "HashTable")]
    [Alias("AHT")]
    public SwitchParameter AsHashTable { get; set; }

    [Parameter(ParameterSetName = "HashTable")]
    public SwitchParameter AsString { get; set; }

    protected override void EndProcessing()
    {
        List<PropertySpec> specs = PropertySpec.Parse(this, Property);
        var comparer = new ValueComparer(CaseSensitive);
        var order = new List<(object?[] Keys, Collection<PSObject> Items)>();

        // A hash of the keys' text finds the few groups that may be the same one; the comparer decides.
        var byText = new Dictionary<string, List<int>>(CaseSensitive ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
        foreach (PSObject item in Items)
        {
            object?[] keys = Keys(item, specs);
            string text = Name(keys);
            if (!byText.TryGetValue(text, out List<int>? candidates))
            {
                byText[text] = candidates = [];
            }

            int found = candidates.FindIndex(c => order[c].Keys.SequenceEqual(keys, comparer));
            if (found < 0)
            {
                candidates.Add(order.Count);
                order.Add((keys, [item]));
            }
            else
            {
                order[candidates[found]].Items.Add(item);
            }
        }

        if (AsHashTable)
        {
            WriteObject(ToTable(order));
            return;
        }

        // pwsh writes the groups in the order of their keys when the keys can be ordered.
        IEnumerable<(object?[] Keys, Collection<PSObject> Items)> sorted = order
            .Order(Comparer<(object?[] Keys, Collection<PSObject>)>.Create((a, b) => a.Keys.Zip(b.Keys, comparer.Compare).FirstOrDefault(c => c != 0)));
        foreach ((object?[] keys, Collection<PSObject> items) in sorted)
        {
            WriteObject(Record(keys, items));
        }
    }

    private PSObject Record(object?[] keys, Collection<PSObject> items)
    {
        var group = new Microsoft.PowerShell.Commands.GroupInfo(Name(keys), items.Count, NoElement ? [] : items, new ArrayList(keys));
        var record = new PSObject(group);
        if (NoElement)
        {
            record.TypeNames.Insert(0, "Microsoft.PowerShell.Commands.GroupInfoNoElement");
        }

        return record;
    }

    private Hashtable ToTable(List<(object?[] Keys, Collection<PSObject> Items)> groups)
    {
        var table = CaseSensitive ? new Hashtable() : new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach ((object?[] keys, Collection<PSObject> items) in groups)
        {
            object key = AsString || keys.Length > 1 || keys[0] is null ? Name(keys) : keys[0] is PSObject wrapped ? wrapped.BaseObject : keys[0]!;
            table[key] = items;
        }

        return table;
    }

    private static string Name(object?[] keys) =>
        string.Join(", ", keys.Select(k => k is null ? "" : k is IEnumerable and not string ? string.Join(" ", ((IEnumerable)k).Cast<object?>()) : PSObject.AsPSObject(k).ToString()));
}

[Cmdlet(VerbsCommon.Get, "Unique", DefaultParameterSetName = "AsString")]
public sealed class GetUniqueCommand : PSCmdlet
{
    private PSObject? _last;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(ParameterSetName = "AsString")]
    public SwitchParameter AsString { get; set; }

    [Parameter(ParameterSetName = "UniqueByType")]
    public SwitchParameter OnType { get; set; }

    [Parameter]
    public SwitchParameter CaseInsensitive { get; set; }

    protected override void ProcessRecord()
    {
        if (InputObject is null)
        {
            return;
        }

        bool same = _last is not null && (OnType
            ? InputObject.TypeNames[0] == _last.TypeNames[0]
            : AsString ? string.Equals(InputObject.ToString(), _last.ToString(), CaseInsensitive ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal)
            : new ValueComparer(!CaseInsensitive).Equals(InputObject, _last));
        if (!same)
        {
            _last = InputObject;
            WriteObject(InputObject);
        }
    }
}
