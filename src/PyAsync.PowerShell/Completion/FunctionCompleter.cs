using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace PyAsync.PowerShell.Completion;

/// <summary>Completes <c>-Function</c>: modules and files first, behind their colon the functions.</summary>
public sealed partial class FunctionCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = CompletionText.Word(wordToComplete);
        string location = CompletionText.Location();
        Match place = Place().Match(word);
        if (place.Success)
        {
            return Functions(place.Groups["module"].Value, place.Groups["name"].Value, ":", location);
        }
        return word.AsSpan().IndexOfAny('/', '\\', '~') >= 0 ? Files(word, location) : Modules(word, location);
    }

    private static IEnumerable<CompletionResult> Functions(string module, string word, string separator, string location)
    {
        string source = module.EndsWith(".py", StringComparison.OrdinalIgnoreCase) ? CompletionText.Full(module, location) : module;
        return from offer in PythonOffers.Functions(source, location)
               where CompletionText.Begins(offer.Text, word)
               select CompletionText.Result(module + separator + offer.Text, offer.Text, offer.More);
    }

    private static IEnumerable<CompletionResult> Modules(string word, string location)
    {
        foreach (PythonOffer offer in PythonOffers.Modules(location, word))
        {
            yield return CompletionText.Result(offer.Text + ":", offer.Text, offer.More);
        }
        if (word.LastIndexOf('.') is > 0 and var dot)
        {
            foreach (CompletionResult result in Functions(word[..dot], word[(dot + 1)..], ".", location))
            {
                yield return result;
            }
        }
    }

    private static IEnumerable<CompletionResult> Files(string word, string location)
    {
        int end = word.LastIndexOfAny(['/', '\\']) + 1;
        string folder = CompletionText.Full(end == 0 ? word : word[..end], location);
        if (!Directory.Exists(folder))
        {
            yield break;
        }
        foreach (string path in Directory.EnumerateFiles(folder, "*.py").Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(path);
            if (CompletionText.Begins(name, word[end..]))
            {
                yield return CompletionText.Result(word[..end] + name + ":", name, path);
            }
        }
        foreach (string path in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(path);
            if (CompletionText.Begins(name, word[end..]) && name[0] is not '.' and not '_')
            {
                yield return CompletionText.Result(word[..end] + name + Path.DirectorySeparatorChar, name, path);
            }
        }
    }

    [GeneratedRegex(@"^(?<module>.+\.py|[\w.]+):(?<name>\w*)$", RegexOptions.IgnoreCase)]
    private static partial Regex Place();
}
