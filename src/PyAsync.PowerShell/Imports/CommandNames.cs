using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace PyAsync.PowerShell.Imports;

/// <summary>
/// The names of commands, by a rule that a reader can foretell: where a function's name has several words of which the first
/// is, or stands for, one of PowerShell's verbs, that verb and the other words; of a class <c>New-</c> and its name; of
/// anything else Python's name.
/// </summary>
internal static partial class CommandNames
{
    private static readonly Dictionary<string, string> s_verbs = Verbs();

    /// <summary>The name of a function's command without a prefix.</summary>
    public static string Of(FunctionDescription function)
    {
        if (function.Marks["name"] is string whole)
        {
            return Checked(whole, function);
        }
        (string? verb, string noun) = ByRule(function);
        verb = function.Marks["verb"] as string ?? verb;
        noun = function.Marks["noun"] as string ?? noun;
        string name = verb is null ? noun : $"{verb}-{noun}";
        return IsUsable(name) ? Checked(name, function) : Checked($"{VerbsLifecycle.Invoke}-{Pascal(name)}", function);
    }

    /// <summary>The name with a prefix in front of its noun, as <c>Import-Module -Prefix</c> has it.</summary>
    public static string WithPrefix(string name, string? prefix)
    {
        int dash = name.IndexOf('-', StringComparison.Ordinal);
        return string.IsNullOrEmpty(prefix) ? name : dash < 0 ? prefix + name : $"{name[..dash]}-{prefix}{name[(dash + 1)..]}";
    }

    /// <summary>Other names of the command that can be used: Python's own, and those of the decorator.</summary>
    public static IEnumerable<string> AliasesOf(FunctionDescription function, string command)
    {
        IEnumerable<string> marked = function.Marks["alias"] is System.Collections.IEnumerable several and not string ? several.OfType<string>() : [];
        return marked.Prepend(function.Name)
            .Where(alias => !string.Equals(alias, command, StringComparison.OrdinalIgnoreCase) && Name().IsMatch(alias) && IsUsable(alias))
            .Distinct(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Words with capitals: <c>max_retries</c> is MaxRetries.</summary>
    public static string Pascal(string name) =>
        string.Concat(name.Split('_', StringSplitOptions.RemoveEmptyEntries).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    private static (string? Verb, string Noun) ByRule(FunctionDescription function)
    {
        if (function.Kind == "class")
        {
            return (VerbsCommon.New, function.Name);
        }
        string[] words = function.Name.Split('_', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 1 && s_verbs.TryGetValue(words[0], out string? verb)
            ? (verb, Pascal(string.Join('_', words[1..])))
            : function.Marks["verb"] is null && function.Marks["noun"] is null ? (null, function.Name) : (VerbsLifecycle.Invoke, Pascal(function.Name));
    }

    // The name becomes source text, so it may hold nothing but a name.
    private static string Checked(string name, FunctionDescription function) => Name().IsMatch(name) && IsUsable(name)
        ? name
        : throw new PyAsyncException("CommandName", $"'{name}', which pyasync.command gives the function '{function.Name}', can be no command's name.");

    // Whether it stands for a command at the beginning of a statement: 'process' and 'exit' are PowerShell's own words.
    private static bool IsUsable(string name)
    {
        ScriptBlockAst ast = Parser.ParseInput(name + " 1", out _, out ParseError[] errors);
        return errors.Length == 0 && ast.EndBlock?.Statements is [PipelineAst { PipelineElements: [CommandAst command] }] && command.GetCommandName() == name;
    }

    private static Dictionary<string, string> Verbs()
    {
        Dictionary<string, string> verbs = new(StringComparer.OrdinalIgnoreCase);
        foreach (string pair in (string[])
        [
            "append Add", "ask Request", "browse Show", "calculate Measure", "call Invoke", "cancel Stop", "change Set", "check Test",
            "collect Get", "count Measure", "create New", "del Remove", "delete Remove", "describe Get", "destroy Remove", "detect Find",
            "discover Find", "display Show", "download Receive", "drop Remove", "dump Export", "ensure Assert", "erase Clear",
            "exec Invoke", "execute Invoke", "fetch Get", "generate New", "has Test", "insert Add", "is Test", "kill Stop", "launch Start",
            "list Get", "load Import", "log Write", "lookup Find", "make New", "modify Edit", "obtain Get", "parse ConvertFrom", "post Send",
            "print Write", "put Set", "query Get", "refresh Update", "retrieve Get", "run Invoke", "scan Find", "spawn Start", "store Save",
            "terminate Stop", "upload Send", "upsert Set", "validate Test", "verify Test",
        ])
        {
            string[] words = pair.Split(' ');
            verbs[words[0]] = words[1];
        }
        // What this PowerShell itself approves of.
        foreach (Type group in (Type[])[typeof(VerbsCommon), typeof(VerbsCommunications), typeof(VerbsData), typeof(VerbsDiagnostic), typeof(VerbsLifecycle), typeof(VerbsSecurity), typeof(VerbsOther)])
        {
            foreach (System.Reflection.FieldInfo field in group.GetFields())
            {
                verbs[field.Name] = (string)field.GetValue(null)!;
            }
        }
        return verbs;
    }

    [GeneratedRegex(@"^[\p{L}_][\p{L}\p{Nd}_]*(-[\p{L}_][\p{L}\p{Nd}_]*)*\z")]
    private static partial Regex Name();
}
