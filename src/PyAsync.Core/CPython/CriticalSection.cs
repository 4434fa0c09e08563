using System.Runtime.CompilerServices;

namespace PyAsync.CPython;

/// <summary>
/// CPython's lock of one object, for builds without the GIL: while it lasts no other thread changes the object, so that
/// borrowed references to what is in it are good, as under the GIL. It is given back where Python code waits. Does nothing
/// where there is a GIL. On a thread that is attached; the struct must stay where it is, in a local variable.
/// </summary>
internal unsafe ref struct CriticalSection
{
    // CPython's PyCriticalSection, which has two.
    private fixed long _words[4];
    private bool _isEntered;

    /// <summary>Locks the object, which the caller owns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Enter(PyBorrowed value)
    {
        if (CApi.IsFreeThreaded)
        {
            Begin(value);
        }
    }

    /// <summary>Gives the lock back, where it was taken.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Leave()
    {
        if (_isEntered)
        {
            End();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Begin(PyBorrowed value)
    {
        CApi.BeginCriticalSection((nint*)Unsafe.AsPointer(ref _words[0]), value);
        _isEntered = true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void End()
    {
        _isEntered = false;
        CApi.EndCriticalSection((nint*)Unsafe.AsPointer(ref _words[0]));
    }
}
