using PyAsync.Interpreters;

namespace PyAsync.PythonNet;

/// <summary>A scope in which the calling thread, which holds the GIL by pythonnet's means, counts as attached to the interpreter for our binding too.</summary>
internal readonly ref struct AttachedScope
{
    private readonly bool _entered;

    private AttachedScope(bool entered)
    {
        _entered = entered;
    }

    /// <summary>Begins it.</summary>
    public static AttachedScope Enter(PyInterpreter interpreter) => new(interpreter.EnterIfForeign());

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        if (_entered)
        {
            PyInterpreter.Leave();
        }
    }
}
