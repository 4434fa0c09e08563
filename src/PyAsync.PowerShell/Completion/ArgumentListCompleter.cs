using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PyAsync.PowerShell.Completion;

/// <summary>Completes <c>-ArgumentList</c> by the signature of what is called: at each place what that parameter may be.</summary>
public sealed class ArgumentListCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        List<PythonOffer> parameters = CalledFunction.Parameters(fakeBoundParameters);
        int place = Place(commandAst, fakeBoundParameters[parameterName], string.IsNullOrEmpty(wordToComplete));
        parameters.RemoveAll(one => one.Kind is "KEYWORD_ONLY" or "VAR_KEYWORD");
        if (place >= parameters.Count && (parameters.Count == 0 || parameters[^1].Kind != "VAR_POSITIONAL"))
        {
            yield break;
        }
        CalledParameter parameter = new(parameters[Math.Min(place, parameters.Count - 1)]);
        string word = CompletionText.Word(wordToComplete);
        foreach (string value in parameter.Values.Where(value => CompletionText.Begins(CompletionText.Word(value), word)))
        {
            yield return new CompletionResult(value, value, CompletionResultType.ParameterValue, parameter.Text);
        }
    }

    // After a trailing comma the parser gives an error node instead of the parameter's value; its items are counted there.
    private static int Place(CommandAst command, object? given, bool isNew) => (command.CommandElements[^1], given) switch
    {
        (ErrorExpressionAst { NestedAst: { } items }, _) => items.Sum(item => item is ArrayLiteralAst array ? array.Elements.Count : 1),
        (_, object[] several) => isNew ? several.Length : several.Length - 1,
        _ => given is null || !isNew ? 0 : 1,
    };
}
