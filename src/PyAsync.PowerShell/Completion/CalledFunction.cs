using System;
using System.Collections;
using System.Collections.Generic;

namespace PyAsync.PowerShell.Completion;

/// <summary>The function that a command line calls.</summary>
internal static class CalledFunction
{
    /// <summary>Its parameters; none where the function is not named, or not known.</summary>
    /// <param name="bound">The line's parameters.</param>
    public static List<PythonOffer> Parameters(IDictionary bound)
    {
        string location = CompletionText.Location();
        if ((CompletionText.Given(bound, "Path") ?? CompletionText.Given(bound, "LiteralPath")) is { } file)
        {
            return PythonOffers.Parameters(CompletionText.Full(file, location), CompletionText.Given(bound, "EntryPoint") ?? "main", location);
        }
        if (CompletionText.Given(bound, "Function") is not { } word)
        {
            return [];
        }
        int colon = word.LastIndexOf(':');
        if (colon <= 0)
        {
            bool isFile = word.EndsWith(".py", StringComparison.OrdinalIgnoreCase);
            int dot = isFile ? -1 : word.LastIndexOf('.');
            return isFile ? PythonOffers.Parameters(CompletionText.Full(word, location), "main", location)
                : PythonOffers.Parameters(dot > 0 ? word[..dot] : "__main__", word[(dot + 1)..], location);
        }
        string module = word[..colon];
        return PythonOffers.Parameters(module.EndsWith(".py", StringComparison.OrdinalIgnoreCase) ? CompletionText.Full(module, location) : module, word[(colon + 1)..], location);
    }
}
