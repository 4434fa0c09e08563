using System.Management.Automation.Host;
using System.Reflection;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// Adds to the session's transcripts what is shown while PSReadLine waits for a key. PowerShell leaves out all that is
/// written meanwhile, as it would be what is being typed, and has no public way to say that it is not. Where its insides are
/// others, nothing is done. The session's thread.
/// </summary>
internal static class HostTranscript
{
    private const BindingFlags Inside = BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Instance;

    private static readonly PropertyInfo? s_data = typeof(PSHostUserInterface).GetProperty("TranscriptionData", Inside);
    private static readonly PropertyInfo? s_ignored = s_data?.PropertyType.GetProperty("CommandBeingIgnored", Inside);
    private static readonly MethodInfo? s_add = typeof(PSHostUserInterface).GetMethod("TranscribeResult", Inside, [typeof(string)]);

    /// <summary>Adds a line.</summary>
    public static void Add(PSHostUserInterface ui, string line)
    {
        if (s_add is null || s_ignored?.SetMethod is null || s_data?.GetValue(ui) is not { } data)
        {
            return;
        }
        object? ignored = s_ignored.GetValue(data);
        s_ignored.SetValue(data, null);
        try
        {
            _ = s_add.Invoke(ui, [line]);
        }
        finally
        {
            s_ignored.SetValue(data, ignored);
        }
    }
}
