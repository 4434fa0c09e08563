using System;
using System.Collections.Generic;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;

namespace PyAsync.Calls;

/// <summary>
/// What calls call: a function by name, a live object, a piece of code, a file, or an awaitable that is there already.
/// A target belongs to one loop and serves many calls; it is resolved at the first. Make and dispose on any thread.
/// </summary>
public abstract class PyTarget : IDisposable
{
    private readonly PyEventLoop _loop;
    private nint _callable;
    private bool _isCoroutineFunction;
    private int _disposed;

    private protected PyTarget(PyEventLoop loop)
    {
        ArgumentNullException.ThrowIfNull(loop);
        _loop = loop;
    }

    /// <summary>The loop that it is called on.</summary>
    public PyEventLoop Loop => _loop;

    /// <summary>Whether a result that is no awaitable is an error.</summary>
    internal virtual bool MustAwait => false;

    /// <summary>Whether a coroutine that the call gives may be an old one; a coroutine function's is always new.</summary>
    internal bool MayBeAwaitedAlready => !_isCoroutineFunction;

    /// <summary>Whether what is called has an awaitable result awaited. Set before posting.</summary>
    public PyAwaiting Awaiting { get; init; }

    /// <summary>Whether calling gives an awaitable that is to be awaited, if it gives one; known once it is resolved.</summary>
    internal virtual bool AwaitsResult => Awaiting is not PyAwaiting.Never;

    /// <summary>Whether what is called is a coroutine function; known once it is resolved.</summary>
    private protected bool IsCoroutineFunction => _isCoroutineFunction;

    /// <summary>How a message about it names it.</summary>
    internal virtual string Label => ToString()!;

    /// <summary>Whether what the call gives may be an async iterable to be streamed.</summary>
    internal bool MayStream => Awaiting is not PyAwaiting.Never;

    /// <summary>Gives the resolved function back. Calls that are queued still have it.</summary>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        if (System.Threading.Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            ReleaseCallable();
        }
    }

    /// <summary>A target that was forgotten gives its reference back all the same.</summary>
    ~PyTarget() => ReleaseCallable();

    /// <summary>Says that a call of this target was given to another loop than its own. Any thread.</summary>
    /// <exception cref="PyAsyncException">The target belongs to another loop (<c>WrongLoop</c>).</exception>
    internal void RefuseOther(PyEventLoop loop)
    {
        if (loop != _loop)
        {
            throw new PyAsyncException(PyErrorId.WrongLoop, $"This target belongs to the Python event loop '{_loop.Name}' and cannot be called on '{loop.Name}'. Make a target for that loop.")
            {
                Facts = new Dictionary<string, object?> { ["Loop"] = loop.Name, ["Bound"] = _loop.Name },
            };
        }
    }

    /// <summary>Finds what is to be called. The loop's thread.</summary>
    private protected abstract PyOwned Resolve();

    /// <summary>Calls; a null result has a Python error set. The loop's thread.</summary>
    internal virtual PyOwned Invoke(PyEventLoop loop, PyCall call)
    {
        if (_callable == 0)
        {
            // What is imported on the way speaks for the call; what it sets in the context is the loop's.
            using PyOwned mark = CallContext.Mark(call.Origin, call.Item);
            try
            {
                EnsureResolved();
            }
            finally
            {
                CallContext.Unmark(mark);
            }
        }
        PyBorrowed callable = new(_callable);
        if (_isCoroutineFunction)
        {
            // Nothing of the user's runs here, so nothing needs a context of its own: the task copies one.
            return CallResolved(callable, loop, call);
        }
        using PyOwned context = CallContext.ForFunction(loop, call.Context, call.OriginContextOn(loop), call.Item);
        PyErrors.ThrowIfNegative(CApi.PyContext_Enter(context));
        try
        {
            return CallResolved(callable, loop, call);
        }
        finally
        {
            _ = CApi.PyContext_Exit(context);
        }
    }

    /// <summary>Calls what was resolved; a null result has a Python error set. The loop's thread.</summary>
    private protected virtual PyOwned CallResolved(PyBorrowed callable, PyEventLoop loop, PyCall call) => PyArgumentsWriter.Call(loop.Interpreter, callable, call);

    /// <summary>Gives back what it has of Python beside the callable. The loop's thread.</summary>
    private protected virtual void ReleaseOwn()
    {
    }

    private void EnsureResolved()
    {
        try
        {
            _callable = Resolve().OrThrow().Detach();
        }
        catch (Exception error)
        {
            throw new PyTargetException(this, error);
        }
        _isCoroutineFunction = IsCoroutine(new PyBorrowed(_callable));
    }

    /// <summary>Whether calling what was resolved gives a new coroutine, and does nothing else. The loop's thread.</summary>
    private protected virtual bool IsCoroutine(PyBorrowed callable)
    {
        using PyOwned code = CApi.GetAttribute(callable, "__code__"u8);
        if (code.IsNull)
        {
            CApi.PyErr_Clear();
            return false;
        }
        return PyCode.IsCoroutine(code);
    }

    // Through the queue, so after the calls that were posted before. It need not wake the loop. There is no loop where the
    // constructor has thrown.
    private void ReleaseCallable() => _ = _loop?.TryPostIdle(new ReleaseWork(this));

    private sealed class ReleaseWork(PyTarget target) : LoopWork
    {
        protected internal override void Execute(PyEventLoop loop)
        {
            new PyOwned(target._callable).Dispose();
            target._callable = 0;
            target.ReleaseOwn();
        }

        protected internal override void Abandon(Exception reason)
        {
            // The loop closes on its own thread and is held by it; the interpreter keeps the function then.
        }
    }
}
