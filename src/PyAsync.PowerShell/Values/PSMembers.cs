using System;
using System.Management.Automation;
using PyAsync.Conversion;

namespace PyAsync.PowerShell.Values;

/// <summary>
/// What PowerShell adds to a .NET object, for a Python that has the object alive: note and script properties of Add-Member,
/// the properties of types.ps1xml, the columns of a DataRow, the elements of an XML document. On Python's threads.
/// </summary>
internal static class PSMembers
{
    /// <summary>Whether somebody has given an object members of its own; those of PowerShell's providers do not count.</summary>
    public static bool HasOwn(PSObject value)
    {
        foreach (PSPropertyInfo property in value.Properties)
        {
            if (property is { IsInstance: true, MemberType: PSMemberTypes.NoteProperty or PSMemberTypes.ScriptProperty or PSMemberTypes.AliasProperty }
                && !property.Name.StartsWith("PS", StringComparison.Ordinal))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>The property of that name; null where PowerShell has none either.</summary>
    public static LiveMember? Find(object value, string name)
    {
        // The types' own properties are those of the thread's runspace.
        LoopRunspace.Ensure();
        PSObject wrapped = PSObject.AsPSObject(value);
        return wrapped.Properties[name] is { IsGettable: true } property ? new LiveMember(property.Value) : null;
    }
}
