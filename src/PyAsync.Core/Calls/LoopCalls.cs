using System;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Interpreters;
using PyAsync.Loops;
using PyAsync.Objects;

namespace PyAsync.Calls;

/// <summary>Awaiting Python from .NET. Any thread.</summary>
public static class LoopCalls
{
    /// <summary>Calls a function on the loop and awaits its result.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="function"><c>module:qualname</c>, or a dotted path.</param>
    /// <param name="arguments">Positional arguments.</param>
    /// <param name="cancellationToken">Cancels the Python task; the Task ends when Python's has.</param>
    /// <returns>The converted result. It faults with <see cref="PyException"/>, <see cref="PyTargetException"/>, <see cref="PyConversionException"/> or <see cref="LoopStoppedException"/>.</returns>
    public static Task<object?> RunAsync(this PyEventLoop loop, string function, object?[]? arguments = null, CancellationToken cancellationToken = default) =>
        loop.RunAsync<object?>(new PyFunctionTarget(loop, function), arguments is null ? null : new PyArguments(arguments), cancellationToken);

    /// <summary>Calls a target on the loop and awaits its result.</summary>
    /// <exception cref="PyAsyncException">The target belongs to another loop (<c>WrongLoop</c>).</exception>
    public static Task<T> RunAsync<T>(this PyEventLoop loop, PyTarget target, PyArguments? arguments = null, CancellationToken cancellationToken = default) =>
        loop.RunAsync<T>(target, arguments, null, cancellationToken);

    /// <summary>Calls a target on the loop and awaits its result.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="target">What is called.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="options">In which context, and who starts it.</param>
    /// <param name="cancellationToken">Cancels the Python task; the Task ends when Python's has.</param>
    /// <exception cref="PyAsyncException">The target belongs to another loop (<c>WrongLoop</c>).</exception>
    public static Task<T> RunAsync<T>(this PyEventLoop loop, PyTarget target, PyArguments? arguments, PyCallOptions? options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(target);
        target.RefuseOther(loop);
        TaskCall<T> call = new()
        {
            Target = target,
            Arguments = arguments ?? PyArguments.None,
            Context = options?.Context ?? PyContext.Ambient,
            Origin = options?.Origin,
        };
        return call.PostTo(loop, cancellationToken);
    }

    /// <summary>Calls a function on the loop and waits for its result on the calling thread.</summary>
    /// <exception cref="PyAsyncException">The calling thread is the loop's own (<c>WaitOnOwnLoop</c>).</exception>
    public static T RunUntilComplete<T>(this PyEventLoop loop, PyTarget target, PyArguments? arguments = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(loop);
        using LoopWait? wait = LoopWait.Begin(PyEventLoop.Current, loop, "wait for");
        Task<T> outcome = loop.RunAsync<T>(target, arguments, cancellationToken);
        using GilPause pause = GilPause.Begin();
        return outcome.GetAwaiter().GetResult();
    }

    /// <summary>Runs Python code in the loop's namespace and awaits its last expression.</summary>
    public static Task<object?> RunCodeAsync(this PyEventLoop loop, string source, CancellationToken cancellationToken = default) =>
        loop.RunAsync<object?>(new PyCodeTarget(loop, source, withItem: false), null, cancellationToken);

    /// <summary>Awaits an awaitable Python object.</summary>
    public static Task<T> AsTask<T>(this PyEventLoop loop, PyObject awaitable, CancellationToken cancellationToken = default)
    {
        TaskCall<T> call = new()
        {
            Target = new PyAwaitableTarget(loop),
            Item = awaitable,
            HasItem = true,
        };
        return call.PostTo(loop, cancellationToken);
    }
}
