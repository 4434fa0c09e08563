using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Calls;

/// <summary>
/// What Python's context variable holds where an await has an item: who started it, and for which item. It goes wherever the
/// origin alone goes: to child tasks, threads and executors. Immutable; any thread.
/// </summary>
/// <param name="Origin">Who started the await.</param>
/// <param name="Item">The item that it is for.</param>
internal sealed record CallMark(CallOrigin Origin, object Item)
{
    /// <summary>The value of the variable for a call; null with a Python error set. With the GIL held.</summary>
    public static PyOwned Wrap(CallOrigin origin, object? item) => HostObjects.Wrap(item is null ? origin : new CallMark(origin, item));

    /// <summary>What the variable holds. With the GIL held.</summary>
    public static (CallOrigin? Origin, object? Item) Read(PyBorrowed value) =>
        value.Pointer == PyInterpreter.Current.None ? default : HostObjects.Unwrap(value) switch
        {
            CallMark mark => (mark.Origin, mark.Item),
            var held => (held as CallOrigin, null),
        };

    /// <summary>What the variable holds in Python's current context. On a thread that holds the GIL.</summary>
    public static (CallOrigin? Origin, object? Item) Current
    {
        get
        {
            PyInterpreter interpreter = PyInterpreter.Current;
            using PyOwned value = CApi.CallMethod(new PyBorrowed(interpreter.CallFunctions.Origin), new PyBorrowed(interpreter.Names.Get)).OrThrow();
            return Read(value);
        }
    }
}
