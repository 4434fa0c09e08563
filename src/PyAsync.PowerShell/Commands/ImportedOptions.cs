using PyAsync.PowerShell.Commands;
using PyAsync.PowerShell.Imports;

[assembly: AwaitParameters(typeof(ImportedOptions))]

namespace PyAsync.PowerShell.Commands;

/// <summary>What an imported command was told of its awaits. It is never run: its properties hold what was bound.</summary>
public sealed class ImportedOptions : AwaitOptionsCmdlet;
