using System;
using System.IO;
using System.Linq;
using System.Management.Automation;

namespace PyAsync.PowerShell.Imports;

/// <summary>The commands that a session has loaded, and the programs on its PATH. Nothing is loaded to find them.</summary>
internal sealed class SessionCommands
{
    private readonly ILookup<string, CommandInfo> _commands;
    private readonly PSCmdlet _cmdlet;

    /// <summary>Reads them.</summary>
    public SessionCommands(PSCmdlet cmdlet)
    {
        _cmdlet = cmdlet;
        // As PowerShell finds them: aliases first, then functions.
        _commands = cmdlet.InvokeCommand.GetCommands("*", CommandTypes.Alias | CommandTypes.Function | CommandTypes.Cmdlet, nameIsPattern: true)
            .ToLookup(command => command.Name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>What runs by that name, but for those of a module that is about to be replaced; null where nothing does.</summary>
    public CommandInfo? Find(string name, PSModuleInfo? replaced) =>
        _commands[name].FirstOrDefault(command => command.Module is null || command.Module != replaced) is { } command ? command
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
