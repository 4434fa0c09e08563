using PyAsync.Conversion;
using PyAsync.Interpreters;

[assembly: InterpreterPart(typeof(ValueFunctions), 30)]

namespace PyAsync.Conversion;

/// <summary>The functions of the Python half that values of unusual types need: imported with the first of them, not at the start.</summary>
/// <param name="interpreter">The interpreter whose functions they are.</param>
internal sealed class ValueFunctions(PyInterpreter interpreter) : IInterpreterPart
{
    private nint _classify;
    private nint _modelItems;
    private nint _multiItems;
    private nint _asDict;
    private nint _numpyScalar;
    private nint _numpyItems;
    private nint _seriesValues;
    private nint _frameColumns;

    /// <summary>Whose functions they are.</summary>
    public PyInterpreter Interpreter => interpreter;

    /// <summary><c>classify(cls) → (kind, fields, name, names of the bases, shape)</c>.</summary>
    public nint Classify => PythonModule.Get(ref _classify, "pyasync._values"u8, "classify"u8);

    /// <summary><c>model_items(model) → dict</c>.</summary>
    public nint ModelItems => PythonModule.Get(ref _modelItems, "pyasync._values"u8, "model_items"u8);

    /// <summary><c>multi_items(mapping) → dict</c>.</summary>
    public nint MultiItems => PythonModule.Get(ref _multiItems, "pyasync._values"u8, "multi_items"u8);

    /// <summary><c>as_dict(row) → dict</c>.</summary>
    public nint AsDict => PythonModule.Get(ref _asDict, "pyasync._values"u8, "as_dict"u8);

    /// <summary><c>numpy_scalar(value) → value</c>.</summary>
    public nint NumpyScalar => PythonModule.Get(ref _numpyScalar, "pyasync._values"u8, "numpy_scalar"u8);

    /// <summary><c>numpy_items(array) → list or None</c>.</summary>
    public nint NumpyItems => PythonModule.Get(ref _numpyItems, "pyasync._values"u8, "numpy_items"u8);

    /// <summary><c>series_values(series) → array or list</c>.</summary>
    public nint SeriesValues => PythonModule.Get(ref _seriesValues, "pyasync._values"u8, "series_values"u8);

    /// <summary><c>frame_columns(frame) → (names, columns)</c>.</summary>
    public nint FrameColumns => PythonModule.Get(ref _frameColumns, "pyasync._values"u8, "frame_columns"u8);

    public void Open()
    {
    }
}

/// <summary>Finds them.</summary>
internal static class ValueFunctionsExtensions
{
    extension(PyInterpreter interpreter)
    {
        /// <summary>The functions of the Python half that the conversion calls.</summary>
        internal ValueFunctions ValueFunctions => interpreter.Part<ValueFunctions>();
    }
}
