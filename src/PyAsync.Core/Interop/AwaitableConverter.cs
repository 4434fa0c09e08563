using System;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interop;
using PyAsync.Interpreters;
using PyAsync.Loops;

[assembly: InterpreterPart(typeof(AwaitableConverter), 90)]

namespace PyAsync.Interop;

/// <summary>What becomes an awaitable or a callable on its way to Python. The loop's thread.</summary>
internal sealed class AwaitableConverter(PyInterpreter interpreter) : IInterpreterPart, IHostConverter
{
    /// <summary>Whose converter it is.</summary>
    public PyInterpreter Interpreter => interpreter;

    public void Open()
    {
        // What it needs of Python belongs to the loop that a value is for.
    }

    public bool Handles(Type type) =>
        typeof(Task).IsAssignableFrom(type)
        || type == typeof(ValueTask)
        || (type.IsValueType && type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>))
        || typeof(Delegate).IsAssignableFrom(type)
        || typeof(PyCallback).IsAssignableFrom(type)
        || type == typeof(PyHostWork);

    public bool TryToPython(object value, IPyScheduler? loop, out PyOwned result)
    {
        switch (value)
        {
            case PyCallback callback:
                result = callback.ToPython();
                return true;
            case Func<CancellationToken, Task> start:
                result = Start(LoopValues.Require(loop, value), start);
                return true;
            case Delegate function:
                result = new DelegateCallback(function).ToPython();
                return true;
            case PyHostWork work:
                result = Start(LoopValues.Require(loop, value), work.Start);
                return true;
        }
        if (HostTask.TryGet(value, out Task? task))
        {
            result = HostTask.ToPython(LoopValues.Require(loop, value), task, null);
            return true;
        }
        result = default;
        return false;
    }

    private static PyOwned Start(PyEventLoop loop, Func<CancellationToken, Task> start)
    {
        CancellationTokenSource cancel = new();
        Task task = start(cancel.Token) ?? throw new InvalidOperationException("The .NET function gave null where Python awaits a Task. It must give one, such as Task.CompletedTask.");
        return HostTask.ToPython(loop, task, cancel);
    }
}
