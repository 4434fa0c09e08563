using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

/// <summary>
/// What asyncio runs next: <c>BaseEventLoop._ready</c>, a deque, since 3.4. Not every loop has one to see: uvloop's has
/// not. The loop's thread, except <see cref="IsEmpty"/>.
/// </summary>
internal sealed class ReadyQueue
{
    private nint _deque;
    private nint _pop;

    /// <summary>Whether it can be seen.</summary>
    public bool IsKnown => _deque != 0;

    /// <summary>How many callbacks are ready.</summary>
    public nint Count => CApi.LengthInPlace(new PyBorrowed(_deque));

    /// <summary>Whether asyncio has nothing to run. Also without the GIL: one word is read.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>Finds the loop's queue, with the GIL.</summary>
    public void Open(PyBorrowed loop)
    {
        using PyOwned ready = CApi.GetAttribute(loop, "_ready"u8);
        if (ready.IsNull)
        {
            CApi.PyErr_Clear();
            return;
        }
        using PyOwned collections = CApi.Import("collections"u8).OrThrow();
        using PyOwned deque = CApi.GetAttribute(collections, "deque"u8).OrThrow();
        using PyOwned single = CApi.PyTuple_New(1).OrThrow();
        // A deque keeps its length where a tuple does: both are PyVarObjects.
        if (CApi.TypeOf(ready) == deque.Pointer && CApi.LengthInPlace(single) == 1)
        {
            _deque = ready.Borrow().Own().Detach();
            _pop = CApi.GetAttribute(ready, "pop"u8).OrThrow().Detach();
        }
    }

    /// <summary>Takes out the callback that was added last; null with a Python error set where there is none.</summary>
    public PyOwned TakeLast() => CApi.Call(new PyBorrowed(_pop));

    /// <summary>Releases it, with the GIL.</summary>
    public void Close()
    {
        References.Release(ref _pop);
        References.Release(ref _deque);
    }
}
