using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;
using PyAsync.Objects;

namespace PyAsync.Calls;

/// <summary>
/// A contextvars context in which <c>pyasync</c>'s variable names an origin, made once and then copied by each task of
/// that origin on one loop. The loop's thread.
/// </summary>
internal sealed class OriginContext : PyObject
{
    private OriginContext(PyEventLoop loop, CallOrigin origin, PyBorrowed context)
        : base(loop.Interpreter, loop, context)
    {
        Loop = loop;
        Origin = origin;
    }

    /// <summary>The origin that it names.</summary>
    public CallOrigin Origin { get; }

    /// <summary>The loop whose tasks copy it. Each loop needs its own: a context can be entered by one thread at a time.</summary>
    public PyEventLoop Loop { get; }

    /// <summary>The same origin's context on another loop.</summary>
    public OriginContext? Next { get; set; }

    /// <summary>How many awaits of the origin are in flight on the loop.</summary>
    public int InFlight { get; set; }

    /// <summary>Makes a context from the loop's own.</summary>
    public static OriginContext Create(PyEventLoop loop, CallOrigin origin)
    {
        using PyOwned capsule = HostObjects.Wrap(origin).OrThrow();
        using PyOwned context = CApi.PyContext_CopyCurrent().OrThrow();
        CallContext.SetIn(context, loop.Interpreter.CallFunctions.Origin, capsule);
        return new OriginContext(loop, origin, context);
    }

    /// <summary>A task whose context is a copy of this one, with the item that it is for.</summary>
    public PyOwned CreateTask(PyBorrowed coroutine, object? item)
    {
        PyBorrowed context = BorrowFor(Loop);
        if (CApi.PyContext_Enter(context) < 0)
        {
            // A task of this origin is just being made, and its first step runs the loop anew, as nest_asyncio does.
            CApi.PyErr_Clear();
            using PyOwned copy = CApi.PyContext_Copy(context).OrThrow();
            return CallContext.CreateIn(copy, Loop, coroutine);
        }
        PyOwned mark = default;
        try
        {
            mark = item is null ? default : CallContext.Mark(Origin, item);
            return Loop.Starter.Create(coroutine);
        }
        finally
        {
            // The next task may have none.
            CallContext.Unmark(mark);
            mark.Dispose();
            _ = CApi.PyContext_Exit(context);
        }
    }
}
