using System;
using System.Collections.Generic;
using System.IO;

namespace PsHost.Host;

/// <summary>What the command line asks for, by pwsh's rules.</summary>
internal sealed class CommandLine
{
    /// <summary>The exit code of a command line that makes no sense, as pwsh has it.</summary>
    public const int UsageError = 64;

    private const string Usage =
        "Usage: pshost [-NoProfile] [-NoLogo] [-NoExit] [-NonInteractive] [-WorkingDirectory <dir>] [[-File] <script> [args...] | -Command { - | <text> }]";

    private static readonly string[] s_known =
    [
        "command", "commandwithargs", "cwa", "encodedcommand", "ec", "executionpolicy", "ep", "ex", "file", "help", "interactive", "login",
        "noexit", "nologo", "noninteractive", "noprofile", "noprofileloadtime", "inputformat", "outputformat", "version", "workingdirectory", "wd",
    ];

    public string? File { get; private set; }

    public string? Command { get; private set; }

    public List<CommandParameter> Arguments { get; } = [];

    public bool ReadStdin { get; private set; }

    public bool NoPrompt { get; private set; }

    public bool NoExit { get; private set; }

    public bool NoLogo { get; private set; }

    public bool NonInteractive { get; private set; }

    public bool ShowVersion { get; private set; }

    public string? WorkingDirectory { get; private set; }

    public string? Error { get; private set; }

    /// <summary>Whether a prompt loop is to run: after the command with -NoExit, or when there is no command.</summary>
    public bool WantsLoop => NoExit || ReadStdin || (File is null && Command is null);

    public static CommandLine Parse(string[] args)
    {
        var line = new CommandLine();
        for (int i = 0; i < args.Length && line.Error is null; i++)
        {
            if (!line.Take(args, ref i))
            {
                break;
            }
        }

        return line;
    }

    /// <summary>Reads one switch; false when it took the rest of the line.</summary>
    private bool Take(string[] args, ref int i)
    {
        string arg = args[i];
        if (arg.Length < 2 || arg[0] is not ('-' or '/') || System.IO.File.Exists(arg))
        {
            return arg == "-" ? TakeCommand(args, i) : TakeFile(args, i);
        }

        string name = arg[1..].TrimStart('-').ToLowerInvariant();
        switch (Expand(name))
        {
            case "file":
                return i + 1 < args.Length ? TakeFile(args, i + 1) : Fail("The -File parameter requires a file path.");
            case "command":
                return i + 1 < args.Length ? TakeCommand(args, i + 1) : Fail("The -Command parameter requires a command.");
            case "commandwithargs" or "cwa":
                if (i + 1 >= args.Length)
                {
                    return Fail("The -CommandWithArgs parameter requires a command.");
                }

                Command = args[i + 1];
                CollectArguments(args, i + 2);
                return false;
            case "encodedcommand" or "ec":
                try
                {
                    Command = System.Text.Encoding.Unicode.GetString(Convert.FromBase64String(i + 1 < args.Length ? args[++i] : ""));
                    return true;
                }
                catch (FormatException)
                {
                    return Fail("The value of -EncodedCommand is not valid Base64.");
                }

            case "noexit":
                NoExit = true;
                return true;
            case "nologo":
                NoLogo = true;
                return true;
            case "noninteractive":
                NonInteractive = true;
                return true;
            case "version":
                ShowVersion = true;
                return false;
            case "workingdirectory" or "wd":
                WorkingDirectory = i + 1 < args.Length ? args[++i] : null;
                return WorkingDirectory is not null || Fail("The -WorkingDirectory parameter requires a directory.");
            case "executionpolicy" or "ep" or "ex" or "inputformat" or "outputformat":
                i++;
                return true;
            case "help":
                return Fail(Usage);
            case "noprofile" or "noprofileloadtime" or "interactive" or "login":
                return true;
            default:
                return Fail($"The argument '{arg}' is not recognized as the name of a script file or a parameter." + Environment.NewLine + Usage);
        }
    }

    // pwsh takes any prefix of a switch's name (-c, -nop, -noni); its own table of shortest prefixes orders the candidates.
    private static string? Expand(string name)
    {
        switch (name)
        {
            case "c": return "command";
            case "e": return "encodedcommand";
            case "f": return "file";
            case "h" or "?": return "help";
            case "i": return "interactive";
            case "l": return "login";
            case "v": return "version";
            case "w": return "workingdirectory";
        }

        return Array.Find(s_known, k => k == name) ?? Array.Find(s_known, k => k.StartsWith(name, StringComparison.Ordinal));
    }

    private bool TakeFile(string[] args, int i)
    {
        if (args[i] == "-")
        {
            ReadStdin = true;
            return false;
        }

        string path = Path.GetFullPath(args[i]);
        if (!System.IO.File.Exists(path))
        {
            return Fail($"The argument '{args[i]}' is not recognized as the name of a script file. Check the spelling of the name, or if a path was included, verify that the path is correct and try again."
                + Environment.NewLine + Environment.NewLine + Usage);
        }

        File = path;
        CollectArguments(args, i + 1);
        return false;
    }

    private bool TakeCommand(string[] args, int i)
    {
        if (args[i] == "-")
        {
            ReadStdin = NoPrompt = true;
            return i + 1 < args.Length ? Fail("'-' was specified with the -Command parameter; no other arguments to -Command are permitted.") : false;
        }

        Command = string.Join(' ', args, i, args.Length - i);
        return false;
    }

    private void CollectArguments(string[] args, int i)
    {
        for (; i < args.Length; i++)
        {
            string arg = args[i];
            int colon = arg.IndexOf(':');
            if (arg.Length < 2 || arg[0] != '-')
            {
                Arguments.Add(new CommandParameter(null, arg));
            }
            else if (colon < 0)
            {
                Arguments.Add(new CommandParameter(arg));
            }
            else if (colon < arg.Length - 1)
            {
                Arguments.Add(new CommandParameter(arg[..colon], ToBool(arg[(colon + 1)..])));
            }
            else if (i + 1 < args.Length)
            {
                Arguments.Add(new CommandParameter(arg[..colon], ToBool(args[++i])));
            }
        }
    }

    private static object ToBool(string text) =>
        bool.TryParse(text.StartsWith('$') ? text[1..] : text, out bool value) ? value : text;

    private bool Fail(string message)
    {
        Error = message;
        return false;
    }
}
