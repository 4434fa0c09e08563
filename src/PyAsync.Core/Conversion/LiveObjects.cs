using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interpreters;

[assembly: InterpreterPart(typeof(LiveObjects), 40)]

namespace PyAsync.Conversion;

/// <summary>
/// .NET objects alive in one interpreter: opened when the first one crosses, or when Python imports <c>clr</c>. On a thread
/// that holds the GIL.
/// </summary>
internal sealed class LiveObjects(PyInterpreter interpreter) : IInterpreterPart, IClrModule
{
    private readonly object _gate = new();
    private volatile ILiveObjects? _objects;
    private PyAsyncException? _refusal;

    /// <summary>
    /// The host's own members of a .NET object that its class does not have, by name: PowerShell's note and script
    /// properties. Null where there is none of that name. On a thread that holds the GIL.
    /// </summary>
    public static Func<object, string, LiveMember?>? Members { get; set; }

    /// <summary>
    /// Writes such a member; false where there is none of that name that takes a value. On a thread that holds the GIL.
    /// </summary>
    public static Func<object, string, object?, bool>? MemberWriter { get; set; }

    /// <summary>Does nothing: nothing is loaded before it is needed.</summary>
    public void Open()
    {
    }

    /// <summary>Them, where they were needed already.</summary>
    public ILiveObjects? Opened => _objects;

    /// <summary>Them, loaded with the first call.</summary>
    /// <exception cref="PyAsyncException">They cannot be had here (<c>NoLiveObjects</c>); the message says why.</exception>
    public ILiveObjects Require()
    {
        if (_objects is { } opened)
        {
            return opened;
        }
        // Whoever opens them runs Python code, and so may lose the GIL to this thread, which then waits without it.
        using (GilPause.Begin())
        {
            Monitor.Enter(_gate);
        }
        try
        {
            if (_refusal is not null)
            {
                throw new PyAsyncException(_refusal.Id, _refusal.Message, _refusal) { Facts = _refusal.Facts };
            }
            return _objects ??= LiveObjectsAssembly.Open(interpreter);
        }
        catch (PyAsyncException refusal) when (refusal.Id is PyErrorId.NoLiveObjects)
        {
            // What keeps them away stays so for the process.
            _refusal = refusal;
            throw;
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }

    /// <summary>Whether they can be had here. Loads them.</summary>
    public bool TryRequire([NotNullWhen(false)] out PyAsyncException? refusal)
    {
        try
        {
            _ = Require();
            refusal = null;
            return true;
        }
        catch (PyAsyncException error) when (error.Id is PyErrorId.NoLiveObjects)
        {
            refusal = error;
            return false;
        }
    }

    /// <inheritdoc/>
    public PyOwned ImportClr()
    {
        if (!TryRequire(out PyAsyncException? refusal))
        {
            CApi.SetError("PyExc_ImportError", refusal.Message);
            return default;
        }
        using PyOwned name = CApi.Intern("clr"u8).OrThrow();
        return CApi.PyObject_GetItem(CApi.PyImport_GetModuleDict(), name);
    }

    /// <summary>What a Python object stands for, where it is a live .NET object.</summary>
    public bool TryRead(PyBorrowed value, out object? result)
    {
        if (_objects is { } objects && objects.IsLive(CApi.TypeOf(value)))
        {
            result = objects.FromPython(value);
            return true;
        }
        result = null;
        return false;
    }
}

/// <summary>A member that the host adds to an object.</summary>
/// <param name="Value">Its value.</param>
internal sealed record LiveMember(object? Value);

/// <summary>A live .NET object comes back as itself.</summary>
internal sealed class LiveHostRule(ILiveObjects objects) : ReadRule
{
    public override object? Read(PyReader reader, PyBorrowed value) => objects.FromPython(value);
}

/// <summary>Finds them.</summary>
internal static class LiveObjectsExtensions
{
    extension(PyInterpreter interpreter)
    {
        /// <summary>.NET objects alive in Python.</summary>
        internal LiveObjects LiveObjects => interpreter.Part<LiveObjects>();
    }
}
