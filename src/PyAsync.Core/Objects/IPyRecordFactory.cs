namespace PyAsync.Objects;

/// <summary>Makes objects with named properties, for the host that has such a thing. Called on the loop's thread.</summary>
public interface IPyRecordFactory
{
    /// <summary>A record.</summary>
    /// <param name="names">The properties' names, in order: none empty, no two that differ only in case. The same array is given for each record of one shape.</param>
    /// <param name="values">Their values; the factory may keep the array.</param>
    /// <param name="typeName">The Python type's qualified name (<c>module.Class</c>) where it is no plain dict, else null.</param>
    object Create(string[] names, object?[] values, string? typeName);
}
