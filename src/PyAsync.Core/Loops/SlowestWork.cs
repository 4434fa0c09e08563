using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

/// <summary>
/// In asyncio's debug mode, which names the callback that was slow: what took longest of what a drain ran, so that the drain
/// goes by its name. The loop's thread.
/// </summary>
internal sealed class SlowestWork(PyEventLoop loop)
{
    private static readonly NativeFunction s_tell = NativeFunction.NoArguments("slowest", Tell, PyErrors.Set);

    private GCHandle _self;
    private LoopWork? _work;
    private long _ticks;

    /// <summary>A drain that tells asyncio what took longest in it.</summary>
    public PyOwned Describe(PyBorrowed drain)
    {
        _self = GCHandle.Alloc(this);
        using PyOwned self = CApi.PyLong_FromVoidPtr(GCHandle.ToIntPtr(_self)).OrThrow();
        using PyOwned tell = s_tell.Bind(self).OrThrow();
        return CApi.Call(new PyBorrowed(loop.Interpreter.LoopFunctions.DescribedCallback), drain, tell).OrThrow();
    }

    /// <summary>A drain begins.</summary>
    public void Begin()
    {
        _work = null;
        _ticks = 0;
    }

    /// <summary>Runs an item; what it throws is reported.</summary>
    public void Execute(LoopWork work)
    {
        long start = Stopwatch.GetTimestamp();
        loop.Errors.Execute(work);
        long ticks = Stopwatch.GetTimestamp() - start;
        if (ticks > _ticks)
        {
            _ticks = ticks;
            _work = work;
        }
    }

    /// <summary>Frees what it holds; the Python loop is closed.</summary>
    public void Close()
    {
        if (_self.IsAllocated)
        {
            _self.Free();
        }
    }

    private static PyOwned Tell(PyBorrowed self, PyBorrowed unused)
    {
        SlowestWork own = Unsafe.As<SlowestWork>(GCHandle.FromIntPtr(CApi.PyLong_AsVoidPtr(self)).Target!);
        return PyText.ToPython(own._work?.Label ?? "PyAsync's own work").OrThrow();
    }
}
