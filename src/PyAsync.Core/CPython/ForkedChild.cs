using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PyAsync.CPython;

/// <summary>
/// Whether this process is a child that Python forked from the one that .NET runs in: none of .NET's other threads are in
/// it, and its code is shared with the parent. So it ends where it would come back to .NET. On a thread that holds the GIL.
/// </summary>
internal static unsafe class ForkedChild
{
    // Written by Python in the child, as .NET must not run there. Of the child's own memory, which is a copy.
    private static readonly byte* s_flag = (byte*)NativeMemory.AllocZeroed(1);

    private static nint s_end;

    /// <summary>Whether it is.</summary>
    public static bool IsHere => *s_flag != 0;

    /// <summary>The flag as a memoryview, for Python to set in the child.</summary>
    public static PyOwned Flag() => CApi.PyMemoryView_FromMemory(s_flag, 1, forWriting: 0x200);

    /// <summary>
    /// Keeps what ends a child: <c>end(outcome)</c>, which never returns there, and here does nothing. It is called here
    /// once each way: a child that had to compile code would write it into the parent's too, as the two share it.
    /// </summary>
    /// <param name="end">The function.</param>
    /// <param name="fail"><c>fail()</c>, which raises: an error is one of the ways.</param>
    public static void Bind(PyOwned end, PyBorrowed fail)
    {
        s_end = end.Detach();
        End(new PyBorrowed(s_end));
        End();
        CApi.Call(fail).Dispose();
        End();
    }

    /// <summary>
    /// Ends the child, with the exit code that its outcome stands for: a task, the Python error that is set, or anything
    /// else for success. Without an outcome it is that of the task that has forked it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void End(PyBorrowed outcome = default)
    {
        using PyOwned error = CApi.FetchError();
        if (!error.IsNull)
        {
            CApi.Call(new PyBorrowed(s_end), error).Dispose();
        }
        else if (!outcome.IsNull)
        {
            CApi.Call(new PyBorrowed(s_end), outcome).Dispose();
        }
        else
        {
            CApi.Call(new PyBorrowed(s_end)).Dispose();
        }
    }
}
