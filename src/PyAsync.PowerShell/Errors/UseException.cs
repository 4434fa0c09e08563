using System;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;

namespace PyAsync.PowerShell.Errors;

/// <summary>
/// The error of a use of a live object: <c>$o.method()</c>, <c>$o.name</c>, <c>foreach ($item in $o)</c>. Its record is that
/// which a command would write. PowerShell puts no exception of its own around one of this base class.
/// </summary>
/// <param name="error">What went wrong, which <c>catch [PyAsync.Objects.PyException]</c> takes.</param>
/// <param name="record">Its record.</param>
[SuppressMessage("Design", "CA1032", Justification = "Made in one place.")]
[SuppressMessage("Design", "CA1064", Justification = "Scripts catch what is in it.")]
internal sealed class UseException(Exception error, ErrorRecord record) : MethodException(error.Message, error)
{
    /// <inheritdoc/>
    public override ErrorRecord ErrorRecord { get; } = record;
}
