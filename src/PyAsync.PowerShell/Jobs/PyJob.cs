using System;
using System.ComponentModel;
using System.Management.Automation;
using System.Threading;
using PyAsync.Calls;
using PyAsync.PowerShell.Errors;
using PyAsync.PowerShell.Pipeline;

namespace PyAsync.PowerShell.Jobs;

/// <summary>
/// A job that Python does: awaits, one of them, or a program. It holds no thread while Python waits. What Python says besides
/// its results comes into its streams.
/// </summary>
public abstract class PyJob : Job2, ICallOutput, IEndingOutput
{
    private const int StopAsked = 1;
    private const int Ended = 2;
    private const int Ending = 4;

    [ThreadStatic]
    private static PyJob? s_telling;

    private readonly string _location;
    private int _marks;
    private int _endingThread;
    private volatile bool _isDisposed;

    /// <summary>Makes it.</summary>
    /// <param name="command">The command that started it.</param>
    /// <param name="name">Its name; null for one made of its number.</param>
    /// <param name="location">Where it runs.</param>
    private protected PyJob(string command, string? name, string location)
        : base(command, name)
    {
        _location = location;
        PSJobTypeName = "PyJob";
        Result = new JobOutput(this);
        // Who reads a stream by foreach gets what there is, and does not wait for more.
        Output.EnumeratorNeverBlocks = Error.EnumeratorNeverBlocks = Progress.EnumeratorNeverBlocks = Verbose.EnumeratorNeverBlocks =
            Warning.EnumeratorNeverBlocks = Debug.EnumeratorNeverBlocks = Information.EnumeratorNeverBlocks = true;
    }

    /// <inheritdoc/>
    public override bool HasMoreData =>
        Output.Count > 0 || Error.Count > 0 || Progress.Count > 0 || Verbose.Count > 0 || Debug.Count > 0 || Warning.Count > 0 || Information.Count > 0;

    /// <summary>The name of the loop that it runs on.</summary>
    public override string Location => _location;

    /// <inheritdoc/>
    public override string StatusMessage => "";

    /// <summary>The job's streams.</summary>
    internal JobOutput Result { get; }

    /// <summary>Whether what Python logs as ERROR or above is an error, else it is a warning.</summary>
    internal bool LogsErrors { get; init; }

    /// <summary>The job that tells on this thread just now that it has ended; null for none. Its handlers, on its own thread.</summary>
    internal static PyJob? Telling => s_telling;

    /// <summary>Whether somebody asked it to stop.</summary>
    private protected bool IsStopAsked => (Volatile.Read(ref _marks) & StopAsked) != 0;

    /// <inheritdoc/>
    bool ICallOutput.TryWrite(object record)
    {
        RecordItem item = new(record, Result, LogsErrors);
        if (Volatile.Read(ref _endingThread) != Environment.CurrentManagedThreadId)
        {
            return TryWrite(item);
        }
        item.Deliver(Result);
        return true;
    }

    /// <inheritdoc/>
    bool IEndingOutput.HasEnded => (Volatile.Read(ref _marks) & Ended) != 0;

    /// <summary>Whether an await is this job's, or a child job's.</summary>
    internal virtual bool Owns(CallOrigin origin) => ReferenceEquals(origin.Output, this);

    /// <summary>Cancels what it does and waits until it has ended; Python's <c>finally</c> blocks run.</summary>
    public override void StopJob()
    {
        StopJobAsync();
        // A job that was cancelled ends in that time, whatever Python does.
        _ = Finished.WaitOne(2 * AwaitRun.Grace);
    }

    /// <inheritdoc cref="StopJob()"/>
    public override void StopJob(bool force, string reason) => StopJob();

    /// <summary>Cancels what it does and returns.</summary>
    public override void StopJobAsync()
    {
        if ((Interlocked.Or(ref _marks, StopAsked) & Ended) != 0)
        {
            TellStopped();
            return;
        }
        Cancel();
    }

    /// <inheritdoc cref="StopJobAsync()"/>
    public override void StopJobAsync(bool force, string reason) => StopJobAsync();

    /// <summary>Not for this job: it has started.</summary>
    public override void StartJob() => throw HasStarted();

