using System;
using System.Collections.Generic;
using PyAsync.Calls;
using PyAsync.Loops;
using PyAsync.PowerShell.Completion;

namespace PyAsync.PowerShell.Imports;

/// <summary>A Python module whose functions are commands of this session.</summary>
public sealed class PyModuleInfo : IRecordParameters
{
    private readonly string _source;
    private readonly ModuleCommands _commands;
    private bool _isReplaced;

    internal PyModuleInfo(ModuleDescription description, string? loop, ModuleCommands commands)
    {
        _source = description.Source;
        _commands = commands;
        Name = description.Name;
        Commands = commands.Names;
        Loop = loop;
        File = description.File;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its commands' names.</summary>
    public IReadOnlyList<string> Commands { get; }

    /// <summary>The loop that they run on; null for the default one.</summary>
    public string? Loop { get; }

    /// <summary>Its file.</summary>
    public string? File { get; }

    IEnumerable<(string Name, string Text)> IRecordParameters.FieldsOf(string command, string parameter) => _commands.FieldsOf(command, parameter);

    internal bool IsOf(ModuleDescription other) => _source == other.Source || string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Another import of the same module takes its place.</summary>
    internal void Replace() => _isReplaced = true;

    /// <summary>The module with the commands was removed.</summary>
    public void Close()
    {
        if (_isReplaced)
        {
            return;
        }
        foreach (PyEventLoop loop in PyEventLoop.All)
        {
            if (loop.State is PyEventLoopState.Running)
            {
                _ = loop.RunAsync("pyasync._imports:close_module", [_source]);
                return;
            }
        }
    }
}
