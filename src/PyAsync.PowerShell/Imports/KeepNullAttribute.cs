using System;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PyAsync.PowerShell.Imports;

/// <summary>
/// On a text parameter of an imported command that takes None: <c>$null</c> stays null, where PowerShell would make '' of it.
/// Used by the commands' own source. Any thread.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class KeepNullAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => inputData ?? NullString.Value;
}
