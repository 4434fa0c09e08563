using System;
using System.Threading;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;
using PyAsync.Objects;

namespace PyAsync.Calls;

/// <summary>
/// A set of Python context variables (<c>contextvars.Context</c>) that several awaits share: what one sets, the next
/// one sees. Without one, each await has a copy of its own. Any thread.
/// </summary>
public sealed class PyContext : PyObject
{
    private static readonly AsyncLocal<PyContext?> s_ambient = new();

    private PyContext(PyInterpreter interpreter, PyEventLoop loop, PyBorrowed context)
        : base(interpreter, loop, context)
    {
    }

    // Python's copy() would be a live object of no use as a context here.
    internal override bool Adds(string method) => string.Equals(method, nameof(Copy), StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The context of the Python task on whose behalf this code runs: on a loop's thread, a copy of the running task's;
    /// in a host callback, that of the task which called it; else null.
    /// </summary>
    public static PyContext? Current => s_ambient.Value ?? (PyEventLoop.Current is { } loop ? CopyCurrent(loop) : null);

    /// <summary>The context that awaits started from here run in, as they belong to a Python task's callback. It flows as an AsyncLocal does.</summary>
    internal static PyContext? Ambient
    {
        get => s_ambient.Value;
        set => s_ambient.Value = value;
    }

    /// <summary>Makes a context the ambient one, until the result is disposed.</summary>
    internal static IDisposable EnterAmbient(PyContext context) => new AmbientScope(context);

    /// <summary>A new, empty context.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="cancellationToken">Ends the waiting for a loop that is busy.</param>
    public static PyContext Create(PyEventLoop loop, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(loop);
        return loop.Invoke(
            static loop =>
            {
                using PyOwned context = CApi.PyContext_New().OrThrow();
                return new PyContext(loop.Interpreter, loop, context);
            },
            TimeSpan.FromSeconds(30),
            cancellationToken);
    }

    /// <summary>A context with the same values, which changes on its own from now on.</summary>
    public PyContext Copy()
    {
        PyEventLoop loop = (PyEventLoop)Owner!;
        return loop.Invoke(
            loop =>
            {
                using PyOwned context = CApi.PyContext_Copy(BorrowFor(loop)).OrThrow();
                return new PyContext(loop.Interpreter, loop, context);
            },
            TimeSpan.FromSeconds(30));
    }

    /// <summary>The context of the Python task that is running on this thread, as a copy. On a loop's thread.</summary>
    internal static PyContext CopyCurrent(PyEventLoop loop)
    {
        using PyOwned context = CApi.PyContext_CopyCurrent().OrThrow();
        return new PyContext(loop.Interpreter, loop, context);
    }

    private sealed class AmbientScope : IDisposable
    {
        private readonly PyContext? _outer = Ambient;

        public AmbientScope(PyContext context) => Ambient = context;

        public void Dispose() => Ambient = _outer;
    }
}
