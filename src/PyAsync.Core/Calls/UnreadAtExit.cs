using System;
using PyAsync.Calls;
using PyAsync.Interpreters;
using PyAsync.Loops;

[assembly: InterpreterPart(typeof(UnreadAtExit), 1000)]

namespace PyAsync.Calls;

/// <summary>At the process's exit, when all loops have ended, what nobody has read is written to the process's own streams, and so is what comes after it.</summary>
/// <param name="interpreter">The interpreter.</param>
internal sealed class UnreadAtExit(PyInterpreter interpreter) : IInterpreterPart, IProcessExitPart
{
    /// <summary>Whose exit it is.</summary>
    public PyInterpreter Interpreter => interpreter;

    public void Open()
    {
        // There is nothing to bind.
    }

    public void Exit(TimeSpan limit) => UnreadRecords.End();
}
