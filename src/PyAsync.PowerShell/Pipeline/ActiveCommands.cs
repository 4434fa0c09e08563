using System.Collections.Generic;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>The commands of ours that wait for Python just now, on all pipelines of the process. Any thread.</summary>
internal static class ActiveCommands
{
    private static readonly List<PumpingCmdlet> s_commands = [];

    public static void Add(PumpingCmdlet cmdlet)
    {
        lock (s_commands)
        {
            s_commands.Add(cmdlet);
        }
    }

    public static void Remove(PumpingCmdlet cmdlet)
    {
        lock (s_commands)
        {
            s_commands.Remove(cmdlet);
        }
    }

    /// <summary>Gives a warning of Python's to the command that began last, as its Warning stream's; false where none waits.</summary>
    public static bool TryWarn(PyWarning warning)
    {
        Pump? pump;
        lock (s_commands)
        {
            pump = s_commands.Count == 0 ? null : s_commands[^1].Pump;
        }
        pump?.Push(new WarningItem(warning));
        return pump is not null;
    }
}

/// <summary>A warning of Python's on its way to a Warning stream.</summary>
internal sealed class WarningItem(PyWarning warning) : IPumpItem
{
    public IPumpItem? Next { get; set; }

    public void Deliver(PumpingCmdlet cmdlet) => cmdlet.WriteWarning($"{warning.Category}: {warning.Message} ({warning.File}:{warning.Line})");
}