    /// <summary>Not for this job: it has started.</summary>
    public override void StartJobAsync() => throw HasStarted();

    /// <summary>Not for this job: Python's tasks are not suspended from outside.</summary>
    public override void SuspendJob() => throw CannotSuspend();

    /// <inheritdoc cref="SuspendJob()"/>
    public override void SuspendJob(bool force, string reason) => throw CannotSuspend();

    /// <inheritdoc cref="SuspendJob()"/>
    public override void SuspendJobAsync() => throw CannotSuspend();

    /// <inheritdoc cref="SuspendJob()"/>
    public override void SuspendJobAsync(bool force, string reason) => throw CannotSuspend();

    /// <inheritdoc cref="SuspendJob()"/>
    public override void ResumeJob() => throw CannotSuspend();

    /// <inheritdoc cref="SuspendJob()"/>
    public override void ResumeJobAsync() => throw CannotSuspend();

    /// <summary>Not for this job: it asks for nothing.</summary>
    public override void UnblockJob() => throw CannotSuspend();

    /// <inheritdoc cref="UnblockJob()"/>
    public override void UnblockJobAsync() => throw CannotSuspend();

    /// <summary>Adds a record to a stream of the job; false where it has ended. Any thread; never waits.</summary>
    private protected abstract bool TryWrite(RecordItem record);

    /// <summary>Cancels what the job does, and has it end. Any thread; never waits.</summary>
    private protected abstract void Cancel();

    /// <summary>It begins, or its stop does. The thread that delivers to it.</summary>
    private protected void Enter(JobState state)
    {
        if (!_isDisposed && !IsFinal(JobStateInfo.State))
        {
            SetJobState(state);
        }
    }

    /// <summary>It has ended. The thread that delivers to it, once.</summary>
    /// <param name="state">How.</param>
    /// <param name="origin">Its work, of which it takes the lines that Python has begun to print, and the bars.</param>
    private protected void End(JobState state, CallOrigin origin)
    {
        try
        {
            EndOutput(origin);
        }
        finally
        {
            // Whatever a handler of its streams throws, it has ended.
            SetEnded(state);
        }
    }

    // What comes now comes on this thread, and behind the end nothing could be written.
    private void EndOutput(CallOrigin origin)
    {
        Volatile.Write(ref _endingThread, Environment.CurrentManagedThreadId);
        try
        {
            origin.EndLines();
        }
        finally
        {
            Volatile.Write(ref _endingThread, 0);
        }
        Result.EndProgress();
    }

    private void SetEnded(JobState state)
    {
        // Who handles the new state may dispose of the job, as Receive-Job -AutoRemoveJob does.
        _ = Interlocked.Or(ref _marks, Ending);
        if (!_isDisposed)
        {
            PyJob? outer = s_telling;
            s_telling = this;
            try
            {
                SetJobState(state);
            }
            finally
            {
                s_telling = outer;
            }
        }
        if ((Interlocked.Or(ref _marks, Ended) & StopAsked) != 0)
        {
            TellStopped();
        }
    }

    /// <summary>Tells what a handler of the streams or of the states threw: it is nobody's outcome. Any thread.</summary>
    private protected void TellFailed(Exception error) =>
        OutputRecord.KeepUnread(new ErrorRecord(error, ErrorTable.Prefix + "JobHandler", ErrorTable.Find("JobHandler").Category, Name));

    /// <summary>Cancels what the job still does.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            if ((Volatile.Read(ref _marks) & Ending) == 0)
            {
                Cancel();
                SetJobState(JobState.Stopped);
            }
            _isDisposed = true;
        }
        base.Dispose(disposing);
    }

    private static bool IsFinal(JobState state) => state is JobState.Completed or JobState.Failed or JobState.Stopped;

    private void TellStopped() => OnStopJobCompleted(new AsyncCompletedEventArgs(null, cancelled: false, this));

    private InvalidOperationException HasStarted() => new($"The job '{Name}' has started already.");

    private NotSupportedException CannotSuspend() => new($"The job '{Name}' runs in Python and can be neither suspended nor resumed. Stop-Job ends it.");
}
