using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using PyAsync.Calls;
using PyAsync.Objects;

namespace PyAsync.PowerShell.Errors;

/// <summary>
/// Where pieces of <c>-Code</c> stand: Python knows each by a name of ours, and a person by the script and line that hold it.
/// Any thread.
/// </summary>
internal static partial class CodePlaces
{
    // As many as Python remembers the sources of.
    private const int Most = 256;

    private static readonly Dictionary<string, Place> s_places = [];
    private static readonly Queue<string> s_order = [];

    // Code that has not ended has its name with its first run, which may be the one that is asked about.
    private static readonly Queue<(WeakReference<PyCodeTarget> Target, string Script, int Line)> s_begun = [];

    /// <summary>Whether a frame's file is a piece of code.</summary>
    public static bool IsCode(string file) => file.StartsWith("<PyAsync code ", StringComparison.Ordinal);

    /// <summary>A command begins with a target: where its code stands can be found while it runs.</summary>
    public static void Begin(PyTarget target, CallOrigin origin)
    {
        if (target is not PyCodeTarget code || origin.ScriptPath is not { } script)
        {
            return;
        }
        lock (s_places)
        {
            if (s_begun.Count == Most)
            {
                _ = s_begun.Dequeue();
            }
            s_begun.Enqueue((new WeakReference<PyCodeTarget>(code), script, origin.ScriptLine));
        }
    }

    /// <summary>A text in which places in pieces of code are those in the scripts that hold them, where they stand in scripts.</summary>
    public static string Name(string text) =>
        text.Contains("<PyAsync code ", StringComparison.Ordinal) ? TracebackPlace().Replace(CodePlace().Replace(text, NameOne), NameInTraceback) : text;

    /// <summary>Notes which command has brought a piece of code; the last one counts.</summary>
    /// <param name="target">The command's target.</param>
    /// <param name="origin">The command.</param>
    /// <param name="error">What it failed with; null where it did not. It names code that does not compile.</param>
    public static void Note(PyTarget target, CallOrigin origin, Exception? error = null)
    {
        if (target is not PyCodeTarget code || origin.ScriptPath is not { } script)
        {
            return;
        }
        string label = IsCode(code.Label) ? code.Label : ((error as PyException ?? error?.InnerException as PyException)?.SyntaxPosition?.File ?? "");
        if (!IsCode(label))
        {
            return;
        }
        lock (s_places)
        {
            Add(label, new Place(script, origin.ScriptLine, code.Source));
        }
    }

    /// <summary>The script and line that hold a line of a piece of code; null where it was typed at the prompt, or its line is not to be told.</summary>
    public static (string Script, int Line)? Find(string file, int line)
    {
        Place? place;
        lock (s_places)
        {
            if (!s_places.TryGetValue(file, out place))
            {
                foreach ((WeakReference<PyCodeTarget> begun, string script, int commandLine) in s_begun)
                {
                    if (begun.TryGetTarget(out PyCodeTarget? code) && code.Label == file)
                    {
                        place = new Place(script, commandLine, code.Source);
                        Add(file, place);
                        break;
                    }
                }
            }
        }
        return place?.LineOf(line) is { } found ? (place.Script, found) : null;
    }

    private static void Add(string label, Place place)
    {
        if (!s_places.ContainsKey(label))
        {
            s_order.Enqueue(label);
            if (s_order.Count > Most)
            {
                s_places.Remove(s_order.Dequeue());
            }
        }
        s_places[label] = place;
    }

    private static string NameOne(Match match) => PlaceOf(match) is { } place ? $"{place.Script}:{place.Line}" : match.Value;

    private static string NameInTraceback(Match match) =>
        PlaceOf(match) is { } place
            ? $"File \"{place.Script}\", line {place.Line}{(match.Groups["own"].Success ? ", in <module>" : "")}"
            : match.Value;

    private static (string Script, int Line)? PlaceOf(Match match) =>
        Find(match.Groups["file"].Value, int.Parse(match.Groups["line"].ValueSpan, CultureInfo.InvariantCulture));

    // The function that holds a piece of code has no name of the user's.
    [GeneratedRegex(@"(?<file><PyAsync code \d+>):(?<line>\d+)(?: in _code\b)?")]
    private static partial Regex CodePlace();

    [GeneratedRegex("""File "(?<file><PyAsync code \d+>)", line (?<line>\d+)(?<own>, in _code\b)?""")]
    private static partial Regex TracebackPlace();

    private sealed class Place(string script, int commandLine, string source)
    {
        private (int First, int Last)? _lines;

        public string Script => script;

        /// <summary>The script's line that holds a line of the code, as the script is when it is first asked; null where it is not found.</summary>
        public int? LineOf(int line)
        {
            _lines ??= Locate();
            // Line breaks that are written as escapes are on one line of the script.
            return _lines is { First: > 0 } lines ? Math.Min(lines.First + line - 1, lines.Last) : null;
        }

        private (int First, int Last) Locate()
        {
            if (!File.Exists(script))
            {
                return default;
            }
            Ast root = Parser.ParseFile(script, out _, out _);
            // The very text, nearest to the command; else what the command has as -Code, with variables in it.
            StringConstantExpressionAst? best = null;
            foreach (Ast found in root.FindAll(ast => ast is StringConstantExpressionAst text && text.Value == source, searchNestedScriptBlocks: true))
            {
                if (best is null || Distance(found) < Distance(best))
                {
                    best = (StringConstantExpressionAst)found;
                }
            }
            if (best is not null)
            {
                return LinesOf(best, best.StringConstantType);
            }
            return root.Find(IsCommandHere, searchNestedScriptBlocks: true) is CommandAst command && CodeOf(command) is { } code ? LinesOf(code, code.StringConstantType) : default;
        }

        private int Distance(Ast ast) => Math.Abs(ast.Extent.StartLineNumber - commandLine);

        private bool IsCommandHere(Ast ast) => ast is CommandAst command && command.Extent.StartLineNumber == commandLine && CodeOf(command) is not null;

        private static ExpandableStringExpressionAst? CodeOf(CommandAst command)
        {
            for (int i = 1; i < command.CommandElements.Count; i++)
            {
                if (command.CommandElements[i] is CommandParameterAst parameter && parameter.ParameterName.Equals("Code", StringComparison.OrdinalIgnoreCase))
                {
                    return (parameter.Argument ?? (i + 1 < command.CommandElements.Count ? command.CommandElements[i + 1] : null)) as ExpandableStringExpressionAst;
                }
            }
            return null;
        }

        // The text of a here-string begins on the line behind its quote, and ends on the one before.
        private static (int First, int Last) LinesOf(Ast ast, StringConstantType type)
        {
            int quotes = type is StringConstantType.SingleQuotedHereString or StringConstantType.DoubleQuotedHereString ? 1 : 0;
            return (ast.Extent.StartLineNumber + quotes, ast.Extent.EndLineNumber - quotes);
        }
    }
}
