using System.Management.Automation;
using PyAsync.Objects;

namespace PyAsync.PowerShell.Values;

/// <summary>
/// A member of a Python Enum: its name, a string in every comparison, in JSON and in CSV, with Python's value as a property.
/// On its way back it is the member again.
/// </summary>
internal sealed class EnumText : PSObject
{
    public EnumText(string name, object? value, string typeName, PyObject member)
        : base(name)
    {
        Member = member;
        Properties.Add(new PSNoteProperty("Value", value), preValidated: true);
        Properties.Add(new PSNoteProperty("PyTypeName", typeName), preValidated: true);
    }

    /// <summary>The member itself.</summary>
    public PyObject Member { get; }
}
