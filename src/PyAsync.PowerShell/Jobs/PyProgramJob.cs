using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.PowerShell.Errors;
using PyAsync.PowerShell.Pipeline;
using PyAsync.Programs;

namespace PyAsync.PowerShell.Jobs;

/// <summary>A Python program as a job: completed where its exit code is 0, failed else.</summary>
internal sealed class PyProgramJob : PyJob
{
    // After a cancellation: so long until a program whose coroutine blocks is interrupted by force, and as long again for its end.
    private static readonly TimeSpan s_grace = AwaitRun.Grace / 2;

    private readonly Mailbox _mailbox;
    private readonly string _given;
    private readonly string _file;
    private PyProgram? _program;
    private Timer? _timer;
    private bool _wasForced;

    /// <summary>Makes it.</summary>
    /// <param name="command">The command that starts it.</param>
    /// <param name="name">Its name; null for one made of its number.</param>
    /// <param name="location">The name of the loop that it runs on, or what stands for a thread of its own.</param>
    /// <param name="file">The program's file.</param>
    /// <param name="given">The file as it was given.</param>
    public PyProgramJob(CallOrigin command, string? name, string location, string file, string given)
        : base(command.Command, name, location)
    {
        Origin = command.For(this, Name);
        _file = file;
        _given = given;
        _mailbox = new Mailbox(item => item.Deliver(Result), TellFailed);
    }

    /// <summary>Who starts the program.</summary>
    public CallOrigin Origin { get; }

    /// <summary>The program's exit code, once it has ended; null before, and where an exception ended it.</summary>
    public int? ExitCode { get; private set; }

    /// <summary>Takes the program, which has started.</summary>
    public void Run(PyProgram program)
    {
        _program = program;
        SetJobState(JobState.Running);
        _ = program.Completion.ContinueWith(
            ended => _mailbox.Push(new ActionItem(() => Take(ended))),
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <inheritdoc/>
    private protected override bool TryWrite(RecordItem record) => _mailbox.TryPush(record);

    /// <inheritdoc/>
    private protected override void Cancel() => _mailbox.Push(new ActionItem(() =>
    {
        Enter(JobState.Stopping);
        if (_timer is null)
        {
            _timer = new Timer(_ => _mailbox.Push(new ActionItem(Force)), null, s_grace, s_grace);
            _program?.Interrupt();
        }
    }));

    private void Force()
    {
        if (!_wasForced)
        {
            _wasForced = true;
            _program?.InterruptBlocked();
            return;
        }
        string where = _program?.BlockedAt() is { } line ? $" It is at {line}." : "";
        Result.WriteWarning($"The Python program '{_given}' did not end within {2 * s_grace.TotalSeconds:0.#} s of the interruption and goes on in the background.{where}");
        Close(JobState.Stopped);
    }

    private void Take(Task<int> ended)
    {
        JobState state = JobState.Failed;
        if (ended.Exception?.InnerException is { } error)
        {
            if (!IsStopAsked)
            {
                Result.WriteError(ErrorRecords.From(error, _given));
            }
        }
        else if (ended.IsCompletedSuccessfully)
        {
            ExitCode = ended.Result;
            if (ended.Result == 0)
            {
                state = JobState.Completed;
            }
            else
            {
                Result.WriteError(KnownErrors.ProgramFailed(_file, ended.Result, _given));
            }
        }
        Close(IsStopAsked || ended.IsCanceled ? JobState.Stopped : state);
    }

    private void Close(JobState state)
    {
        _timer?.Dispose();
        End(state, Origin);
        _mailbox.Close();
    }
}
