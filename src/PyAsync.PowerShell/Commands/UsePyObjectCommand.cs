using System;
using System.Management.Automation;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Interop;
using PyAsync.Loops;
using PyAsync.Objects;
using PyAsync.PowerShell.Errors;
using PyAsync.PowerShell.Pipeline;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.Commands;

/// <summary>Runs a script block inside of a Python context manager, which is left whatever happens.</summary>
[Cmdlet(VerbsOther.Use, "PyObject", HelpUri = HelpPages.Folder + "Use-PyObject.md")]
[OutputType(typeof(object))]
public sealed class UsePyObjectCommand : PyCmdlet
{
    // After Ctrl+C: the prompt is to be back; what takes longer goes on in the background.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1.5);

    /// <summary>The object: what <c>async with</c> or <c>with</c> takes, or what has an aclose or close.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNull]
    public object InputObject { get; set; } = null!;

    /// <summary>The block; what the object gave as it was entered is its $_ and first argument.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNull]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    /// <summary>Arguments of the block, after that.</summary>
    [Parameter]
    [Alias("Args")]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[]? ArgumentList { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (PSValues.Unwrap(InputObject) is not PyObject manager)
        {
            ThrowTerminatingError(KnownErrors.NotLive(InputObject));
            return;
        }
        PyEventLoop loop = FindLoop(manager.Owner as PyEventLoop);
        using BlockCancellation cancellation = new(PipelineThread.Current);
        PySequence entered = (PySequence)Await(loop, "enter", manager, new DelegateCallback(cancellation.Ask, isBlocking: true))!;
        object? held = entered.PyGetItem(0);
        ExceptionDispatchInfo? failure = RunBlock(loop, held, entered.PyGetItem(1), cancellation);
        bool isSuppressed = Await(loop, "leave", held, failure?.SourceException) is true;
        if (!isSuppressed)
        {
            failure?.Throw();
        }
    }

    // What the block failed with; null where it has ended by itself, or by what cancels it, of which leaving tells.
    private ExceptionDispatchInfo? RunBlock(PyEventLoop loop, object? held, object? value, BlockCancellation cancellation)
    {
        cancellation.Begin();
        try
        {
            ScopedBlock.Run(this, ScriptBlock, loop, value, ArgumentList ?? []);
            return null;
        }
        catch (PipelineStoppedException) when (cancellation.WasTold && !IsStopping)
        {
            return null;
        }
        catch (Exception error) when (error is RuntimeException and not PipelineStoppedException)
        {
            return ExceptionDispatchInfo.Capture(error);
        }
        catch
        {
            // Stopped, or a command downstream has enough.
            LeaveEarly(loop, held);
            throw;
        }
        finally
        {
            cancellation.Dispose();
        }
    }

    private void LeaveEarly(PyEventLoop loop, object? held)
    {
        Task<object?> end = Call(loop, "leave", CancellationToken.None, held, null, IsStopping);
        if (((IAsyncResult)end).AsyncWaitHandle.WaitOne(s_grace))
        {
            Tell(end, canWrite: !IsStopping);
            return;
        }
        if (!IsStopping)
        {
            WriteWarning($"The Python object did not end within {s_grace.TotalSeconds:0.#} s, and goes on doing so in the background.");
        }
        _ = end.ContinueWith(ended => Tell(ended, canWrite: false), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    // An error of leaving, such as of a commit, is told also where nobody waits for it.
    private void Tell(Task<object?> ended, bool canWrite)
    {
        if (ended.Exception?.InnerException is not { } error)
        {
            return;
        }
        ErrorRecord record = ErrorRecords.From(error, InputObject);
        if (canWrite)
        {
            WriteError(record);
        }
        else
        {
            OutputRecord.KeepUnread(record, Run.Origin);
        }
    }

    private object? Await(PyEventLoop loop, string function, params object?[] arguments)
    {
        try
        {
            using CancellationTokenSource left = CancellationTokenSource.CreateLinkedTokenSource(StopToken);
            Task<object?> task = Call(loop, function, left.Token, arguments);
            try
            {
                Run.DeliverUntil(task, Timeout.InfiniteTimeSpan);
            }
            catch
            {
                left.Cancel();
                throw;
            }
            return task.GetAwaiter().GetResult();
        }
        catch (Exception error) when (ErrorRecords.IsKnown(error))
        {
            ThrowTerminatingError(ErrorRecords.From(error, InputObject));
            throw;
        }
    }

    private Task<object?> Call(PyEventLoop loop, string function, CancellationToken token, params object?[] arguments) => new TaskCall<object?>
    {
        Target = new PyFunctionTarget(loop, "pyasync._resources:" + function),
        Arguments = new PyArguments(arguments),
        Conversion = ObjectHost.ConversionOf(isRaw: function == "enter", asHashtable: false),
        Context = PyContext.Ambient,
        Origin = Run.Origin,
    }.PostTo(loop, token);
}
