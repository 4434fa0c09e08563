using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.CPython;
using PyAsync.Interop;
using PyAsync.Interpreters;
using PyAsync.Objects;
using PyAsync.Streams;

namespace PyAsync.Loops;

// Awaiting Python from .NET.
public sealed partial class PyEventLoop
{
    /// <summary>Lets what is posted from now on see the environment's variables as they are. Any thread; never waits.</summary>
    internal void CarryVariables()
    {
        if (ProcessVariables.HaveChanged())
        {
            _ = TryPost(new VariablesWork());
        }
    }

    /// <summary>Calls a function on the loop and awaits its result.</summary>
    /// <param name="function"><c>module:qualname</c>, or a dotted path.</param>
    /// <param name="arguments">Positional arguments.</param>
    /// <param name="cancellationToken">Cancels the Python task; the Task ends when Python's has.</param>
    /// <returns>The converted result. It faults with <see cref="PyException"/>, <see cref="PyTargetException"/>, <see cref="PyConversionException"/> or <see cref="LoopStoppedException"/>.</returns>
    public Task<object?> RunAsync(string function, object?[]? arguments = null, CancellationToken cancellationToken = default) =>
        RunAsync<object?>(new PyFunctionTarget(this, function), arguments is null ? null : new PyArguments(arguments), cancellationToken);

    /// <summary>Calls a target on the loop and awaits its result.</summary>
    /// <exception cref="PyAsyncException">The target belongs to another loop (<c>WrongLoop</c>).</exception>
    public Task<T> RunAsync<T>(PyTarget target, PyArguments? arguments = null, CancellationToken cancellationToken = default) =>
        RunAsync<T>(target, arguments, null, cancellationToken);

    /// <summary>Calls a target on the loop in a context that several awaits share, and awaits its result.</summary>
    /// <param name="target">What is called.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="context">The context; null for that of the callback this runs in, or else a copy of the loop's own.</param>
    /// <param name="cancellationToken">Cancels the Python task; the Task ends when Python's has.</param>
    /// <exception cref="PyAsyncException">The target belongs to another loop (<c>WrongLoop</c>).</exception>
    public Task<T> RunAsync<T>(PyTarget target, PyArguments? arguments, PyContext? context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        target.RefuseOther(this);
        TaskCall<T> call = new()
        {
            Target = target,
            Arguments = arguments ?? PyArguments.None,
            Context = context ?? PyContext.Ambient,
        };
        return call.PostTo(this, cancellationToken);
    }

    /// <summary>Calls a function on the loop and waits for its result on the calling thread.</summary>
    /// <exception cref="PyAsyncException">The calling thread is the loop's own (<c>WaitOnOwnLoop</c>).</exception>
    public T RunUntilComplete<T>(PyTarget target, PyArguments? arguments = null, CancellationToken cancellationToken = default)
    {
        RefuseOwnThread("wait for");
        Task<T> outcome = RunAsync<T>(target, arguments, cancellationToken);
        using GilPause pause = GilPause.Begin();
        return outcome.GetAwaiter().GetResult();
    }

    /// <summary>
    /// Calls a function that gives an async generator (or any async iterable) and reads its items as they come. At most
    /// 256 items wait for the reader, then Python waits. Leaving the enumeration early
    /// closes the generator: its <c>finally</c> has run when the enumerator's DisposeAsync returns.
    /// </summary>
    /// <param name="target">What is called; each enumeration calls it anew.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="PyAsyncException">The target belongs to another loop (<c>WrongLoop</c>).</exception>
    public IAsyncEnumerable<T> Stream<T>(PyTarget target, PyArguments? arguments = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        target.RefuseOther(this);
        return new PyAsyncSequence<T>(this, target, arguments ?? PyArguments.None);
    }

    /// <summary>A Python awaitable of this loop that ends as the .NET work does; Python's cancelling cancels the work's token.</summary>
    /// <param name="work">Starts the work; called at once, on the loop's thread.</param>
    public PyObject ToAwaitable(Func<CancellationToken, Task> work) => ToPython(new PyHostWork(work));

    /// <summary>A live Python object for a .NET value: an awaitable for a Task, a callable for a delegate, and so on.</summary>
    /// <param name="value">The value.</param>
    /// <param name="cancellationToken">Ends the waiting for a loop that is busy.</param>
    public PyObject ToPython(object? value, CancellationToken cancellationToken = default) => Invoke(
        loop =>
        {
            using PyOwned python = loop.Interpreter.Converter.ToPython(value, loop);
            return new PyObject(loop.Interpreter, loop, python);
        },
        TimeSpan.FromSeconds(30),
        cancellationToken);

