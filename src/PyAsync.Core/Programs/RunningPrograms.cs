using System;
using System.Collections.Concurrent;
using PyAsync.Interpreters;
using PyAsync.Programs;

[assembly: InterpreterPart(typeof(RunningPrograms), 70)]

namespace PyAsync.Programs;

/// <summary>The programs that run on threads of their own: the process asks them to end before the loops, as they may wait for those. Any thread.</summary>
internal sealed class RunningPrograms : IInterpreterPart, IProcessExitPart
{
    private readonly ConcurrentDictionary<PyProgram, bool> _programs = new();

    public RunningPrograms(PyInterpreter interpreter)
    {
        // A part of each interpreter, like any other; programs need nothing of it.
        _ = interpreter;
    }

    public void Open()
    {
        // Python does not know of it.
    }

    public void Add(PyProgram program) => _programs.TryAdd(program, true);

    public void Remove(PyProgram program) => _programs.TryRemove(program, out _);

    /// <summary>Interrupts all of them, without waiting.</summary>
    public void Exit(TimeSpan limit)
    {
        foreach (PyProgram program in _programs.Keys)
        {
            program.Interrupt();
        }
    }
}
