using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using PyAsync.Objects;
using PyAsync.Packages;

namespace PyAsync.PowerShell.Completion;

/// <summary>
/// The members of a live Python object behind a dot. PowerShell knows but their names, and offers them behind the methods
/// that every object of .NET has; here Python's come first, a method's with its signature and docstring as tooltip and a
/// parenthesis, and those methods not at all. The pipeline's thread; no property's code runs.
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
        List<object> path = [];
        while (Step(owner) is { } step)
        {
            path.Insert(0, step.Way);
            owner = step.From;
        }
        if (owner is not VariableExpressionAst variable || Value(variable.VariablePath.UserPath) is not PyObject live)
        {
            return found;
        }
        List<(string Name, string Kind, string Text)> members = live.DescribeMembers([.. path], text[begin..cursor]);
        HashSet<string> names = [.. members.Select(member => member.Name)];
        return members.Count == 0 ? found : new CommandCompletion(
            new Collection<CompletionResult>([.. members.Select(Result), .. found.CompletionMatches.Where(match => match.ResultType == CompletionResultType.Property && names.Add(match.ListItemText))]),
            found.CurrentMatchIndex,
            found.ReplacementIndex,
            found.ReplacementLength);
    }

    private static CompletionResult Result((string Name, string Kind, string Text) member) => member.Kind == "method"
        ? new CompletionResult(member.Name + "(", member.Name, CompletionResultType.Method, member.Text)
        : new CompletionResult(Quoted(member.Name), member.Name.Length == 0 ? "''" : member.Name, CompletionResultType.Property, member.Text);

    // A key may be any text.
    private static string Quoted(string name) => name.Length > 0 && name.All(one => char.IsLetterOrDigit(one) || one == '_') ? name : ShellWord.Quote(name);

    // What an expression adds to the one that it begins with.
    private static (object Way, ExpressionAst From)? Step(ExpressionAst expression) => expression switch
    {
        InvokeMemberExpressionAst => null,
        MemberExpressionAst { Static: false, Member: StringConstantExpressionAst name } member => (name.Value, member.Expression),
        IndexExpressionAst { Index: ConstantExpressionAst { Value: int or string } index } item => (new object[] { index.Value }, item.Target),
        _ => null,
    };

    // What stands before the dot.
    private static ExpressionAst? Owner(Ast line, int dot) => line
        .FindAll(one => one is ExpressionAst && one.Extent.EndOffset == dot, searchNestedScriptBlocks: true)
        .Cast<ExpressionAst>().Where(one => one is VariableExpressionAst or MemberExpressionAst or IndexExpressionAst).MaxBy(one => one.Extent.Text.Length);

    private static object? Value(string variable)
    {
        object? value = ScriptBlock.Create("$ExecutionContext.SessionState.PSVariable.GetValue($args[0])").InvokeReturnAsIs(variable);
        return value is PSObject wrapped ? wrapped.BaseObject : value;
    }
}
