using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using PyAsync.Interpreters;

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
    public unsafe PyOwned Own()
    {
        CApi.Py_IncRef(this);
        return new PyOwned(Pointer);
    }
}

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

    /// <summary>This reference, or the pending Python error as a C# exception where it is null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly PyOwned OrThrow()
    {
        if (_pointer == 0)
        {
            PyErrors.Throw();
        }
        return this;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Dispose()
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
    public unsafe void DisposeQuietly()
    {
        nint pointer = _pointer;
        if (pointer != 0)
        {
            _pointer = 0;
            CApi.Py_DecRefQuiet(new PyBorrowed(pointer));
        }
    }
}

/// <summary>A reference given away to a CPython function that takes ownership even when it fails.</summary>
internal readonly ref struct PyStolen(nint pointer)
{
    public readonly nint Pointer = pointer;
}
