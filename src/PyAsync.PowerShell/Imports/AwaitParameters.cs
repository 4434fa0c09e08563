using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using PyAsync.Calls;
using PyAsync.Objects;
using PyAsync.PowerShell.Pipeline;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.Imports;

/// <summary>
/// The parameters that every imported command has beside its function's own: how its awaits are made. This is the one place
/// that knows them: their source text, their help, and what they become. They are in a parameter set of their own, so that
/// the function's syntax comes first.
/// </summary>
internal static class AwaitParameters
{
    /// <summary>The parameter set.</summary>
    public const string Set = "Await";

    private static readonly (string Name, string Type, string Attributes, string Help)[] s_all =
    [
        ("Loop", "object", "[ValidateNotNullOrEmpty()] [ArgumentCompleter([PyAsync.PowerShell.Completion.LoopNameCompleter])]", "The event loop, by name or itself. Without it, the loop that the module was imported for, else the default one."),
        ("ThrottleLimit", "int", "[ValidateRange(0, 2147483647)]", "How many calls may be in flight; 0 for all of them."),
        ("TimeoutSeconds", "double", "[ValidateRange(0.0, 31536000.0)]", "How long each call may take, in seconds; 0 for no limit."),
        ("Ordered", "switch", "", "Results come in the order of the input."),
        ("Raw", "switch", "", "Results stay live Python objects."),
        ("AsHashtable", "switch", "", "Python's dicts become dictionaries, not objects with properties."),
        ("NoEnumerate", "switch", "", "A list is written as one object."),
        ("Context", "PyAsync.Calls.PyContext", "[ValidateNotNull()]", "A set of context variables that the calls share; New-PyContext makes one."),
    ];

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => s_all.Select(one => one.Name);

    /// <summary>Their help.</summary>
    public static IEnumerable<(string Name, string Help)> Helps => s_all.Select(one => (one.Name, one.Help));

    /// <summary>Each as source text of a <c>param</c> block.</summary>
    public static IEnumerable<string> Sources => s_all.Select(one =>
        $"[Parameter(ParameterSetName = '{Set}')]{(one.Attributes.Length > 0 ? " " + one.Attributes : "")} [{one.Type}] ${one.Name}");

    /// <summary>The loop that a command was told; null where it was told none.</summary>
    public static object? Loop(PSCmdlet cmdlet) => Given(cmdlet, "Loop");

    /// <summary>The context that its calls share; null where each has its own.</summary>
    public static PyContext? Context(PSCmdlet cmdlet) => PSValues.Unwrap(Given(cmdlet, "Context")) as PyContext;

    /// <summary>Whether results stay in Python.</summary>
    public static bool Raw(PSCmdlet cmdlet) => IsOn(cmdlet, "Raw");

    /// <summary>How long a call may take; null without a limit.</summary>
    public static TimeSpan? TimeLimit(PSCmdlet cmdlet) => Given(cmdlet, "TimeoutSeconds") is double seconds and > 0 ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>What they say of a command's awaits.</summary>
    public static AwaitOptions Options(PSCmdlet cmdlet)
    {
        if (cmdlet.ParameterSetName != Set)
        {
            return s_usual;
        }
        bool asHashtable = IsOn(cmdlet, "AsHashtable");
        return new AwaitOptions
        {
            Conversion = new PyConversion { Raw = Raw(cmdlet), AsHashtable = asHashtable, Records = asHashtable ? null : PSRecordFactory.Instance },
            ThrottleLimit = Given(cmdlet, "ThrottleLimit") as int? ?? 0,
            TimeLimit = TimeLimit(cmdlet),
            Ordered = IsOn(cmdlet, "Ordered"),
            Enumerate = !IsOn(cmdlet, "NoEnumerate"),
        };
    }

    private static readonly AwaitOptions s_usual = new();

    private static bool IsOn(PSCmdlet cmdlet, string name) => Given(cmdlet, name) is SwitchParameter { IsPresent: true };

    private static object? Given(PSCmdlet cmdlet, string name) =>
        cmdlet.ParameterSetName == Set && cmdlet.MyInvocation.BoundParameters.TryGetValue(name, out object? value) ? value : null;
}
