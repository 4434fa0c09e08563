using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Internal;

namespace PyAsync.PowerShell.Values;

/// <summary>PowerShell's own wrapping of values.</summary>
internal static class PSValues
{
    /// <summary>The .NET object inside a PSObject; a PSCustomObject, which has none, stays as it is. What an empty pipeline gave is null.</summary>
    public static object? Unwrap(object? value) => value switch
    {
        EnumText text => text.Member,
        PSObject wrapped when wrapped.BaseObject is not PSCustomObject => wrapped.BaseObject,
        PSObject wrapped when IsNothing(wrapped) => null,
        _ => value,
    };

    /// <summary>A PSCustomObject's names and values; what any other PSObject wraps; null for what an empty pipeline gave.</summary>
    public static object? Unfold(object value)
    {
        PSObject wrapped = (PSObject)value;
        if (IsNothing(wrapped))
        {
            return null;
        }
        if (wrapped.BaseObject is not PSCustomObject)
        {
            return wrapped is EnumText text ? text.Member : wrapped.BaseObject;
        }
        List<KeyValuePair<string, object?>> pairs = [];
        foreach (PSPropertyInfo property in wrapped.Properties)
        {
            if (property is PSScriptProperty)
            {
                // Its script runs on this thread.
                LoopRunspace.Ensure();
            }
            pairs.Add(new KeyValuePair<string, object?>(property.Name, property.Value));
        }
        return pairs;
    }

    // Looks like a PSCustomObject without properties, and is $null to everyone who writes scripts.
    private static bool IsNothing(PSObject value) => ReferenceEquals(value, AutomationNull.Value);

    /// <summary>A script block's output as one value: nothing is null, one object itself, more an array.</summary>
    public static object? Single<T>(IList<T> output)
    {
        if (output.Count == 0)
        {
            return null;
        }
        if (output.Count == 1)
        {
            return Unwrap(output[0]);
        }
        object?[] values = new object?[output.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Unwrap(output[i]);
        }
        return values;
    }
}
