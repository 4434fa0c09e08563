using System;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

/// <summary>Begins the stop in Python: tasks are cancelled and waited for, generators and the executor closed, the loop stopped.</summary>
internal sealed class StopWork(TimeSpan timeout) : LoopWork
{
    protected internal override void Execute(PyEventLoop loop)
    {
        PyOwned Done(ReadOnlySpan<nint> arguments, PyBorrowed keywordNames)
        {
            PyBorrowed list = new(arguments[0]);
            string[] left = new string[CApi.PyList_Size(list)];
            for (int i = 0; i < left.Length; i++)
            {
                left[i] = PyText.FromPython(CApi.PyList_GetItem(list, i));
            }
            loop.Ending.LeftOver = left;
            return HostFunction.None;
        }

        using PyOwned seconds = CApi.PyFloat_FromDouble(timeout.TotalSeconds).OrThrow();
        using PyOwned done = HostFunction.Create(Done);
        PyBorrowed stop = new(loop.Interpreter.LoopFunctions.Stop);
        PyOwned begun = CApi.Call(stop, new PyBorrowed(loop.LoopObject), seconds, done);
        if (begun.IsNull && IsForcedEnd(loop))
        {
            // The interruption was for what blocked the loop, and came when that had ended by itself.
            begun = CApi.Call(stop, new PyBorrowed(loop.LoopObject), seconds, done);
        }
        begun.OrThrow().Dispose();
    }

    private static bool IsForcedEnd(PyEventLoop loop)
    {
        PyOwned error = CApi.FetchError();
        if (loop.IsForcedEnd(error))
        {
            error.Dispose();
            return true;
        }
        CApi.RestoreError(error);
        return false;
    }

    protected internal override void Abandon(Exception reason)
    {
        // The loop is closing, which is what this asks for.
    }
}
