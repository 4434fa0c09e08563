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
        int place = fakeBoundParameters[parameterName] switch
        {
            object[] given when string.IsNullOrEmpty(wordToComplete) => given.Length,
            object[] given => given.Length - 1,
            null => 0,
            _ => string.IsNullOrEmpty(wordToComplete) ? 1 : 0,
        };
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
}
