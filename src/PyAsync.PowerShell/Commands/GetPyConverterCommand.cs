using System.Management.Automation;
using PyAsync.Conversion;

namespace PyAsync.PowerShell.Commands;

/// <summary>Lists the converters that were registered.</summary>
[Cmdlet(VerbsCommon.Get, "PyConverter", HelpUri = HelpPages.Folder + "Get-PyConverter.md")]
[OutputType(typeof(PyConverterInfo))]
public sealed class GetPyConverterCommand : PyCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing() => WriteObject(PyConverters.All, enumerateCollection: true);
}
