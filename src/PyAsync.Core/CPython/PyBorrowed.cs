using System.Runtime.CompilerServices;

namespace PyAsync.CPython;

/// <summary>
/// A reference that somebody else keeps alive. It is never released here. Being a ref struct it cannot be put in a
/// field, so it cannot outlive the call that borrowed it.
/// </summary>
internal readonly ref struct PyBorrowed(nint pointer)
{
    public readonly nint Pointer = pointer;

    public bool IsNull
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Pointer == 0;
    }

    /// <summary>Takes a reference of one's own to the same object.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PyOwned Own()
    {
        CApi.Py_IncRef(this);
        return new PyOwned(Pointer);
    }
}
