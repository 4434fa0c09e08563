using System;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Reflection;
using System.Threading;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// Where PSReadLine has put the cursor, told to .NET. PSReadLine asks for the cursor's row before it runs events. On Unix
/// that is a question to the terminal where .NET does not remember the row, and the question waits for the reader of keys,
/// so for the next key. PSReadLine's last step after each key, which shows the cursor, makes .NET forget. So the cursor is
/// set where it is: .NET remembers what it has set. There is no public way to PSReadLine's numbers; where its insides are
/// others, nothing is done. Any thread.
/// </summary>
internal static class PromptCursor
{
    private const BindingFlags Inside = BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static;

    private static Func<(int Column, int Row)?>? s_find;

    /// <summary>Has .NET remember the cursor's place, where PSReadLine waits for a key; nothing elsewhere.</summary>
    public static void Remember()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        s_find ??= Bind();
        if (s_find?.Invoke() is { } place && IsKeyRead())
        {
            Console.SetCursorPosition(place.Column, place.Row);
        }
    }

    // .NET holds the reader's own lock while it waits for a key.
    private static bool IsKeyRead()
    {
        if (!Monitor.TryEnter(Console.In))
        {
            return true;
        }
        Monitor.Exit(Console.In);
        return false;
    }

    [SuppressMessage("Design", "CA1031", Justification = "PSReadLine's own thread may change what is typed just then.")]
    private static Func<(int Column, int Row)?>? Bind()
    {
        if (LanguagePrimitives.TryConvertTo("Microsoft.PowerShell.PSConsoleReadLine", out Type type)
            && type.GetField("_singleton", Inside)?.GetValue(null) is { } reader
            && type.GetField("_delayedOneTimeInitCompleted", Inside) is { } hasBegun
            && type.GetField("_inputAccepted", Inside) is { } isAccepted
            && type.GetField("_current", Inside) is { } current
            && Array.Find(type.GetMethods(Inside), method => method.Name == "ConvertOffsetToPoint") is { } toPoint
            && toPoint.ReturnType.GetField("X", Inside) is { } column
            && toPoint.ReturnType.GetField("Y", Inside) is { } row)
        {
            object?[] arguments = new object?[toPoint.GetParameters().Length];
            return () =>
            {
                try
                {
                    // A line that is accepted is a command that runs.
                    if (hasBegun.GetValue(reader) is not true || isAccepted.GetValue(reader) is true)
                    {
                        return null;
                    }
                    arguments[0] = current.GetValue(reader);
                    object? point = toPoint.Invoke(reader, arguments);
                    return (column.GetValue(point), row.GetValue(point)) is (int x and >= 0, int y and >= 0) ? (x, y) : null;
                }
                catch (Exception)
                {
                    return null;
                }
            };
        }
        return null;
    }
}
