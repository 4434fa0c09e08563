using System.Threading;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

/// <summary>References that an object of the loop holds from its start to its end. On a thread that holds the GIL.</summary>
internal static class References
{
    /// <summary>Releases a reference that is held in a field.</summary>
    public static void Release(ref nint reference)
    {
        // Zero first: what is released may run Python code, and with it another thread that looks here.
        new PyOwned(Interlocked.Exchange(ref reference, 0)).Dispose();
    }

    /// <summary>A tuple of names, for a call by keyword.</summary>
    public static nint Names(params string[] names)
    {
        PyOwned tuple = CApi.PyTuple_New(names.Length).OrThrow();
        for (int i = 0; i < names.Length; i++)
        {
            PyErrors.ThrowIfNegative(CApi.PyTuple_SetItem(tuple, i, PyText.ToPython(names[i]).OrThrow().Steal()));
        }
        return tuple.Detach();
    }
}
