using System.Management.Automation;
using PyAsync.Objects;

namespace PyAsync.PowerShell.Values;

/// <summary>
/// Lets the single argument of a list parameter be a live object: PowerShell would make a list of a live list's items, or
/// of the name alone of an Enum's member. A single $null is an argument too, as in any call: <c>@()</c> is none.
/// </summary>
internal sealed class OneObjectAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        inputData is null || PSValues.Unwrap(inputData) is null or PyObject ? new object?[] { inputData } : inputData;
}
