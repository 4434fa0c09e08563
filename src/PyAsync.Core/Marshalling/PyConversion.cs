namespace PyAsync.Marshalling;

/// <summary>How Python values become .NET values. Immutable; shared by many calls.</summary>
public sealed class PyConversion
{
    /// <summary>The usual rules.</summary>
    public static readonly PyConversion Default = new();

    /// <summary>Everything stays a live <see cref="PyObject"/>.</summary>
    public bool Raw { get; init; }

    /// <summary>Every dict becomes a dictionary, none a record.</summary>
    public bool AsHashtable { get; init; }

    /// <summary>Makes the records that dicts with string keys become; null makes dictionaries.</summary>
    public IPyRecordFactory? Records { get; init; }
}

/// <summary>Makes objects with named properties, for the host that has such a thing. Called on the loop's thread.</summary>
public interface IPyRecordFactory
{
    /// <summary>A record.</summary>
    /// <param name="names">The properties' names, in order. The same array is given for each record of one shape.</param>
    /// <param name="values">Their values; the factory may keep the array.</param>
    /// <param name="typeName">The Python type's name where it is no plain dict, else null.</param>
    object Create(string[] names, object?[] values, string? typeName);
}
