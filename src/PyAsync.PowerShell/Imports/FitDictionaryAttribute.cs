using System;
using System.Collections.Specialized;
using System.Management.Automation;

namespace PyAsync.PowerShell.Imports;

/// <summary>
/// On a mapping parameter of an imported command: takes an object such as ConvertFrom-Json gives for the mapping of its
/// properties, as PowerShell has no conversion for it. Used by the commands' own source. Any thread.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class FitDictionaryAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (inputData is not PSObject { BaseObject: PSCustomObject } given)
        {
            return inputData;
        }
        OrderedDictionary mapping = [];
        foreach (PSPropertyInfo property in given.Properties)
        {
            mapping[property.Name] = property.Value;
        }
        return mapping;
    }
}
