using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PyAsync.PowerShell.Completion;

/// <summary>Completes <c>-Keyword</c> with a hashtable of what must be given; the keys within one are completed by <see cref="HashtableKeys"/>.</summary>
public sealed class KeywordCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        CalledParameter[] all = [.. CalledFunction.Parameters(fakeBoundParameters).Where(one => one.Kind is not ("VAR_POSITIONAL" or "VAR_KEYWORD")).Select(one => new CalledParameter(one))];
        if (all.Length == 0 || !string.IsNullOrEmpty(wordToComplete))
        {
            yield break;
        }
        string needed = string.Join("; ", all.Where(one => one.Default.Length == 0).Select(one => $"{one.Name} = {one.Values.FirstOrDefault("''")}"));
        yield return new CompletionResult(needed.Length > 0 ? $"@{{ {needed} }}" : "@{ }", "@{ }", CompletionResultType.ParameterValue, string.Join(", ", all.Select(one => one.Text)));
    }
}
