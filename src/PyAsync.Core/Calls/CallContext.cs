using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;

namespace PyAsync.Calls;

/// <summary>
/// The contextvars context that an await runs in: one that several share, or else a copy of the loop's own, in which the
/// await's origin and traceparent are set. The loop's thread.
/// </summary>
internal static class CallContext
{
    /// <summary>The context to call a function in.</summary>
    public static PyOwned ForFunction(PyEventLoop loop, PyContext? shared, OriginContext? origin, object? item)
    {
        PyOwned context = (shared is not null ? shared.BorrowFor(loop).Own()
            : origin is null ? CApi.PyContext_CopyCurrent()
            : CApi.PyContext_Copy(origin.BorrowFor(loop))).OrThrow();
        // A copy of the origin's context names the origin already.
        if (origin is not null && (shared is not null || item is not null))
        {
            using PyOwned capsule = CallMark.Wrap(origin.Origin, item).OrThrow();
            SetIn(context, loop.Interpreter.CallFunctions.Origin, capsule);
        }
        return context;
    }

    /// <summary>The context of a thread of its own, on that thread.</summary>
    public static PyOwned ForThread(PyInterpreter interpreter, CallOrigin? origin)
    {
        PyOwned context = CApi.PyContext_CopyCurrent().OrThrow();
        if (origin is not null)
        {
            using PyOwned capsule = HostObjects.Wrap(origin);
            SetIn(context, interpreter.CallFunctions.Origin, capsule);
        }
        return context;
    }

    /// <summary>A task for a coroutine; null with a Python error set.</summary>
    public static PyOwned CreateTask(PyEventLoop loop, PyContext? shared, OriginContext? origin, object? item, string? traceParent, PyBorrowed coroutine)
    {
        if (shared is not null)
        {
            return CreateSharing(loop, shared.BorrowFor(loop), origin, item, traceParent, coroutine);
        }
        if (traceParent is null)
        {
            return origin is null ? loop.Starter.Create(coroutine) : origin.CreateTask(coroutine, item);
        }
        using PyOwned own = ForFunction(loop, null, origin, item);
        using PyOwned text = PyText.ToPython(traceParent).OrThrow();
        SetIn(own, loop.Interpreter.CallFunctions.TraceParent, text);
        return CreateIn(own, loop, coroutine);
    }

    /// <summary>A task whose context is a copy of one that is not entered.</summary>
    public static PyOwned CreateIn(PyBorrowed context, PyEventLoop loop, PyBorrowed coroutine)
    {
        PyErrors.ThrowIfNegative(CApi.PyContext_Enter(context));
        try
        {
            return loop.Starter.Create(coroutine);
        }
        finally
        {
            _ = CApi.PyContext_Exit(context);
        }
    }

    /// <summary>Sets a context variable in a context that is not entered.</summary>
    public static void SetIn(PyBorrowed context, nint variable, PyBorrowed value)
    {
        PyErrors.ThrowIfNegative(CApi.PyContext_Enter(context));
        try
        {
            CApi.CallMethod(new PyBorrowed(variable), new PyBorrowed(PyInterpreter.Current.Names.Set), value).OrThrow().Dispose();
        }
        finally
        {
            _ = CApi.PyContext_Exit(context);
        }
    }

    /// <summary>Says in the current context who started what runs next, until <see cref="Unmark"/> gets the result. With the GIL held.</summary>
    public static PyOwned Mark(CallOrigin? origin, object? item)
    {
        if (origin is null)
        {
            return default;
        }
        PyInterpreter interpreter = PyInterpreter.Current;
        using PyOwned capsule = CallMark.Wrap(origin, item).OrThrow();
        return CApi.CallMethod(new PyBorrowed(interpreter.CallFunctions.Origin), new PyBorrowed(interpreter.Names.Set), capsule).OrThrow();
    }

    /// <summary>Ends what <see cref="Mark"/> has begun. With the GIL held, in the same context.</summary>
    public static void Unmark(PyBorrowed mark)
    {
        if (!mark.IsNull)
        {
            PyInterpreter interpreter = PyInterpreter.Current;
            CApi.CallMethod(new PyBorrowed(interpreter.CallFunctions.Origin), new PyBorrowed(interpreter.Names.Reset), mark).OrThrow().Dispose();
        }
    }

    // Task(context=…) came with 3.11; running each step in the context does the same on every version.
    private static PyOwned CreateSharing(PyEventLoop loop, PyBorrowed context, OriginContext? origin, object? item, string? traceParent, PyBorrowed coroutine)
    {
        if (traceParent is not null)
        {
            using PyOwned text = PyText.ToPython(traceParent).OrThrow();
            SetIn(context, loop.Interpreter.CallFunctions.TraceParent, text);
        }
        using PyOwned mark = origin is null ? loop.Interpreter.NoneRef.Own() : CallMark.Wrap(origin.Origin, item).OrThrow();
        using PyOwned steps = CApi.Call(new PyBorrowed(loop.Interpreter.CallFunctions.RunIn), context, coroutine, mark);
        return steps.IsNull ? default : loop.Starter.Create(steps);
    }
}
