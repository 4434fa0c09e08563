using System;
using System.Threading;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.PythonNet;

/// <summary>
/// The sources of <c>pyasync.cancellation_token()</c>. A token that a .NET method gets is noted; the next thing that .NET
/// gives to Python on that thread is what the method gives, and is cancelled together with the token. On a thread that
/// holds the GIL.
/// </summary>
internal static class TokenSource
{
    [ThreadStatic]
    private static nint s_passed;

    /// <summary>A new token.</summary>
    public static PyOwned Create(NetHalf half)
    {
        using PyOwned source = HostObjects.Wrap(new CancellationTokenSource()).OrThrow();
        return CApi.Call(new PyBorrowed(half.Token), source).OrThrow();
    }

    /// <summary>Cancels the source in a capsule. Its listeners run on the thread pool.</summary>
    public static PyOwned Cancel(PyBorrowed source)
    {
        _ = ((CancellationTokenSource)HostObjects.Unwrap(source)!).CancelAsync();
        return HostFunction.None;
    }

    /// <summary>Notes that a .NET method gets the token of the source in a capsule.</summary>
    public static CancellationToken Pass(PyBorrowed source)
    {
        TakePassed().Dispose();
        s_passed = source.Own().Detach();
        return ((CancellationTokenSource)HostObjects.Unwrap(source)!).Token;
    }

    /// <summary>The source that was noted, once; null where there is none.</summary>
    public static PyOwned TakePassed()
    {
        nint passed = s_passed;
        s_passed = 0;
        return new PyOwned(passed);
    }
}
