using System.Collections.Generic;

namespace PyAsync.PowerShell.Completion;

/// <summary>A module whose commands take records, for <see cref="HashtableKeys"/>.</summary>
internal interface IRecordParameters
{
    /// <summary>The fields of a command's parameter: name and type; none where it takes no record.</summary>
    IEnumerable<(string Name, string Text)> FieldsOf(string command, string parameter);
}
