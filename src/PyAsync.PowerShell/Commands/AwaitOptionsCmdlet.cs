using System;
using System.Management.Automation;
using PyAsync.Calls;
using PyAsync.PowerShell.Completion;
using PyAsync.PowerShell.Pipeline;
using PyAsync.PowerShell.ScriptBlocks;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.Commands;

/// <summary>The parameters that the commands that await share: on which loop, how awaits are called and how their outcomes are written.</summary>
public abstract class AwaitOptionsCmdlet : PyCmdlet
{
    /// <summary>Makes the cmdlet.</summary>
    private protected AwaitOptionsCmdlet()
    {
    }

    /// <summary>The loop, by name or itself.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LoopNameCompleter))]
    public object? Loop { get; set; }

    /// <summary>How many awaits may be in flight; 0 for all of them.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int ThrottleLimit { get; set; }

    /// <summary>How long each await may take, in seconds; 0 for no limit.</summary>
    [Parameter]
    [ValidateRange(0.0, 31_536_000.0)]
    public double TimeoutSeconds { get; set; }

    /// <summary>Results in the order of the input.</summary>
    [Parameter]
    public SwitchParameter Ordered { get; set; }

    /// <summary>Dicts become dictionaries.</summary>
    [Parameter]
    public SwitchParameter AsHashtable { get; set; }

    /// <summary>A list is written as one object.</summary>
    [Parameter]
    public SwitchParameter NoEnumerate { get; set; }

    /// <summary>A context that the awaits share; without it each has a copy of its own.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ContextCompleter))]
    public PyContext? Context { get; set; }

    /// <summary>Results stay live Python objects.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    /// <summary>One object is written for each input: what it was, and what became of it.</summary>
    [Parameter]
    public SwitchParameter AsResult { get; set; }

    /// <summary>After how many that have succeeded the others are cancelled.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int First { get; set; }

    /// <summary>How many attempts may follow one that has failed.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int RetryCount { get; set; }

    /// <summary>The wait before the second attempt, in seconds; it doubles with each further one.</summary>
    [Parameter]
    [ValidateRange(0.0, 86400.0)]
    public double RetryInterval { get; set; } = 1;

    /// <summary>Which failures are tried again: Python's exception classes by name, or a script block that decides.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ExceptionCompleter))]
    public object[]? RetryOn { get; set; }

    /// <summary>How many attempts may begin in a second; 0 for any number.</summary>
    [Parameter]
    [ValidateRange(0.0, 1_000_000.0)]
    public double RateLimit { get; set; }

    /// <summary>A job awaits, and the command writes that and ends.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    /// <summary>The job's name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? JobName { get; set; }

    /// <summary>What is logged as ERROR or CRITICAL is an error, else it is a warning.</summary>
    [Parameter]
    public SwitchParameter LogAsError { get; set; }

    /// <summary>Tasks are written in place of results.</summary>
    [Parameter]
    public SwitchParameter AsTask { get; set; }

    private protected override TimeSpan? StartLimit => TimeoutSeconds > 0 ? TimeSpan.FromSeconds(TimeoutSeconds) : null;

    /// <summary>What the parameters say of the awaits.</summary>
    /// <param name="arguments">With what each is called, behind the pipeline's item.</param>
    private protected AwaitOptions MakeOptions(PyArguments arguments) => new()
    {
        Arguments = arguments,
        Conversion = PSValues.ConversionOf(Raw, AsHashtable),
        ThrottleLimit = ThrottleLimit,
        TimeLimit = StartLimit,
        Ordered = Ordered,
        Enumerate = !NoEnumerate,
        AsResult = AsResult,
        First = First,
        Retry = RetryCount > 0 ? RetryPolicies.Make(RetryCount, RetryInterval, RetryOn) : null,
        RateLimit = RateLimit,
    };
}
