using System;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

/// <summary>Takes the environment's variables to Python, before the work that is posted after it.</summary>
internal sealed class VariablesWork : LoopWork
{
    protected internal override void Execute(PyEventLoop loop) => ProcessVariables.ToPython(loop.Interpreter);

    protected internal override void Abandon(Exception reason)
    {
        // The next loop to start takes them.
    }
}
