using System.Collections;
using System.Collections.ObjectModel;

// The engine's format files know this type by its name.
namespace Microsoft.PowerShell.Commands;

/// <summary>One group of Group-Object.</summary>
public class GroupInfo
{
    internal GroupInfo(string name, int count, Collection<PSObject> group, ArrayList values)
    {
        Name = name;
        Count = count;
        Group = group;
        Values = values;
    }

    public ArrayList Values { get; }

    public int Count { get; }

    public Collection<PSObject> Group { get; }

    public string Name { get; }
}

/// <summary>What Measure-Object says of numbers.</summary>
public class GenericMeasureInfo
{
    public int Count { get; init; }

    public double? Average { get; init; }

    public double? Sum { get; init; }

    public object? Maximum { get; init; }

    public object? Minimum { get; init; }

    public double? StandardDeviation { get; init; }

    public string? Property { get; init; }
}

/// <summary>What Measure-Object says of text.</summary>
public class TextMeasureInfo
{
    public int? Lines { get; init; }

    public int? Words { get; init; }

    public int? Characters { get; init; }

    public string? Property { get; init; }
}
