using System.Management.Automation;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace PsHost.Utility;

/// <summary>Format-Table on the engine's own formatter.</summary>
[Cmdlet(VerbsCommon.Format, "Table")]
public sealed class FormatTableCommand : OuterFormatTableBase
{
    public FormatTableCommand() => implementation = new InnerFormatShapeCommand(FormatShape.Table);
}
