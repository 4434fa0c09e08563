using PyAsync.CPython;

namespace PyAsync.Interpreters;

/// <summary>
/// A scope in which the calling thread holds no GIL, for waiting: what it waits for may need the GIL, and Python's other
/// threads go on. Does nothing on a thread that holds none, so that every wait for a loop can be within one. Whatever runs
/// on this thread meanwhile sees a thread that is none of Python's.
/// </summary>
internal readonly ref struct GilPause
{
    private readonly PyInterpreter? _interpreter;
    private readonly nint _state;

    private GilPause(PyInterpreter interpreter)
    {
        _interpreter = interpreter;
        PyInterpreter.Leave();
        _state = CApi.PyEval_SaveThread();
    }

    /// <summary>Releases the GIL, where this thread holds it, until the scope ends.</summary>
    public static GilPause Begin() => PyInterpreter.IsAnyCurrent && GilReturn.IsHeld ? new GilPause(PyInterpreter.Current) : default;

    /// <summary>Takes the GIL back.</summary>
    public void Dispose()
    {
        if (_interpreter is not null)
        {
            CApi.PyEval_RestoreThread(_state);
            _interpreter.Enter();
        }
    }
}
