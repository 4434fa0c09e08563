using System.Management.Automation;
using PyAsync.Marshalling;

namespace PyAsync.PowerShell;

/// <summary>Lists the converters that were registered.</summary>
[Cmdlet(VerbsCommon.Get, "PyConverter")]
[OutputType(typeof(PyConverterInfo))]
public sealed class GetPyConverterCommand : PyCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing() => WriteObject(PyConverters.All, enumerateCollection: true);
}
