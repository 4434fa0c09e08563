using System;
using PyAsync.Calls;
using PyAsync.Loops;

namespace PyAsync.PowerShell.ScriptBlocks;

/// <summary>The Python call on whose behalf a script block is running on this thread.</summary>
/// <param name="Context">The calling task's context, in which what the script block awaits runs too.</param>
/// <param name="BlockedLoop">The loop whose own thread waits for the script block; null where none does.</param>
internal sealed record AmbientCall(PyContext? Context, PyEventLoop? BlockedLoop)
{
    [ThreadStatic]
    private static AmbientCall? s_current;

    public static AmbientCall? Current
    {
        get => s_current;
        set => s_current = value;
    }
}
