using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace PyAsync.PowerShell.Completion;

/// <summary>
/// The keys of a hashtable on a command line: the parameters of the function that <c>-Keyword</c> is for, the names of code
/// for <c>-Variable</c>, the fields of a record that an imported command takes.
/// </summary>
internal static partial class HashtableKeys
{
    /// <summary>The keys that can stand where the cursor is; null where it is in no such hashtable.</summary>
    /// <param name="line">The line's syntax tree.</param>
    /// <param name="text">The line.</param>
    /// <param name="cursor">The cursor's place in it.</param>
    public static CommandCompletion? At(Ast line, string text, int cursor)
    {
        Match place = KeyPlace().Match(text[..cursor]);
        if (!place.Success || Innermost(line, cursor) is not { } table || OwnerOf(table) is not ({ } command, { } parameter))
        {
            return null;
        }
        string word = place.Groups["word"].Value;
        HashSet<string> there = new(table.KeyValuePairs.Select(pair => pair.Item1.Extent).Where(key => key.EndOffset < cursor).Select(key => key.Text.Trim('\'', '"')), StringComparer.OrdinalIgnoreCase);
        List<CompletionResult> found =
        [
            .. from key in KeysOf(command, parameter)
               where CompletionText.Begins(key.Name, word) && !there.Contains(key.Name)
               select new CompletionResult(key.Name, key.Name, CompletionResultType.Property, key.Text),
        ];
        return found.Count == 0 ? null : new CommandCompletion(new Collection<CompletionResult>(found), -1, cursor - word.Length, word.Length);
    }

    private static HashtableAst? Innermost(Ast line, int cursor) => line
        .FindAll(one => one is HashtableAst && one.Extent.StartOffset < cursor && one.Extent.EndOffset >= cursor, searchNestedScriptBlocks: true)
        .Cast<HashtableAst>().MaxBy(one => one.Extent.StartOffset);

    // The command and the parameter that the hashtable is the value of, also within an array.
    private static (CommandAst? Command, string? Parameter) OwnerOf(HashtableAst table)
    {
        Ast value = table;
        while (value.Parent is ArrayLiteralAst or ArrayExpressionAst or StatementBlockAst or PipelineAst or CommandExpressionAst)
        {
            value = value.Parent;
        }
        CommandAst? command = value.Parent as CommandAst ?? value.Parent?.Parent as CommandAst;
        if (command is null)
        {
            return default;
        }
        foreach (KeyValuePair<string, ParameterBindingResult> bound in StaticParameterBinder.BindCommand(command, resolve: true).BoundParameters)
        {
            if (bound.Value.Value is { } given && (given == value || given.Extent.StartOffset == value.Extent.StartOffset))
            {
                return (command, bound.Key);
            }
        }
        return default;
    }

    private static IEnumerable<(string Name, string Text)> KeysOf(CommandAst command, string parameter)
    {
        string name = command.GetCommandName() ?? "";
        if (name.Equals("Invoke-PyAwaitable", StringComparison.OrdinalIgnoreCase))
        {
            Hashtable bound = new(StringComparer.OrdinalIgnoreCase);
            foreach (KeyValuePair<string, ParameterBindingResult> one in StaticParameterBinder.BindCommand(command, resolve: true).BoundParameters)
            {
                bound[one.Key] = one.Value.ConstantValue;
            }
            return parameter.ToUpperInvariant() switch
            {
                "KEYWORD" => CalledFunction.Parameters(bound).Where(one => one.Kind is not ("VAR_POSITIONAL" or "VAR_KEYWORD")).Select(one => (one.Text, new CalledParameter(one).Text)),
                "VARIABLE" => PythonOffers.Names("__main__").Select(one => (one.Text, $"{one.Text}: {one.More}")),
                _ => [],
            };
        }
        CommandInfo? found = ScriptBlock.Create(@"param($name) Microsoft.PowerShell.Core\Get-Command -Name $name -ErrorAction Ignore").Invoke(name).FirstOrDefault()?.BaseObject as CommandInfo;
        found = found is AliasInfo alias ? alias.ResolvedCommand : found;
        object? data = found?.Module?.PrivateData;
        return (data is PSObject wrapped ? wrapped.BaseObject : data) is IRecordParameters records ? records.FieldsOf(found!.Name, parameter) : [];
    }

    // Behind the brace, a semicolon or a line's end: not in a value.
    [GeneratedRegex(@"(?:@\{|;|\n)\s*['""]?(?<word>\w*)$")]
    private static partial Regex KeyPlace();
}
