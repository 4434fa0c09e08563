using PyAsync.Interpreters;
using PyAsync.Streams;

[assembly: InterpreterPart(typeof(StreamFunctions), 60)]

namespace PyAsync.Streams;

/// <summary>The functions of the Python half that streams call.</summary>
/// <param name="interpreter">The interpreter whose functions they are.</param>
internal sealed class StreamFunctions(PyInterpreter interpreter) : IInterpreterPart
{
    /// <summary>Whose functions they are.</summary>
    public PyInterpreter Interpreter => interpreter;

    /// <summary><c>host_stream(pull, close)</c>: an async generator over what the host has.</summary>
    public nint HostStream { get; private set; }

    public void Open()
    {
        HostStream = PythonModule.Get("pyasync._streams"u8, "host_stream"u8);
    }
}

/// <summary>Finds them.</summary>
internal static class StreamFunctionsExtensions
{
    extension(PyInterpreter interpreter)
    {
        /// <summary>The functions of the Python half that the room of the streams calls.</summary>
        internal StreamFunctions StreamFunctions => interpreter.Part<StreamFunctions>();
    }
}
