using System;
using System.Management.Automation;
using PyAsync.Calls;
using PyAsync.Objects;
using PyAsync.PowerShell.Completion;
using PyAsync.PowerShell.Errors;
using PyAsync.PowerShell.Jobs;
using PyAsync.PowerShell.Pipeline;
using PyAsync.PowerShell.ScriptBlocks;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.Commands;

/// <summary>What the commands that await share: how their awaits are called and their outcomes written, here or in a job.</summary>
public abstract class AwaitCmdlet : PyCmdlet
{
    private AwaitRun? _awaits;
    private PyAwaitJob? _job;
    private PyContext? _context;

    /// <summary>Makes the cmdlet.</summary>
    private protected AwaitCmdlet()
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

    private protected override TimeSpan? StartLimit => TimeoutSeconds > 0 ? TimeSpan.FromSeconds(TimeoutSeconds) : null;

    /// <summary>The command's own awaits; there are none where a job awaits.</summary>
    private protected AwaitRun Awaits => _awaits!;

    /// <summary>Who starts the awaits.</summary>
    private protected CallOrigin Origin => _job?.Origin ?? Run.Origin;

    /// <summary>Begins with a target, which is disposed of at the end. Once.</summary>
    /// <param name="target">What is called.</param>
    /// <param name="arguments">With what, behind the pipeline's item.</param>
    /// <param name="hasInput">Whether there is a pipeline.</param>
    private protected void Begin(PyTarget target, PyArguments arguments, bool hasInput)
    {
        _context = Context ?? AmbientCall.Current?.Context;
        AwaitOptions options = new()
        {
            Arguments = arguments,
            Conversion = new PyConversion { Raw = Raw, AsHashtable = AsHashtable, Records = AsHashtable ? null : PSRecordFactory.Instance },
            ThrottleLimit = ThrottleLimit,
            TimeLimit = StartLimit,
            Ordered = Ordered,
            Enumerate = !NoEnumerate,
        };
        if (AsJob)
        {
            _job = new PyAwaitJob(Described, JobName, target, options, hasInput) { LogsErrors = LogAsError };
        }
        else
        {
            Run.Pump.LogsErrors = LogAsError;
            _awaits = Run.Await(target, options);
        }
    }

    /// <summary>Starts the one await of a command without a pipeline.</summary>
    private protected void Submit()
    {
        if (_job is not null)
        {
            _job.Submit(null, _context);
        }
        else
        {
            Awaits.Submit(_context);
        }
    }

    /// <summary>Starts an await for an item, and waits for room for the next.</summary>
    private protected void Submit(object? item)
    {
        if (_job is not null)
        {
            _job.Submit(PSValues.Unwrap(item), _context);
            return;
        }
        Awaits.Submit(item, _context);
        Run.DeliverReady();
        Run.DeliverUntilRoom();
    }

    /// <summary>Waits for what is in flight, or hands the job over.</summary>
    private protected void End()
    {
        if (_job is { } job)
        {
            job.EndInput();
            JobRepository.Add(job);
            _job = null;
            WriteObject(job);
            return;
        }
        Run.DeliverUntilEnd();
        // What the code has defined may fail in another command.
        CodePlaces.Note(Awaits.Target, Run.Origin);
    }

    /// <summary>Ends the command where a parameter needs a pipeline that waits, and a job is wanted.</summary>
    private protected void RequireWaiting(string parameter)
    {
        if (AsJob)
        {
            ThrowTerminatingError(KnownErrors.NotTogether(MyInvocation.MyCommand.Name, nameof(AsJob), parameter));
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        CancelJob();
        base.StopProcessing();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        CancelJob();
        base.Dispose(disposing);
    }

    // A command that ends while it takes its input has handed no job over.
    private void CancelJob()
    {
        if (_job is { } job)
        {
            job.EndInput();
            job.StopJobAsync();
        }
    }
}
