using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace PyAsync.CPython;

/// <summary>
/// A reference that this variable owns: <see cref="Dispose"/> releases it, <see cref="Steal"/> and
/// <see cref="Detach"/> hand it to a new owner. A null one is what CPython returns when it has set an error.
/// </summary>
internal ref struct PyOwned(nint pointer)
{
    private nint _pointer = pointer;

    public readonly nint Pointer => _pointer;

    public readonly bool IsNull
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _pointer == 0;
    }

    [SuppressMessage("Usage", "CA2225", Justification = "Internal; Borrow() is the named form.")]
    public static implicit operator PyBorrowed(scoped in PyOwned owned) => new(owned._pointer);

    public readonly PyBorrowed Borrow() => new(_pointer);

    /// <summary>Hands the reference to a CPython function that steals it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PyStolen Steal() => new(Detach());

    /// <summary>Hands the reference to a field or to native code; the new owner releases it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint Detach()
    {
        nint pointer = _pointer;
        _pointer = 0;
        return pointer;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Dispose()
    {
        nint pointer = _pointer;
        if (pointer != 0)
        {
            _pointer = 0;
            CApi.Py_DecRef(new PyBorrowed(pointer));
        }
    }

    /// <summary><see cref="Dispose"/> for a str, or for what another owner keeps alive: quicker, as no Python code can run.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void DisposeQuietly()
    {
        nint pointer = _pointer;
        if (pointer != 0)
        {
            _pointer = 0;
            CApi.Py_DecRefQuiet(new PyBorrowed(pointer));
        }
    }
}
