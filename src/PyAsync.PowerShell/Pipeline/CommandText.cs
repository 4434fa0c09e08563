using System;
using System.Buffers;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Text;
using PyAsync.Calls;
using PyAsync.Loops;
using PyAsync.Packages;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// A command as tasks and messages show it: its name, what it calls and on which loop. Of all other parameters only the
/// names, as what is in them (passwords, tokens, code that has them) is nobody else's.
/// </summary>
internal static class CommandText
{
    private const string Hidden = "…";

    private static readonly HashSet<string> s_shown = new(StringComparer.OrdinalIgnoreCase)
    {
        "Function", "Path", "LiteralPath", "EntryPoint", "Loop", "Name", "Id", "ThrottleLimit", "TimeoutSeconds", "Python", "LoopFactory",
    };

    private static readonly SearchValues<char> s_special = SearchValues.Create(" '\"$;|&(){}\t\n");

    /// <summary>The command as who starts an await, with script and line where it is in one. The pipeline's thread.</summary>
    public static CallOrigin OriginOf(PSCmdlet cmdlet)
    {
        InvocationInfo invocation = cmdlet.MyInvocation;
        bool isScript = !string.IsNullOrEmpty(invocation.ScriptName);
        return new CallOrigin
        {
            Command = Of(invocation),
            ScriptPath = isScript ? invocation.ScriptName : null,
            ScriptLine = isScript ? invocation.ScriptLineNumber : 0,
            LogLevel = StreamPreferences.LogLevel(cmdlet),
            IsSeen = StreamPreferences.IsSeen(cmdlet),
        };
    }

    /// <summary>Describes an invocation. The pipeline's thread.</summary>
    public static string Of(InvocationInfo invocation)
    {
        StringBuilder text = new(invocation.MyCommand?.Name ?? invocation.InvocationName);
        // A function may use these parameter names for something else, so they are treated specially for cmdlets only.
        bool isOwn = invocation.MyCommand is CmdletInfo;
        foreach ((string name, object? value) in invocation.BoundParameters)
        {
            text.Append(' ');
            // The one that is mostly given without its name.
            if (!isOwn || name != "Function")
            {
                text.Append('-').Append(name);
            }
            if (value is SwitchParameter flag)
            {
                text.Append(flag.IsPresent ? "" : ":$false");
            }
            else
            {
                text.Append(isOwn && name == "Function" ? "" : " ").Append(isOwn && s_shown.Contains(name) ? Show(value) : Hidden);
            }
        }
        return text.ToString();
    }

    /// <summary>The command as the script block of a job runs it on a Python file; what the user has to say again is an ellipsis.</summary>
    /// <param name="cmdlet">The command.</param>
    /// <param name="file">The file's full path.</param>
    public static string InOwnProcess(PSCmdlet cmdlet, string file)
    {
        InvocationInfo invocation = cmdlet.MyInvocation;
        string input = invocation.ExpectingInput ? Hidden + " | " : "";
        if (invocation.MyCommand is not CmdletInfo command)
        {
            // A command of an imported module, which the job does not have.
            string rest = invocation.BoundParameters.Count > 0 ? " " + Hidden : "";
            bool isExported = invocation.MyCommand.Module?.Path is { } path && path.EndsWith(".psm1", StringComparison.OrdinalIgnoreCase) && File.Exists(path);
            string import = isExported ? $"Import-Module {ShellWord.Quote(invocation.MyCommand.Module!.Path)}" : $"Import-PyModule {ShellWord.Quote(file)}";
            return $"{import}; {input}{invocation.MyCommand.Name}{rest}";
        }
        invocation.BoundParameters.TryGetValue("Function", out object? given);
        string name = PSValues.Unwrap(given) is string word && new FunctionWord(word).Function is { Length: > 0 } function ? $"{file}:{function}" : file;
        string others = invocation.BoundParameters.Count > 1 ? " " + Hidden : "";
        string after = command.Verb == VerbsData.Import ? "; " + Hidden : "";
        return $"{input}{command.Name} {ShellWord.Quote(name)}{others}{after}";
    }

    private static string Show(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        null => "$null",
        string word => word.Length == 0 || word.AsSpan().ContainsAny(s_special) ? ShellWord.Quote(word) : word,
        PyEventLoop loop => Show(loop.Name),
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        IEnumerable several => ShowAll(several),
        _ => Hidden,
    };

    private static string ShowAll(IEnumerable several)
    {
        List<string> words = [];
        foreach (object? one in several)
        {
            words.Add(Show(one));
        }
        return string.Join(", ", words);
    }
}
