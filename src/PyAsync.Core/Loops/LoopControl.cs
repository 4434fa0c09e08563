using System;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;

[assembly: InterpreterPart(typeof(LoopControl), 80)]

namespace PyAsync.Loops;

/// <summary>What Python code may ask of the host's loops, <c>pyasync.stop()</c>, and their end with the process.</summary>
/// <param name="interpreter">The interpreter that the loops run.</param>
internal sealed class LoopControl(PyInterpreter interpreter) : IInterpreterPart, IProcessExitPart
{
    /// <summary>Gives the package <c>pyasync</c> its way to the host. On a thread that holds the GIL.</summary>
    public void Open()
    {
        // Python threads that the host did not make may call this too, so nothing here asks for the current interpreter.
        PyOwned Stop(ReadOnlySpan<nint> arguments, PyBorrowed keywordNames)
        {
            PyEventLoop? loop = arguments[0] == interpreter.None
                ? PyEventLoop.Current
                : PyEventLoop.Find(PyText.FromPython(new PyBorrowed(arguments[0])));
            bool found = loop is { State: not PyEventLoopState.Stopped };
            loop?.RequestStop(TimeSpan.FromSeconds(CApi.PyFloat_AsDouble(new PyBorrowed(arguments[1]))));
            return interpreter.Bool(found).Own();
        }

        using PyOwned package = CApi.Import("pyasync"u8).OrThrow();
        using PyOwned stop = HostFunction.Create(Stop);
        using PyOwned name = CApi.Intern("_host_stop"u8).OrThrow();
        PyErrors.ThrowIfNegative(CApi.PyObject_SetAttr(package, name, stop));
    }

    /// <summary>Stops every loop.</summary>
    public void Exit(TimeSpan limit) => LoopRegistry.StopAll(limit);
}
