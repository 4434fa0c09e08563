using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace PyAsync.PowerShell.Imports;

/// <summary>What a command needs to know as it runs: which function, and which of its parameters is which argument. Immutable.</summary>
internal sealed class ImportedCommand
{
    /// <summary>How an argument is given.</summary>
    public enum Role
    {
        /// <summary>As it is.</summary>
        Plain,

        /// <summary>A path, or several: one that is not absolute is meant from PowerShell's location.</summary>
        Path,

        /// <summary>A switch.</summary>
        Switch,

        /// <summary>Items of an array, as a list.</summary>
        List,

        /// <summary>Any value: an object of the pipeline with a property of the parameter's name is meant to give that.</summary>
        Any,
    }

    private ImportedCommand(string function, bool isClass, bool isShaped, bool wantsFolder, int places, (string Name, string Argument, Role Role)[] parameters)
    {
        Function = function;
        IsClass = isClass;
        IsShaped = isShaped;
        WantsFolder = wantsFolder;
        Places = places;
        Parameters = parameters;
    }

    /// <summary>The function's name.</summary>
    public string Function { get; }

    /// <summary>Whether it is a class, whose instance is the result itself.</summary>
    public bool IsClass { get; }

    /// <summary>Whether all arguments but the first are given by keyword.</summary>
    public bool IsShaped { get; }

    /// <summary>Whether PowerShell's location is given too, as the folder that paths within arguments are meant from.</summary>
    public bool WantsFolder { get; }

    /// <summary>How many parameters, from the first, may be given by their place.</summary>
    public int Places { get; }

    /// <summary>The parameters in Python's order: name in PowerShell, name in Python, how it is given.</summary>
    public (string Name, string Argument, Role Role)[] Parameters { get; }

    /// <summary>Of what Python has told.</summary>
    public static ImportedCommand Of(FunctionDescription function, IReadOnlyCollection<CommandParameter> parameters) => new(
        function.Name,
        function.Kind == "class",
        function.IsShaped,
        function.WantsFolder,
        parameters.Count(one => one.Position is not null),
        [.. parameters.Select(one => (one.Name, one.Description.Name, RoleOf(one.Description)))]);

    /// <summary>Of what an exported module has kept.</summary>
    public static ImportedCommand Of(string function, string flags, int places, IEnumerable parameters) => new(
        function,
        flags.Contains('c', StringComparison.Ordinal),
        flags.Contains('s', StringComparison.Ordinal),
        flags.Contains('f', StringComparison.Ordinal),
        places,
        [.. parameters.Cast<object>().Select(one => one.ToString()!.Split(' ')).Select(words => (words[0], words[1], Enum.Parse<Role>(words[2])))]);

    /// <summary>As source text that an exported module keeps: <c>@('function', 'flags', places, @('Name argument Role', …))</c>.</summary>
    public string Source()
    {
        string flags = (IsClass ? "c" : "") + (IsShaped ? "s" : "") + (WantsFolder ? "f" : "");
        string parameters = SourceText.Array([.. Parameters.Select(one => $"{one.Name} {one.Argument} {one.Role}")]);
        return $"@({SourceText.Quote(Function)}, {SourceText.Quote(flags)}, {Places}, {parameters})";
    }

    private static Role RoleOf(ParameterDescription parameter) =>
        parameter.IsSwitch ? Role.Switch
        : parameter.Type.Kind == "path" || (parameter.Type is { Kind: "list", Item.Kind: "path" }) ? Role.Path
        : parameter.Type.Kind == "list" || parameter.TakesRest ? Role.List
        : parameter.Type.Kind is "any" or "record" && !parameter.Type.Fields.Any(field => string.Equals(field.Name, parameter.Name, StringComparison.OrdinalIgnoreCase)) ? Role.Any
        : Role.Plain;
}
