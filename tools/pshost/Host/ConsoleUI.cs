using System;
using System.Security;
using System.Threading;

namespace PsHost.Host;

/// <summary>Where every stream becomes text.</summary>
internal sealed partial class ConsoleUI : PSHostUserInterface
{
    private readonly bool _interactive;
    private readonly bool _hasLoop;
    private readonly Lock _lock = new();

    public ConsoleUI(bool interactive, bool hasLoop)
    {
        _interactive = interactive;
        _hasLoop = hasLoop;
        SupportsVirtualTerminal = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
        if (Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 })
        {
            PSStyle.Instance.OutputRendering = OutputRendering.PlainText;
        }
    }

    public override bool SupportsVirtualTerminal { get; }

    public override PSHostRawUserInterface RawUI { get; } = new ConsoleRawUI();

    public override void Write(string value) => Put(value, false);

    public override void WriteLine(string value) => Put(value, true);

    public override void WriteLine() => Put("", true);

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        Put(Paint(foregroundColor, value), false);

    public override void WriteLine(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        Put(Paint(foregroundColor, value), true);

    // A redirected standard error gets the errors; on a terminal they share the screen with the rest.
    public override void WriteErrorLine(string value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return;
        }

        if (!Console.IsErrorRedirected || (_hasLoop && !Console.IsInputRedirected))
        {
            WriteLine(value);
            return;
        }

        lock (_lock)
        {
            Console.Error.WriteLine(GetOutputString(value, SupportsVirtualTerminal));
        }
    }

    public override void WriteDebugLine(string message) => Put(Style(FormatStyle.Debug, "DEBUG: " + message), true);

    public override void WriteVerboseLine(string message) => Put(Style(FormatStyle.Verbose, "VERBOSE: " + message), true);

    public override void WriteWarningLine(string message) => Put(Style(FormatStyle.Warning, "WARNING: " + message), true);

    // Reaches the screen through Write-Host and $InformationPreference, which call WriteLine.
    public override void WriteInformation(InformationRecord record)
    {
    }

    public override string ReadLine()
    {
        RefuseIfNonInteractive();
        return Console.In.ReadLine() ?? "";
    }

    public override SecureString ReadLineAsSecureString()
    {
        RefuseIfNonInteractive();
        var secret = new SecureString();
        if (Console.IsInputRedirected)
        {
            foreach (char c in Console.In.ReadLine() ?? "")
            {
                secret.AppendChar(c);
            }

            return secret;
        }

        for (ConsoleKeyInfo key = Console.ReadKey(true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(true))
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                if (secret.Length > 0)
                {
                    secret.RemoveAt(secret.Length - 1);
                    Write("\b \b");
                }
            }
            else
            {
                secret.AppendChar(key.KeyChar);
                Write("*");
            }
        }

        WriteLine();
        return secret;
    }

    private void RefuseIfNonInteractive()
    {
        if (!_interactive)
        {
            throw new PSInvalidOperationException("PowerShell is in NonInteractive mode. Read and Prompt functionality is not available.");
        }
    }

    private void Put(string? value, bool newLine)
    {
        string text = GetOutputString(value ?? "", SupportsVirtualTerminal);
        lock (_lock)
        {
            HideProgress();
            if (newLine)
            {
                Console.Out.WriteLine(text);
            }
            else
            {
                Console.Out.Write(text);
            }
        }
    }

    private string Style(FormatStyle style, string text) =>
        SupportsVirtualTerminal ? GetFormatStyleString(style) + text + PSStyle.Instance.Reset : text;

    private string Paint(ConsoleColor color, string text) =>
        SupportsVirtualTerminal ? PSStyle.MapForegroundColorToEscapeSequence(color) + text + PSStyle.Instance.Reset : text;
}
