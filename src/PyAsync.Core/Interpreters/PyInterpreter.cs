using System;
using PyAsync.CPython;
using PyAsync.Environments;

namespace PyAsync.Interpreters;

/// <summary>
/// All that belongs to one Python interpreter: its constants, types, interned names, the Python half of PyAsync, the
/// parts that the rooms above keep for it, and the references that wait to be released. Constants are held for as long
/// as the interpreter lives.
/// </summary>
internal sealed partial class PyInterpreter
{
    [ThreadStatic]
    private static PyInterpreter? s_current;

    private PyInterpreter(PythonInstallation installation)
    {
        Installation = installation;
        State = CApi.PyInterpreterState_Get();
        Library = CApi.Library!;
        None = Library.Data("_Py_NoneStruct");
        True = Library.Data("_Py_TrueStruct");
        False = Library.Data("_Py_FalseStruct");
        Types = new PyTypes(Library);
    }

    /// <summary>The interpreter whose GIL the current thread holds.</summary>
    /// <exception cref="InvalidOperationException">The thread is not one of Python's.</exception>
    public static PyInterpreter Current => s_current ?? throw new InvalidOperationException("This thread is not attached to a Python interpreter.");

    /// <summary>Whether the current thread is attached to this interpreter.</summary>
    public bool IsCurrent => s_current == this;

    public PythonLibrary Library { get; }

    public PythonInstallation Installation { get; }

    /// <summary>What CPython knows it by: a <c>PyInterpreterState</c>.</summary>
    public nint State { get; }

    /// <summary>The address of <c>None</c>.</summary>
    public readonly nint None;

    /// <summary>The address of <c>True</c>.</summary>
    public readonly nint True;

    /// <summary>The address of <c>False</c>.</summary>
    public readonly nint False;

    /// <summary>The addresses of the types that are told apart.</summary>
    public PyTypes Types { get; }

    /// <summary>Interned attribute names.</summary>
    public PyNames Names { get; private set; } = null!;

    /// <summary>The functions of the Python half that this room calls; null while the interpreter is being opened.</summary>
    public PythonHalf Half { get; private set; } = null!;

    public PyBorrowed NoneRef => new(None);

    /// <summary>Reads the constants of the interpreter that the calling thread is attached to, loads the Python half and opens the parts.</summary>
    public static PyInterpreter Open(PythonInstallation installation)
    {
        CApi.ProbeTypeOffset();
        PyInterpreter interpreter = new(installation);
        interpreter.Enter();
        interpreter.MakeParts();
        interpreter.Names = new PyNames();
        interpreter.Types.ReadFromModules();
        PythonHalf.AddPackage();
        interpreter.Half = new PythonHalf();
        interpreter.OpenParts();
        return interpreter;
    }

    /// <summary>Whether the calling thread holds some interpreter's GIL.</summary>
    public static bool IsAnyCurrent => s_current is not null;

    /// <summary>Says that the calling thread holds this interpreter's GIL from now on.</summary>
    public void Enter() => s_current = this;

    /// <summary>Like <see cref="Enter"/> on a thread that has not entered; true where it did.</summary>
    public bool EnterIfForeign()
    {
        if (s_current == this)
        {
            return false;
        }
        s_current = this;
        return true;
    }

    /// <summary>Says that the calling thread has left.</summary>
    public static void Leave() => s_current = null;

    /// <summary>An object for a bool; borrowed, as both live for ever.</summary>
    public PyBorrowed Bool(bool value) => new(value ? True : False);
}
