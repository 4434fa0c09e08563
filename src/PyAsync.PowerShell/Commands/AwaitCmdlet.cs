using PyAsync.Calls;
using PyAsync.PowerShell.Errors;
using PyAsync.PowerShell.Jobs;
using PyAsync.PowerShell.Pipeline;
using PyAsync.PowerShell.ScriptBlocks;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.Commands;

/// <summary>How the commands that await go about it: here, in a job, or as Tasks.</summary>
public abstract class AwaitCmdlet : AwaitOptionsCmdlet
{
    private AwaitRun? _awaits;
    private HandedAwaits? _handed;
    private PyContext? _context;

    /// <summary>Makes the cmdlet.</summary>
    private protected AwaitCmdlet()
    {
    }

    /// <summary>The command's own awaits; there are none where it hands them over.</summary>
    private protected AwaitRun Awaits => _awaits!;

    /// <summary>Who starts the awaits.</summary>
    private protected CallOrigin Origin => _handed?.Origin ?? Run.Origin;

    /// <summary>Begins with a target, which is disposed of at the end. Once.</summary>
    /// <param name="target">What is called.</param>
    /// <param name="arguments">With what, behind the pipeline's item.</param>
    /// <param name="hasInput">Whether there is a pipeline.</param>
    private protected void Begin(PyTarget target, PyArguments arguments, bool hasInput)
    {
        _context = Context ?? AmbientCall.Current?.Context;
        AwaitOptions options = MakeOptions(arguments);
        _handed = AsJob || AsTask ? HandedAwaits.Of(this, Described, this, target, options, hasInput) : null;
        if (_handed is null)
        {
            Run.Pump.LogsErrors = LogAsError;
            _awaits = Run.Await(target, options);
        }
    }

    /// <summary>Starts the one await of a command without a pipeline.</summary>
    private protected void Submit()
    {
        if (_handed is not null)
        {
            _handed.Submit(null, false, null, _context);
        }
        else
        {
            Awaits.Submit(_context);
        }
    }

    /// <summary>Starts an await for an item, and waits for room for the next.</summary>
    private protected void Submit(object? item)
    {
        if (_handed is not null)
        {
            _handed.Submit(PSValues.Unwrap(item), true, null, _context);
            return;
        }
        Run.DeliverUntilTurn();
        StopIfEnough();
        Awaits.Submit(item, _context);
        Run.DeliverReady();
        Run.DeliverUntilRoom();
        StopIfEnough();
    }

    // As Select-Object -First does it: what is upstream gives no more.
    private void StopIfEnough()
    {
        if (Awaits.HasEnough)
        {
            Run.DeliverUntilEnd();
            UpstreamStop.Throw(this);
        }
    }

    /// <summary>Waits for what is in flight, or hands it over.</summary>
    private protected void End()
    {
        if (_handed is not null)
        {
            _handed.End();
            return;
        }
        Awaits.Total = Awaits.Started;
        Run.DeliverUntilEnd();
        // What the code has defined may fail in another command.
        CodePlaces.Note(Awaits.Target, Run.Origin);
    }

    /// <summary>Ends the command where an awaitable is there already, and so can be awaited only once.</summary>
    private protected void RequireNoRetry(string what)
    {
        if (RetryParameter is { } given)
        {
            ThrowTerminatingError(KnownErrors.NotTogether(MyInvocation.MyCommand.Name, given, what));
        }
    }

    /// <summary>Ends the command where a parameter needs a pipeline that waits, and a job is wanted.</summary>
    private protected void RequireWaiting(string parameter)
    {
        if (AsJob || AsTask)
        {
            ThrowTerminatingError(KnownErrors.NotTogether(MyInvocation.MyCommand.Name, AsJob ? nameof(AsJob) : nameof(AsTask), parameter));
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        _handed?.Cancel();
        base.StopProcessing();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _handed?.Cancel();
        base.Dispose(disposing);
    }
}
