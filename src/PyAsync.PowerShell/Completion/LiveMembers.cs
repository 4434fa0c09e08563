using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using PyAsync.Objects;

namespace PyAsync.PowerShell.Completion;

/// <summary>
/// The members of a live Python object behind a dot. PowerShell knows but their names; here they get what a method's have:
/// the signature and the docstring as tooltip, and a parenthesis. The pipeline's thread; no property's code runs.
/// </summary>
internal static class LiveMembers
{
    /// <summary>The same completion, with Python's members told of.</summary>
    /// <param name="found">What PowerShell has found.</param>
    /// <param name="line">The line's syntax tree.</param>
    /// <param name="text">The line.</param>
    /// <param name="cursor">The cursor's place in it.</param>
    public static CommandCompletion Describe(CommandCompletion found, Ast line, string text, int cursor)
    {
        int begin = cursor;
        while (begin > 0 && (char.IsLetterOrDigit(text[begin - 1]) || text[begin - 1] == '_'))
        {
            begin--;
        }
        if (begin == 0 || text[begin - 1] != '.' || Owner(line, begin - 1 + line.Extent.StartOffset) is not { } owner)
        {
            return found;
        }
        List<string> path = [];
        while (owner is MemberExpressionAst { Static: false, Member: StringConstantExpressionAst name } member and not InvokeMemberExpressionAst)
        {
            path.Insert(0, name.Value);
            owner = member.Expression;
        }
        if (owner is not VariableExpressionAst variable || Value(variable.VariablePath.UserPath) is not PyObject live)
        {
            return found;
        }
        Dictionary<string, (string Name, string Kind, string Text)> members = live.DescribeMembers([.. path], text[begin..cursor]).ToDictionary(one => one.Name, StringComparer.Ordinal);
        return members.Count == 0 ? found : new CommandCompletion(
            new Collection<CompletionResult>([.. found.CompletionMatches.Select(match => members.TryGetValue(match.ListItemText, out var known) ? Result(known) : match)]),
            found.CurrentMatchIndex,
            found.ReplacementIndex,
            found.ReplacementLength);
    }

    private static CompletionResult Result((string Name, string Kind, string Text) member) => member.Kind == "method"
        ? new CompletionResult(member.Name + "(", member.Name, CompletionResultType.Method, member.Text)
        : new CompletionResult(member.Name, member.Name, CompletionResultType.Property, member.Text);

    // What stands before the dot.
    private static ExpressionAst? Owner(Ast line, int dot) => line
        .FindAll(one => one is ExpressionAst && one.Extent.EndOffset == dot, searchNestedScriptBlocks: true)
        .Cast<ExpressionAst>().Where(one => one is VariableExpressionAst or MemberExpressionAst).MaxBy(one => one.Extent.Text.Length);

    private static object? Value(string variable)
    {
        object? value = ScriptBlock.Create("$ExecutionContext.SessionState.PSVariable.GetValue($args[0])").InvokeReturnAsIs(variable);
        return value is PSObject wrapped ? wrapped.BaseObject : value;
    }
}
