using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace PyAsync.PowerShell.Imports;

/// <summary>A command's help as the comment that Get-Help reads, of the function's docstring and signature.</summary>
internal static partial class HelpComment
{
    private static readonly string s_ofAwaits = OfAwaits();

    /// <summary>Appends the comment.</summary>
    public static void Append(StringBuilder text, string command, FunctionDescription function, IReadOnlyList<CommandParameter> parameters, string module)
    {
        text.Append("<#\n");
        string origin = $"{module}.{function.Name}";
        Section(text, ".SYNOPSIS", function.Summary.Length > 0 ? function.Summary : $"Calls the Python {(function.Kind == "class" ? "class" : "function")} {origin}.");
        Section(text, ".DESCRIPTION", Description(function, origin));
        foreach (CommandParameter parameter in parameters)
        {
            Section(text, ".PARAMETER " + parameter.Name, About(parameter));
        }
        if (function.ShouldProcess)
        {
            Section(text, ".PARAMETER WhatIf", "Shows what would happen if the command ran. The command does not run.");
            Section(text, ".PARAMETER Confirm", "Prompts you for confirmation before running the command.");
        }
        text.Append(s_ofAwaits);
        foreach (string example in function.Examples.DefaultIfEmpty(Example(command, parameters)))
        {
            Section(text, ".EXAMPLE", Prompt().IsMatch(example) ? "PS > " + example : example);
        }
        if (parameters.FirstOrDefault(parameter => parameter.TakesPipeline) is { } input)
        {
            Section(text, ".INPUTS", $"{ParameterSource.TypeOf(input.Description)}. Each item is given to -{input.Name}.");
        }
        string type = function.Returns.Text;
        string result = function.Result.Length > 0 && type.Length > 0 ? $"{type}. {function.Result}" : function.Result + type;
        Section(text, ".OUTPUTS", result.Length > 0 ? result : "What the function gives.");
        if (function.Notes.Length > 0)
        {
            Section(text, ".NOTES", function.Notes);
        }
        text.Append("#>");
    }

    private static string OfAwaits()
    {
        StringBuilder text = new();
        foreach ((string name, string help) in AwaitParameters.Helps)
        {
            Section(text, ".PARAMETER " + name, help);
        }
        return text.ToString();
    }

    private static string Description(FunctionDescription function, string origin)
    {
        string what = function.Kind switch
        {
            "class" => $"It makes an instance of the Python class {origin}.",
            "async" => $"It awaits the Python coroutine function {origin}.",
            "stream" => $"It streams the items of the Python generator {origin}.",
            _ => $"It calls the Python function {origin}.",
        };
        return function.Description.Length > 0 ? $"{function.Description}\n\n{what}" : what;
    }

    private static string About(CommandParameter parameter)
    {
        ParameterDescription description = parameter.Description;
        List<string> parts = [];
        if (description.Doc.Length > 0)
        {
            parts.Add(description.Doc);
        }
        List<string> facts = [];
        if (description.Type.Text.Length > 0)
        {
            facts.Add($"Type in Python: {description.Type.Text}.");
        }
        if (description.DefaultText.Length > 0)
        {
            facts.Add($"Default: {description.DefaultText}.");
        }
        if (description.TakesKeywords)
        {
            facts.Add("Further arguments by keyword, as a hashtable.");
        }
        if (facts.Count > 0)
        {
            parts.Add(string.Join(' ', facts));
        }
        TypeDescription record = description.Type.Kind == "list" ? description.Type.Item! : description.Type;
        if (record.Fields.Count > 0)
        {
            parts.Add("A hashtable with these keys:\n" + string.Join('\n', record.Fields.Select(field =>
                $"- {field.Name}: {field.Text}{(field.IsRequired ? "" : field.Default.Length > 0 ? $", default {field.Default}" : ", optional")}")));
        }
        return parts.Count > 0 ? string.Join("\n\n", parts) : $"The parameter '{description.Name}' of the Python function, which takes any value.";
    }

    // A call with each parameter that must be given.
    private static string Example(string command, IReadOnlyList<CommandParameter> parameters) =>
        string.Join(' ', parameters.Where(parameter => parameter.Description.IsRequired).Select(parameter => $"-{parameter.Name} {Sample(parameter)}").Prepend(command));

    private static string Sample(CommandParameter parameter)
    {
        TypeDescription type = parameter.Description.Type;
        return type.Choices.Count > 0 ? type.Choices[0]
            : type.Fields.Count > 0 ? "@{ " + string.Join("; ", type.Fields.Where(field => field.IsRequired).Select(field => $"{field.Name} = ...")) + " }"
            : $"<{(type.Text.Length > 0 ? type.Text : "value")}>";
    }

    private static void Section(StringBuilder text, string head, string body)
    {
        text.Append(head).Append('\n');
        foreach (string line in body.ReplaceLineEndings("\n").Split('\n'))
        {
            text.Append("    ").Append(Plain(line)).Append('\n');
        }
    }

    // Nothing in a docstring ends the comment or begins a section of it.
    private static string Plain(string line)
    {
        line = Control().Replace(line, " ").Replace("#>", "# >", StringComparison.Ordinal).Replace("<#", "< #", StringComparison.Ordinal);
        return Directive().IsMatch(line) ? "\u200B" + line.TrimStart() : line;
    }

    // Get-Help takes all up to the first '>' for the prompt.
    [GeneratedRegex(@"\A(?!>>>|PS\b[^>]*>|[A-Z]:\\[^>]*>).*>", RegexOptions.CultureInvariant)]
    private static partial Regex Prompt();

    [GeneratedRegex(@"^\s*\.\w+")]
    private static partial Regex Directive();

    [GeneratedRegex(@"[\p{Cc}\u2028\u2029-[\t]]")]
    private static partial Regex Control();
}
