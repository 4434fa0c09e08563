using System;
using System.ComponentModel;
using System.Management.Automation;
using PyAsync.Calls;
using PyAsync.PowerShell.Completion;
using PyAsync.PowerShell.Imports;
using PyAsync.PowerShell.Jobs;
using PyAsync.PowerShell.Pipeline;
using PyAsync.PowerShell.ScriptBlocks;

namespace PyAsync.PowerShell.Commands;

/// <summary>
/// The parameters that the commands that await share: on which loop, how awaits are called and how their outcomes are written.
/// Imported commands have all of them too, by <see cref="AwaitParameters"/>, with the descriptions as their help.
/// </summary>
public abstract class AwaitOptionsCmdlet : PyCmdlet, IAwaitParameters
{
    // The default of -RetryCount when another -Retry parameter is given.
    private const int UsualRetries = 3;

    private int? _retryCount;
    private double? _retryInterval;

    /// <summary>Makes the cmdlet.</summary>
    private protected AwaitOptionsCmdlet()
    {
    }

    /// <summary>The loop, by name or itself.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LoopNameCompleter))]
    [Description("The event loop, by name or itself. Without it, the loop that the module was imported for, else the default one.")]
    public object? Loop { get; set; }

    /// <summary>How many awaits may be in flight; 0 for all of them.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [Description("How many calls may be in flight; 0 for all of them.")]
    public int ThrottleLimit { get; set; }

    /// <summary>How long each await may take, in seconds; 0 for no limit.</summary>
    [Parameter]
    [ValidateRange(0.0, 31_536_000.0)]
    [Description("How long each call may take, in seconds; 0 for no limit.")]
    public double TimeoutSeconds { get; set; }

    /// <summary>Results in the order of the input.</summary>
    [Parameter]
    [Description("Results come in the order of the input.")]
    public SwitchParameter Ordered { get; set; }

    /// <summary>Dicts become dictionaries.</summary>
    [Parameter]
    [Description("Python's dicts become dictionaries, not objects with properties.")]
    public SwitchParameter AsHashtable { get; set; }

    /// <summary>A list or array is written as one object.</summary>
    [Parameter]
    [Description("A list or array is written as one object.")]
    public SwitchParameter NoEnumerate { get; set; }

    /// <summary>A context that the awaits share; without it each has a copy of its own.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ContextCompleter))]
    [Description("A set of context variables that the calls share; New-PyContext makes one.")]
    public PyContext? Context { get; set; }

    /// <summary>Results stay live Python objects.</summary>
    [Parameter]
    [Description("Results stay live Python objects.")]
    public SwitchParameter Raw { get; set; }

    /// <summary>One object is written for each input: what it was, and what became of it.</summary>
    [Parameter]
    [Description("One object is written for each call: what it was given, and its result or error.")]
    public SwitchParameter AsResult { get; set; }

    /// <summary>After how many that have succeeded the others are cancelled.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [Description("After how many calls that have succeeded the others are cancelled.")]
    public int First { get; set; }

    /// <summary>How many attempts may follow one that has failed: 3 where the other parameters of attempts are given without it.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [Description("How many attempts may follow one that has failed; 3 where -RetryInterval or -RetryOn is given without it.")]
    public int RetryCount
    {
        get => _retryCount ?? (RetryOn is null && _retryInterval is null ? 0 : UsualRetries);
        set => _retryCount = value;
    }

    /// <summary>The wait before the second attempt, in seconds; it doubles with each further one.</summary>
    [Parameter]
    [ValidateRange(0.0, 86400.0)]
    [Description("The wait before the second attempt, in seconds; it doubles with each further one.")]
    public double RetryInterval
    {
        get => _retryInterval ?? 1;
        set => _retryInterval = value;
    }

    /// <summary>Which failures are tried again: Python's exception classes by name, or a script block that decides.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ExceptionCompleter))]
    [Description("Which failures are tried again: Python's exception classes by name, or a script block that decides.")]
    public object[]? RetryOn { get; set; }

    /// <summary>How many attempts may begin in a second; 0 for any number.</summary>
    [Parameter]
    [ValidateRange(0.0, 1_000_000.0)]
    [Description("How many attempts may begin in a second; 0 for any number.")]
    public double RateLimit { get; set; }

    /// <summary>A job awaits, and the command writes that and ends.</summary>
    [Parameter]
    [Description("A job makes the calls, and the command writes that and ends.")]
    public SwitchParameter AsJob { get; set; }

    /// <summary>The job's name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [Description("The job's name.")]
    public string? JobName { get; set; }

    /// <summary>What is logged as ERROR or CRITICAL is an error, else it is a warning.</summary>
    [Parameter]
    [Description("What Python logs as ERROR or CRITICAL is an error, else it is a warning.")]
    public SwitchParameter LogAsError { get; set; }

    /// <summary>Tasks are written in place of results.</summary>
    [Parameter]
    [Description("Tasks are written in place of results.")]
    public SwitchParameter AsTask { get; set; }

    private protected override TimeSpan? StartLimit => TimeoutSeconds > 0 ? TimeSpan.FromSeconds(TimeoutSeconds) : null;

    object? IAwaitParameters.LoopWord => Loop;

    PyContext? IAwaitParameters.SharedContext => Context;

    TimeSpan? IAwaitParameters.TimeLimit => StartLimit;

    bool IAwaitParameters.WantsJob => AsJob;

    string? IAwaitParameters.NameOfJob => JobName;

    bool IAwaitParameters.WantsTasks => AsTask;

    bool IAwaitParameters.LogsErrors => LogAsError;

    AwaitOptions IAwaitParameters.MakeOptions(PyArguments arguments) => MakeOptions(arguments);

    /// <summary>The parameter that says that attempts may follow; null where none does.</summary>
    private protected string? RetryParameter =>
        RetryCount == 0 ? null
        : _retryCount is not null ? nameof(RetryCount)
        : RetryOn is not null ? nameof(RetryOn)
        : nameof(RetryInterval);

    /// <summary>What the parameters say of the awaits.</summary>
    /// <param name="arguments">With what each is called, behind the pipeline's item.</param>
    private protected AwaitOptions MakeOptions(PyArguments arguments) => new()
    {
        Arguments = arguments,
        Conversion = ObjectHost.ConversionOf(Raw, AsHashtable),
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
