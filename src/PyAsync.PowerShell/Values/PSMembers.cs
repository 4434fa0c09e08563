using System;
using System.Management.Automation;
using PyAsync.Conversion;
using PyAsync.Interpreters;

namespace PyAsync.PowerShell.Values;

/// <summary>
/// What PowerShell adds to a .NET object, for a Python that has the object alive: note and script properties of Add-Member,
/// the properties of types.ps1xml, the columns of a DataRow, the elements of an XML document. On a thread with a runspace, whose types count.
/// </summary>
internal static class PSMembers
{
    /// <summary>The object alive where somebody has given it members of its own, which a copy would lose; else as it is. Those of PowerShell's providers do not count. The loop's thread.</summary>
    public static object KeepOwn(object value)
    {
        foreach (PSPropertyInfo property in PSObject.AsPSObject(value).Properties)
        {
            if (property is { IsInstance: true, MemberType: PSMemberTypes.NoteProperty or PSMemberTypes.ScriptProperty or PSMemberTypes.AliasProperty }
                && !property.Name.StartsWith("PS", StringComparison.Ordinal)
                && property.Name != "UnixStat")
            {
                return PyInterpreter.Current.LiveObjects.TryRequire(out _) ? new LiveValue(value) : value;
            }
        }
        return value;
    }

    /// <summary>Writes the property of that name; false where PowerShell has none that takes a value.</summary>
    public static bool Write(object value, string name, object? content)
    {
        if (PSObject.AsPSObject(value).Properties[name] is not { IsSettable: true } property)
        {
            return false;
        }
        property.Value = content;
        return true;
    }

    /// <summary>The property of that name; null where PowerShell has none either.</summary>
    public static LiveMember? Find(object value, string name)
    {
        PSObject wrapped = PSObject.AsPSObject(value);
        return wrapped.Properties[name] is { IsGettable: true } property ? new LiveMember(property.Value) : null;
    }
}
