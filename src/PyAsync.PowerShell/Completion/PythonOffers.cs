using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.PowerShell.Completion;

/// <summary>Something that Python offers as one types: the text, what kind of thing it is, and more about it.</summary>
/// <param name="Text">The text.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="More">An explanation.</param>
internal readonly record struct PythonOffer(string Text, string Kind, string More);

/// <summary>
/// Asks <c>pyasync._complete</c> what can be offered: on a thread of its own, so that a loop that something blocks does not
/// hold the prompt, and for no longer than a moment. Where Python does not run it is not started: then source files are
/// looked at from here. Any thread.
/// </summary>
internal static class PythonOffers
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(150);

    /// <summary>The modules that can be named and begin so: outer ones first, each with what is told of it.</summary>
    public static IEnumerable<PythonOffer> Modules(string folder, string word) =>
        from offer in AllModules(folder)
        where CompletionText.Begins(offer.Text, word)
        orderby offer.Text.Count(c => c == '.')
        select offer.More == "loaded" ? offer with { More = $"The module {offer.Text}, which is loaded" } : offer;

    private static List<PythonOffer> AllModules(string folder)
    {
        List<PythonOffer> found = Ask(() => PythonModule.Get("pyasync._complete"u8, "modules"u8), folder);
        if (found.Count == 0 && Directory.Exists(folder))
        {
            foreach (string file in Directory.EnumerateFiles(folder, "*.py"))
            {
                found.Add(new PythonOffer(Path.GetFileNameWithoutExtension(file), "module", file));
            }
        }
        return found;
    }

    /// <summary>The functions of a module, or of a file; coroutine functions first.</summary>
    public static List<PythonOffer> Functions(string module, string folder)
    {
        List<PythonOffer> found = Ask(() => PythonModule.Get("pyasync._complete"u8, "functions"u8), module, folder);
        return found.Count == 0 && PythonRuntime.Current is null ? SourceScan.Functions(FileOf(module, folder)) : found;
    }

    /// <summary>The parameters of a function; <see cref="PythonOffer.More"/> holds its choices, its default and its text.</summary>
    public static List<PythonOffer> Parameters(string module, string function, string folder)
    {
        List<PythonOffer> found = Ask(() => PythonModule.Get("pyasync._complete"u8, "parameters"u8), module, function, folder);
        return found.Count == 0 && PythonRuntime.Current is null ? SourceScan.Parameters(FileOf(module, folder), function) : found;
    }

    /// <summary>The names that code on a loop sees.</summary>
    public static List<PythonOffer> Names(string module) => Ask(() => PythonModule.Get("pyasync._complete"u8, "names"u8), module);

    /// <summary>The classes of loaded modules, as module.Name.</summary>
    public static List<PythonOffer> Classes(string prefix) => Ask(() => PythonModule.Get("pyasync._complete"u8, "classes"u8), prefix);

    private static List<PythonOffer> Ask(Func<nint> find, params string[] arguments)
    {
        List<PythonOffer> offers = [];
        if (PythonRuntime.Current is not { } runtime || !GilTask.TryRun(runtime, s_limit, () => Call(find, arguments), out string? answer) || string.IsNullOrEmpty(answer))
        {
            return offers;
        }
        foreach (string line in answer.Split('\x1e'))
        {
            string[] parts = line.Split('\x1f', 3);
            offers.Add(new PythonOffer(parts[0], parts[1], parts[2]));
        }
        return offers;
    }

    private static string Call(Func<nint> find, string[] arguments)
    {
        using PyOwned function = new(find());
        using PyOwned tuple = CApi.PyTuple_New(arguments.Length).OrThrow();
        for (int i = 0; i < arguments.Length; i++)
        {
            PyErrors.ThrowIfNegative(CApi.PyTuple_SetItem(tuple, i, PyText.ToPython(arguments[i]).OrThrow().Steal()));
        }
        using PyOwned answer = CApi.PyObject_Call(function, tuple, default).OrThrow();
        return PyText.FromPython(answer);
    }

    private static string FileOf(string module, string folder) =>
        module.EndsWith(".py", StringComparison.OrdinalIgnoreCase) ? module : Path.Combine(folder, module + ".py");
}
