using System.Management.Automation;
using PyAsync.Objects;

namespace PyAsync.PowerShell.Values;

/// <summary>
/// Lets the single argument of a list parameter be a live object: PowerShell would make a list of a live list's items, or
/// of the name alone of an Enum's member.
/// </summary>
internal sealed class OneObjectAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        PSValues.Unwrap(inputData) is PyObject ? new object[] { inputData } : inputData;
}
