using PyAsync.CPython;

namespace PyAsync.Interpreters;

/// <summary>
/// A scope in which one of Python's own threads holds the GIL for certain. pythonnet releases it while a .NET method runs
/// that Python has called, and that method may come back to this library. Costs a read of a flag where pythonnet is not used.
/// </summary>
internal readonly ref struct GilReturn
{
    private static volatile bool s_isShared;

    private readonly bool _taken;
    private readonly int _state;

    private GilReturn(int state)
    {
        _taken = true;
        _state = state;
    }

    /// <summary>Says that another library takes and releases the GIL on Python's threads from now on.</summary>
    public static void Share() => s_isShared = true;

    /// <summary>Whether this thread, which is attached, holds the GIL just now.</summary>
    public static bool IsHeld => !s_isShared || CApi.PyGILState_Check() != 0;

    /// <summary>Takes the GIL back until the scope ends, where this attached thread has released it.</summary>
    public static GilReturn Begin() => IsHeld ? default : new GilReturn(CApi.PyGILState_Ensure());

    /// <summary>Releases what was taken.</summary>
    public void Dispose()
    {
        if (_taken)
        {
            CApi.PyGILState_Release(_state);
        }
    }
}
