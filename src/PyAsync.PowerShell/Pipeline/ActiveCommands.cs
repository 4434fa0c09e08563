using System.Collections.Generic;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>The commands of ours that wait for Python just now, on all pipelines of the process. Any thread.</summary>
internal static class ActiveCommands
{
    private static readonly List<PumpingCmdlet> s_commands = [];

    /// <summary>Whether any waits.</summary>
    public static bool Any
    {
        get
        {
            lock (s_commands)
            {
                return s_commands.Count > 0;
            }
        }
    }

    public static void Add(PumpingCmdlet cmdlet)
    {
        lock (s_commands)
        {
            s_commands.Add(cmdlet);
        }
    }

    /// <summary>The command has ended: what came too late for it goes to another. Its pipeline's thread.</summary>
    public static void Remove(PumpingCmdlet cmdlet)
    {
        lock (s_commands)
        {
            s_commands.Remove(cmdlet);
        }
        for (IPumpItem? item = cmdlet.Pump.TakeAll(); item is not null; item = item.Next)
        {
            if (item is RecordItem late)
            {
                WorkRecords.Give(late.Record);
            }
        }
    }

    /// <summary>Gives an item to the command that began last; false where none waits.</summary>
    public static bool TryGive(IPumpItem item)
    {
        // Within the lock, so that whoever removes the command finds the item.
        lock (s_commands)
        {
            if (s_commands.Count == 0)
            {
                return false;
            }
            s_commands[^1].Pump.Push(item);
            return true;
        }
    }

    /// <summary>Gives an item to that command; false where it has ended.</summary>
    public static bool TryGive(PumpingCmdlet cmdlet, IPumpItem item)
    {
        // Within the lock, so that whoever removes the command finds the item.
        lock (s_commands)
        {
            if (!s_commands.Contains(cmdlet))
            {
                return false;
            }
            cmdlet.Pump.Push(item);
            return true;
        }
    }
}
