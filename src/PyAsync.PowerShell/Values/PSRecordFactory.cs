using System.Management.Automation;
using PyAsync.Marshalling;

namespace PyAsync.PowerShell.Values;

/// <summary>Makes PSCustomObjects of Python's dicts with string keys, dataclasses and the like. Any thread.</summary>
internal sealed class PSRecordFactory : IPyRecordFactory
{
    public static readonly PSRecordFactory Instance = new();

    public object Create(string[] names, object?[] values, string? typeName)
    {
        PSObject record = new();
        for (int i = 0; i < names.Length; i++)
        {
            record.Properties.Add(new PSNoteProperty(names[i], values[i]));
        }
        if (typeName is not null)
        {
            record.TypeNames.Insert(0, typeName);
        }
        return record;
    }
}
