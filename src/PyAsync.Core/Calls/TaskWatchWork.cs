using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;

namespace PyAsync.Calls;

/// <summary>Waits for a task's end; null where it is not known.</summary>
internal sealed class TaskWatchWork(long number) : TaskWork<TaskRecord?>
{
    protected override TaskRecord? WhenAbandoned => null;

    protected override void Ask(PyEventLoop loop)
    {
        using PyOwned function = Function("watch"u8);
        using PyOwned wanted = CApi.PyLong_FromLongLong(number).OrThrow();
        using PyOwned done = HostFunction.Create((arguments, _) =>
        {
            Answer(arguments[0] == PyInterpreter.Current.None ? null : TaskRecord.Read(new PyBorrowed(arguments[0])));
            return HostFunction.None;
        });
        CApi.Call(function, new PyBorrowed(loop.LoopObject), wanted, done).OrThrow().Dispose();
    }
}
