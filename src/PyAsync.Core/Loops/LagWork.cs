using System;
using System.Threading.Tasks;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

/// <summary>Measures how late a timer fires on the loop.</summary>
internal sealed class LagWork : LoopWork
{
    private readonly TaskCompletionSource<double> _lag = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The lag; the limit where the loop did not answer within it.</summary>
    public TimeSpan Wait(TimeSpan limit)
    {
        using GilPause pause = GilPause.Begin();
        return _lag.Task.Wait(limit) ? TimeSpan.FromSeconds(_lag.Task.Result) : limit;
    }

    protected internal override void Execute(PyEventLoop loop)
    {
        using PyOwned done = HostFunction.Create((arguments, _) =>
        {
            _lag.TrySetResult(CApi.PyFloat_AsDouble(new PyBorrowed(arguments[0])));
            return HostFunction.None;
        });
        CApi.Call(new PyBorrowed(loop.Interpreter.LoopFunctions.MeasureLag), new PyBorrowed(loop.LoopObject), done).OrThrow().Dispose();
    }

    protected internal override void Abandon(Exception reason) => _lag.TrySetResult(0);
}
