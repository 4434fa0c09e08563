using PyAsync.Interpreters;
using PyAsync.Loops;

[assembly: InterpreterPart(typeof(LoopFunctions), 40)]

namespace PyAsync.Loops;

/// <summary>The functions of the Python half that loops call.</summary>
/// <param name="interpreter">The interpreter whose functions they are.</param>
internal sealed class LoopFunctions(PyInterpreter interpreter) : IInterpreterPart
{
    /// <summary>Whose functions they are.</summary>
    public PyInterpreter Interpreter => interpreter;

    /// <summary>The class of tasks: <c>asyncio.Task</c>.</summary>
    public nint Task { get; private set; }

    /// <summary><c>new_loop(factory) → loop</c>.</summary>
    public nint NewLoop { get; private set; }

    /// <summary><c>run(loop)</c>: runs it until it is stopped.</summary>
    public nint Run { get; private set; }

    /// <summary><c>stop(loop, timeout, done)</c>: cancels, waits, closes generators and executor, stops.</summary>
    public nint Stop { get; private set; }

    /// <summary><c>stop_from_outside(loop)</c>: stops it by force, from another thread.</summary>
    public nint StopFromOutside { get; private set; }

    /// <summary><c>close(loop)</c>.</summary>
    public nint Close { get; private set; }

    /// <summary><c>attach(loop, fd, drain)</c>: calls drain whenever fd is readable.</summary>
    public nint Attach { get; private set; }

    /// <summary><c>measure_lag(loop, done)</c>: calls done(seconds) with how late a timer fired.</summary>
    public nint MeasureLag { get; private set; }

    /// <summary><c>foreign_loop(value, loop) → another loop that the value is bound to, or None</c>.</summary>
    public nint ForeignLoop { get; private set; }

    /// <summary><c>tell_nested_runs(loop, wake)</c>: calls wake() when the loop begins to run inside one of its callbacks.</summary>
    public nint TellNestedRuns { get; private set; }

    /// <summary><c>DescribedCallback(call, describe)</c>: a callback that asyncio's debug mode names by describe().</summary>
    public nint DescribedCallback { get; private set; }

    /// <summary><c>by_value(name, is_there=True)</c>: what the module of that name defines is pickled by value, for as long as it is there.</summary>
    public nint ByValue { get; private set; }

    public void Open()
    {
        Task = PythonModule.Get("pyasync._awaits"u8, "Task"u8);
        NewLoop = PythonModule.Get("pyasync._loops"u8, "new_loop"u8);
        Run = PythonModule.Get("pyasync._loops"u8, "run"u8);
        Stop = PythonModule.Get("pyasync._ending"u8, "stop"u8);
        StopFromOutside = PythonModule.Get("pyasync._ending"u8, "stop_from_outside"u8);
        Close = PythonModule.Get("pyasync._ending"u8, "close"u8);
        Attach = PythonModule.Get("pyasync._loops"u8, "attach"u8);
        MeasureLag = PythonModule.Get("pyasync._loops"u8, "measure_lag"u8);
        TellNestedRuns = PythonModule.Get("pyasync._loops"u8, "tell_nested_runs"u8);
        ByValue = PythonModule.Get("pyasync._pickling"u8, "by_value"u8);
        DescribedCallback = PythonModule.Get("pyasync._loops"u8, "DescribedCallback"u8);
        ForeignLoop = PythonModule.Get("pyasync._awaits"u8, "foreign_loop"u8);
    }
}

/// <summary>Finds them.</summary>
internal static class LoopFunctionsExtensions
{
    extension(PyInterpreter interpreter)
    {
        /// <summary>The functions of the Python half that the room of the loops calls.</summary>
        internal LoopFunctions LoopFunctions => interpreter.Part<LoopFunctions>();
    }
}
