using PyAsync.Calls;
using PyAsync.CPython;
using PyAsync.Interpreters;

[assembly: InterpreterPart(typeof(ProgressRouting), 21)]

namespace PyAsync.Calls;

/// <summary>Gives the package <c>pyasync</c> its way to tell progress.</summary>
/// <param name="interpreter">The interpreter.</param>
internal sealed class ProgressRouting(PyInterpreter interpreter) : IInterpreterPart
{
    /// <summary>Whose progress it is.</summary>
    public PyInterpreter Interpreter => interpreter;

    public void Open()
    {
        using PyOwned module = CApi.Import("pyasync._base"u8).OrThrow();
        using PyOwned sender = PyProgress.CreateSender();
        using PyOwned name = CApi.Intern("show_progress"u8).OrThrow();
        PyErrors.ThrowIfNegative(CApi.PyObject_SetAttr(module, name, sender));
    }
}
