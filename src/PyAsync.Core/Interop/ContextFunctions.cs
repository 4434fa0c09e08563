using PyAsync.Interop;
using PyAsync.Interpreters;

[assembly: InterpreterPart(typeof(ContextFunctions), 70)]

namespace PyAsync.Interop;

/// <summary>What contexts need of the Python half.</summary>
/// <param name="interpreter">The interpreter whose functions they are.</param>
internal sealed class ContextFunctions(PyInterpreter interpreter) : IInterpreterPart
{
    /// <summary>Whose functions they are.</summary>
    public PyInterpreter Interpreter => interpreter;

    /// <summary><c>run_in(context, coroutine)</c>: a coroutine that runs another one's every step in a context.</summary>
    public nint RunIn { get; private set; }

    /// <summary>The context variable <c>pyasync.traceparent</c>.</summary>
    public nint TraceParent { get; private set; }

    public void Open()
    {
        RunIn = PythonModule.Get("pyasync._runtime"u8, "run_in"u8);
        TraceParent = PythonModule.Get("pyasync"u8, "traceparent"u8);
    }
}

/// <summary>Finds them.</summary>
internal static class ContextFunctionsExtensions
{
    extension(PyInterpreter interpreter)
    {
        /// <summary>The functions of the Python half that the room of contexts calls.</summary>
        internal ContextFunctions ContextFunctions => interpreter.Part<ContextFunctions>();
    }
}
