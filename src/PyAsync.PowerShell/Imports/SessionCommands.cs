using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;

namespace PyAsync.PowerShell.Imports;

/// <summary>The commands that a session has loaded, and the programs on its PATH. Nothing is loaded to find them.</summary>
internal sealed class SessionCommands
{
    private readonly Dictionary<string, CommandInfo> _commands = new(StringComparer.OrdinalIgnoreCase);
    private readonly PSCmdlet _cmdlet;

    /// <summary>Reads them, but for those of a module that is about to be replaced.</summary>
    public SessionCommands(PSCmdlet cmdlet, PSModuleInfo? replaced)
    {
        _cmdlet = cmdlet;
        foreach (CommandInfo command in cmdlet.InvokeCommand.GetCommands("*", CommandTypes.Alias | CommandTypes.Function | CommandTypes.Cmdlet, nameIsPattern: true))
        {
            if (command.Module is null || command.Module != replaced)
            {
                // As PowerShell finds them: aliases first, then functions.
                _commands.TryAdd(command.Name, command);
            }
        }
    }

    /// <summary>What runs by that name; null where nothing does.</summary>
    public CommandInfo? Find(string name) =>
        _commands.TryGetValue(name, out CommandInfo? command) ? command
        : name.Contains('-', StringComparison.Ordinal) || !IsOnPath(name) ? null
        : _cmdlet.InvokeCommand.GetCommand(name, CommandTypes.Application);

    private static bool IsOnPath(string name)
    {
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            if (File.Exists(Path.Combine(folder, name)) || (OperatingSystem.IsWindows() && File.Exists(Path.Combine(folder, name + ".exe"))))
            {
                return true;
            }
        }
        return false;
    }
}
