using System;
using System.Threading;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.PythonNet;

/// <summary>
/// The sources of <c>pyasync.cancellation_token()</c>. A token that a .NET method gets is noted until the call ends (see
/// <see cref="TokenScope"/>); what the method gives, where it can be awaited, is cancelled together with the token. On a
/// thread that holds the GIL.
/// </summary>
internal static class TokenSource
{
    [ThreadStatic]
    private static Passing s_passing;

    /// <summary>What is noted on a thread.</summary>
    /// <param name="IsCall">Whether a .NET method is being called.</param>
    /// <param name="Source">The source of the token that it got; 0 for none. An owned reference.</param>
    public readonly record struct Passing(bool IsCall, nint Source);

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

    /// <summary>Begins a call; see <see cref="TokenScope"/>.</summary>
    public static Passing Begin(bool isCall)
    {
        Passing outer = s_passing;
        s_passing = new Passing(isCall, 0);
        return outer;
    }

    /// <summary>Ends it.</summary>
    public static void End(Passing outer)
    {
        nint source = s_passing.Source;
        s_passing = outer;
        if (source != 0)
        {
            new PyOwned(source).Dispose();
        }
    }

    /// <summary>Notes that a .NET method gets the token of the source in a capsule.</summary>
    public static CancellationToken Pass(PyBorrowed source)
    {
        // A constructor gives nothing that could be cancelled.
        if (s_passing.IsCall)
        {
            // .NET may have several methods of the name, each of which is tried.
            TakePassed().Dispose();
            s_passing = new Passing(true, source.Own().Detach());
        }
        return ((CancellationTokenSource)HostObjects.Unwrap(source)!).Token;
    }

    /// <summary>The source that was noted, once; null where there is none.</summary>
    public static PyOwned TakePassed()
    {
        Passing passing = s_passing;
        if (passing.Source != 0)
        {
            s_passing = new Passing(passing.IsCall, 0);
        }
        return new PyOwned(passing.Source);
    }
}
