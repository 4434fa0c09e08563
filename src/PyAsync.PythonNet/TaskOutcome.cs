using System;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.CPython;
using PyAsync.Interop;
using PyAsync.Interpreters;
using PyAsync.Loops;
using Python.Runtime;

namespace PyAsync.PythonNet;

/// <summary>
/// How a <c>NetTask</c> ends as its Task does. The outcome travels through the loop's queue, and is discarded there where
/// Python has cancelled the future, or the loop has gone.
/// </summary>
internal sealed class TaskOutcome : LoopWork
{
    private readonly PyInterpreter _interpreter;
    private readonly Task _task;
    private nint _future;

    private TaskOutcome(PyInterpreter interpreter, PyBorrowed future, Task task)
    {
        _interpreter = interpreter;
        _task = task;
        _future = future.Own().Detach();
    }

    /// <summary>Lets a future end as the Task in a capsule does: at once where that has ended. On the thread of the future's loop.</summary>
    public static PyOwned Connect(PyInterpreter interpreter, PyBorrowed future, PyBorrowed host)
    {
        Task task = (Task)HostObjects.Unwrap(host)!;
        if (task.IsCompleted)
        {
            Complete(interpreter, future, task);
            return interpreter.NoneRef.Own();
        }
        using PyOwned name = CApi.Intern("get_loop"u8).OrThrow();
        using PyOwned loop = CApi.CallMethod(future, name).OrThrow();
        TaskOutcome outcome = new(interpreter, future, task);
        Action post = RunningLoop.Owner(interpreter, loop) is { } owner
            ? () => outcome.PostTo(owner)
            : new ForeignLoop(interpreter, loop).Poster(outcome);
        task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(post);
        return interpreter.NoneRef.Own();
    }

    /// <summary>Sets the outcome. The loop's thread.</summary>
    public void Execute()
    {
        using PyOwned future = new(Interlocked.Exchange(ref _future, 0));
        Complete(_interpreter, future, _task);
    }

    /// <summary>Drops the outcome. Any thread.</summary>
    public void Drop()
    {
        nint future = Interlocked.Exchange(ref _future, 0);
        if (future != 0)
        {
            _interpreter.ReleaseLater(future);
        }
    }

    protected internal override void Execute(PyEventLoop loop) => Execute();

    protected internal override void Abandon(Exception reason) => Drop();

    private void PostTo(PyEventLoop loop)
    {
        if (!loop.TryPostInternal(this))
        {
            Drop();
        }
    }

    private static void Complete(PyInterpreter interpreter, PyBorrowed future, Task task)
    {
        using PyOwned done = CApi.CallMethod(future, new PyBorrowed(interpreter.Names.Done)).OrThrow();
        if (done.Pointer == interpreter.True)
        {
            return;
        }
        if (task.IsCanceled)
        {
            CApi.CallMethod(future, new PyBorrowed(interpreter.Names.Cancel)).OrThrow().Dispose();
            return;
        }
        if (task.IsFaulted)
        {
            Exception error = task.Exception.InnerExceptions.Count == 1 ? task.Exception.InnerException! : task.Exception;
            using PyOwned exception = error.ToPython().Release();
            HostFuture.SetException(interpreter, future, exception);
            return;
        }
        object? result = HostTask.Result(task);
        using PyOwned value = result is null ? interpreter.NoneRef.Own() : result.ToPython().Release();
        CApi.CallMethod(future, new PyBorrowed(interpreter.Names.SetResult), value).OrThrow().Dispose();
    }
}
