using PyAsync.Interpreters;
using PyAsync.Objects;

[assembly: InterpreterPart(typeof(DisplayFunctions), 20)]

namespace PyAsync.Objects;

/// <summary>The functions of the Python half that say what an object is. On a thread that holds the GIL.</summary>
/// <param name="interpreter">Whose they are.</param>
internal sealed class DisplayFunctions(PyInterpreter interpreter) : IInterpreterPart
{
    private nint _show;
    private nint _attributes;
    private nint _methods;
    private nint _members;

    /// <summary>Whose they are.</summary>
    public PyInterpreter Interpreter => interpreter;

    /// <summary><c>show(value) → str</c>: a short repr that never fails.</summary>
    public static nint Show(PyInterpreter interpreter) => PythonModule.Get(ref interpreter.Part<DisplayFunctions>()._show, "pyasync._display"u8, "show"u8);

    /// <summary><c>attributes(value) → str</c>: the data attributes, a line each.</summary>
    public static nint Attributes(PyInterpreter interpreter) => PythonModule.Get(ref interpreter.Part<DisplayFunctions>()._attributes, "pyasync._display"u8, "attributes"u8);

    /// <summary><c>methods(value) → str</c>: the methods with their signatures, a line each.</summary>
    public static nint Methods(PyInterpreter interpreter) => PythonModule.Get(ref interpreter.Part<DisplayFunctions>()._methods, "pyasync._display"u8, "methods"u8);

    /// <summary><c>members(value, path, prefix) → str</c>: the members with kind and explanation, for completion.</summary>
    public static nint Members(PyInterpreter interpreter) => PythonModule.Get(ref interpreter.Part<DisplayFunctions>()._members, "pyasync._display"u8, "members"u8);

    public void Open()
    {
    }
}
