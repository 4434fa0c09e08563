using System.Diagnostics;
using System.Threading.Tasks;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.PythonNet;

/// <summary>
/// An error in a Python function that .NET calls for nothing but its effect, such as a timer's or an event's. Thrown where
/// nobody catches it, it would end the process. On a thread that holds the GIL.
/// </summary>
internal static class UncaughtError
{
    /// <summary>Whether a Task of .NET runs on this thread, whose outcome the error becomes.</summary>
    public static bool IsCaught()
    {
        foreach (StackFrame frame in new StackTrace(fNeedFileInfo: false).GetFrames())
        {
            // Task.Run, ContinueWith and Parallel end here; a timer, a thread or a socket's callback does not.
            if (frame.GetMethod() is { Name: "ExecuteWithThreadLocal" } method && method.DeclaringType == typeof(Task))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>The loop that is told of it, or <c>None</c>.</summary>
    public static PyOwned Loop(PyInterpreter interpreter)
    {
        PyOwned loop = RunningLoop.Find(interpreter);
        return loop.IsNull ? HostFunction.None : loop;
    }

    /// <summary>Gives it to <c>sys.unraisablehook</c>.</summary>
    public static PyOwned Write(PyBorrowed error, PyBorrowed function)
    {
        CApi.RestoreError(error.Own());
        CApi.PyErr_WriteUnraisable(function);
        return HostFunction.None;
    }
}
