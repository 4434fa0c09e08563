using System.Management.Automation;
using PyAsync.Conversion;

namespace PyAsync.PowerShell.ScriptBlocks;

/// <summary>Gives Python a .NET object itself where it would get a copy. Scripts write it as <c>[PyAsync.Live]</c>, which the module registers.</summary>
public static class Live
{
    /// <summary>The object alive: a list that Python fills, a hashtable, a file.</summary>
    /// <param name="value">The object.</param>
    public static object Of(object value) => new LiveValue(value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value);
}
