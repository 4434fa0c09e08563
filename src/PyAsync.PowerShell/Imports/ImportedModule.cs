using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.Imports;

/// <summary>What the commands of one Python module share. Public for their source text; make none yourself.</summary>
public sealed class ImportedModule
{
    private static readonly CmdletInfo s_step = new("Wait-PyImportedCall", typeof(ImportedStep));

    private readonly Dictionary<string, ImportedCommand> _commands;
    private readonly CallerPreferences _preferences = new();
    private SessionState? _state;

    internal ImportedModule(string source, string? loop, IEnumerable<ImportedCommand> commands)
    {
        Source = source;
        LoopName = loop;
        _commands = commands.ToDictionary(command => command.Function, StringComparer.Ordinal);
    }

    /// <summary>What it was imported by.</summary>
    internal string Source { get; }

    /// <summary>The loop of its commands; null for the default one.</summary>
    internal string? LoopName { get; }

    /// <summary>What a command waits by.</summary>
    public object Step { get; } = s_step;

    /// <summary>Takes the session state of the PowerShell module that its commands are in. That module, before it has any.</summary>
    public ImportedModule Open(SessionState state)
    {
        _state = state;
        return this;
    }

    /// <summary>Of what an exported module has kept: each function's flags, places and parameters.</summary>
    /// <param name="folder">The folder of the exported module.</param>
    /// <param name="file">The Python file in it, such as <c>ops.py</c> or <c>pkg/__init__.py</c>, or the name of a module that is installed.</param>
    /// <param name="commands">Of each function: its name, the flags, the places and the parameters. Names that differ only in case are several functions.</param>
    public static ImportedModule FromExport(string folder, string file, IEnumerable commands)
    {
        ArgumentNullException.ThrowIfNull(commands);
        return new ImportedModule(
            file.EndsWith(".py", StringComparison.OrdinalIgnoreCase) ? Path.GetFullPath(file, folder) : file,
            null,
            commands.Cast<object>().Select(one => (object[])PSValues.Unwrap(one)!)
                .Select(kept => ImportedCommand.Of((string)kept[0], (string)kept[1], (int)kept[2], (IEnumerable)kept[3])));
    }

    /// <summary>A command begins.</summary>
    /// <param name="function">The Python function.</param>
    /// <param name="cmdlet">The command.</param>
    public ImportedCall Begin(string function, PSCmdlet cmdlet)
    {
        ArgumentNullException.ThrowIfNull(cmdlet);
        try
        {
            return new ImportedCall(this, _commands[function], cmdlet);
        }
        catch (Exception) when (Inherit(cmdlet))
        {
            throw;
        }
    }

    /// <summary>Gives a command's function the preferences of its caller; true.</summary>
    internal bool Inherit(PSCmdlet cmdlet)
    {
        _preferences.Inherit(cmdlet, _state!);
        return true;
    }
}
