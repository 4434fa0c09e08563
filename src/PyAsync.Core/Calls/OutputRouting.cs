using PyAsync.Calls;
using PyAsync.CPython;
using PyAsync.Interpreters;

[assembly: InterpreterPart(typeof(OutputRouting), 20)]

namespace PyAsync.Calls;

/// <summary>Routes an interpreter's warnings and printed lines to where the host wants them.</summary>
/// <param name="interpreter">The interpreter.</param>
internal sealed class OutputRouting(PyInterpreter interpreter) : IInterpreterPart
{
    /// <summary>Whose output it is.</summary>
    public PyInterpreter Interpreter => interpreter;

    public void Open()
    {
        using PyOwned install = new(PythonModule.Get("pyasync._output"u8, "install"u8));
        using PyOwned sender = PyWarning.CreateSender();
        using PyOwned writeLine = PyOutput.CreateSender();
        CApi.Call(install, sender, writeLine).OrThrow().Dispose();
    }
}