    /// <summary>Runs Python code in the loop's namespace and awaits its last expression.</summary>
    public Task<object?> RunCodeAsync(string source, CancellationToken cancellationToken = default) =>
        RunAsync<object?>(new PyCodeTarget(this, source, withItem: false), null, cancellationToken);

    /// <summary>Awaits an awaitable Python object.</summary>
    public Task<T> AsTask<T>(PyObject awaitable, CancellationToken cancellationToken = default)
    {
        TaskCall<T> call = new()
        {
            Target = new PyAwaitableTarget(this),
            Item = awaitable,
            HasItem = true,
        };
        return call.PostTo(this, cancellationToken);
    }

    /// <summary>Runs a function on the loop's thread with the GIL held, and waits for it.</summary>
    /// <exception cref="LoopStoppedException">The loop takes no work.</exception>
    /// <exception cref="PyAsyncException">The loop was too busy for as long as <paramref name="limit"/> (<c>LoopBusy</c>).</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first; the function does not run then, unless it runs already.</exception>
    internal T Invoke<T>(Func<PyEventLoop, T> function, TimeSpan limit, CancellationToken cancellationToken = default)
    {
        if (IsCurrent)
        {
            return function(this);
        }
        InvokeWork<T> work = new(function);
        Post(work);
        if (!work.Wait(limit, cancellationToken))
        {
            string where = BlockedAt() is { } line ? $" It is at {line}." : "";
            throw new PyAsyncException("LoopBusy", $"The Python event loop '{Name}' did not answer within {limit.TotalSeconds:0.#} s, as a coroutine blocks it.{where}");
        }
        return work.Result;
    }

    /// <summary>
    /// How late a timer fires on the loop just now, which is how busy it is. Waits no longer than
    /// <paramref name="limit"/>, and gives that where the loop did not answer. Zero on a loop that does not run.
    /// </summary>
    public TimeSpan MeasureLag(TimeSpan limit)
    {
        if (State is not PyEventLoopState.Running || IsCurrent)
        {
            return TimeSpan.Zero;
        }
        LagWork work = new();
        TimeSpan lag = TryPost(work) ? work.Wait(limit) : TimeSpan.Zero;
        Volatile.Write(ref _lagMilliseconds, lag.TotalMilliseconds);
        return lag;
    }

    private sealed class InvokeWork<T>(Func<PyEventLoop, T> function) : LoopWork
    {
        private readonly TaskCompletionSource<T> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public T Result => _outcome.Task.GetAwaiter().GetResult();

        /// <summary>False where there is no outcome within the limit. Whoever gives up takes the work back, unless it runs already.</summary>
        public bool Wait(TimeSpan limit, CancellationToken cancellationToken)
        {
            try
            {
                using GilPause pause = GilPause.Begin();
                if (Task.WhenAny(_outcome.Task).Wait(limit, cancellationToken))
                {
                    return true;
                }
            }
            catch (OperationCanceledException)
            {
                _outcome.TrySetCanceled(cancellationToken);
                throw;
            }
            return !_outcome.TrySetCanceled(CancellationToken.None);
        }

        [SuppressMessage("Design", "CA1031", Justification = "Handed to who waits.")]
        protected internal override void Execute(PyEventLoop loop)
        {
            if (_outcome.Task.IsCompleted)
            {
                return;
            }
            try
            {
                _outcome.TrySetResult(function(loop));
            }
            catch (Exception error)
            {
                _outcome.TrySetException(error);
            }
        }

        protected internal override void Abandon(Exception reason) => _outcome.TrySetException(reason);
    }

    private sealed class LagWork : LoopWork
    {
        private readonly TaskCompletionSource<double> _lag = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TimeSpan Wait(TimeSpan limit)
        {
            using GilPause pause = GilPause.Begin();
            return _lag.Task.Wait(limit) ? TimeSpan.FromSeconds(_lag.Task.Result) : limit;
        }

        protected internal override void Execute(PyEventLoop loop)
        {
            using PyOwned done = HostFunction.Create((arguments, _) =>
            {
                _lag.TrySetResult(CApi.PyFloat_AsDouble(new PyBorrowed(arguments[0])));
                return HostFunction.None;
            });
            CApi.Call(new PyBorrowed(loop.Interpreter.Half.MeasureLag), new PyBorrowed(loop._loop), done).OrThrow().Dispose();
        }

        protected internal override void Abandon(Exception reason) => _lag.TrySetResult(0);
    }
}
