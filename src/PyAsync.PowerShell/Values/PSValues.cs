using System.Management.Automation;

namespace PyAsync.PowerShell.Values;

/// <summary>PowerShell's own wrapping of values.</summary>
internal static class PSValues
{
    /// <summary>The .NET object inside a PSObject; a PSCustomObject, which has none, stays as it is.</summary>
    public static object? Unwrap(object? value) =>
        value is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : value;
}
