using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace PyAsync.PowerShell.Imports;

/// <summary>A parameter of a command with its name in PowerShell.</summary>
/// <param name="Name">The name.</param>
/// <param name="Alias">Python's name, where it is another and free; else null.</param>
/// <param name="Description">What Python tells.</param>
/// <param name="Position">Its place; null where it is given by name only.</param>
/// <param name="TakesPipeline">Whether it takes the pipeline's items.</param>
internal sealed record CommandParameter(string Name, string? Alias, ParameterDescription Description, int? Position, bool TakesPipeline)
{
    private static readonly HashSet<string> s_taken = new(
        [
            .. Cmdlet.CommonParameters, .. Cmdlet.OptionalCommonParameters, "ProgressAction",
            "vb", "db", "ea", "wa", "infa", "ev", "wv", "iv", "ov", "ob", "pv", "proga", "wi", "cf", "usetx",
            .. AwaitParameters.Names,
            // Variables that a function cannot have as parameters, or that mean something else in it.
            "Host", "PID", "Home", "True", "False", "Null", "ShellId", "ExecutionContext", "PSVersionTable", "PSHome", "PSEdition",
            "PSCulture", "PSUICulture", "EnabledExperimentalFeatures", "IsLinux", "IsMacOS", "IsWindows", "IsCoreCLR", "MyInvocation",
            "PSBoundParameters", "PSCmdlet", "Input", "Args", "Error", "This", "PSItem", "Matches", "ForEach", "Switch", "PSScriptRoot",
            "PSCommandPath", "StackTrace", "LastExitCode",
        ],
        StringComparer.OrdinalIgnoreCase);

    // Of those, the ones that no parameter is named by: an alias of such a name is no clash.
    private static readonly HashSet<string> s_parameters = new(
        [.. Cmdlet.CommonParameters, .. Cmdlet.OptionalCommonParameters, "ProgressAction", "vb", "db", "ea", "wa", "infa", "ev", "wv", "iv", "ov", "ob", "pv", "proga", "wi", "cf", "usetx", .. AwaitParameters.Names],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The parameters of a function's command. Those whose name is taken have <c>Py</c> in front.</summary>
    public static List<CommandParameter> Of(FunctionDescription function)
    {
        HashSet<string> used = new(StringComparer.OrdinalIgnoreCase);
        List<CommandParameter> all = [];
        string? pipeline = PipelineOf(function);
        int place = 0;
        foreach (ParameterDescription parameter in function.Parameters.OrderBy(one => one.TakesKeywords))
        {
            string name = Free(parameter.TakesKeywords ? "Keyword" : CommandNames.Pascal(parameter.Name), used);
            bool hasPlace = parameter.Kind is "POSITIONAL_ONLY" or "POSITIONAL_OR_KEYWORD";
            all.Add(new CommandParameter(name, null, parameter, hasPlace ? place++ : null, parameter.Name == pipeline));
        }
        for (int i = 0; i < all.Count; i++)
        {
            string own = all[i].Description.Name;
            if (!all[i].Description.TakesKeywords && !s_parameters.Contains(own) && used.Add(own))
            {
                all[i] = all[i] with { Alias = own };
            }
        }
        return all;
    }

    private static string Free(string name, HashSet<string> used)
    {
        if (name.Length == 0 || !char.IsLetter(name[0]) || s_taken.Contains(name))
        {
            name = "Py" + name;
        }
        string unique = name;
        for (int number = 2; !used.Add(unique); number++)
        {
            unique = name + number;
        }
        return unique;
    }

    private static string? PipelineOf(FunctionDescription function) => function.Marks["pipeline"] switch
    {
        string name => Single(function).Contains(name) ? name : throw new PyAsyncException(
            "CommandPipeline",
            $"'{name}', which pyasync.command names for the pipeline, is no parameter of the function '{function.Name}' that takes one value: {string.Join(", ", Single(function))}."),
        false => null,
        _ => Single(function).FirstOrDefault(),
    };

    // The names of those that take one value.
    private static IEnumerable<string> Single(FunctionDescription function) =>
        function.Parameters.Where(parameter => !parameter.TakesKeywords && !parameter.TakesRest).Select(parameter => parameter.Name);
}
