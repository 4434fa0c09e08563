using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interpreters;
using Python.Runtime;
using NetPyObject = Python.Runtime.PyObject;

namespace PyAsync.PythonNet;

/// <summary>Live .NET objects in Python, by pythonnet, for one interpreter. On a thread that holds its GIL.</summary>
internal sealed class NetObjects : ILiveObjects
{
    private readonly PyInterpreter _interpreter;
    private readonly nint _metatype;

    private NetObjects(PyInterpreter interpreter)
    {
        _interpreter = interpreter;
        Half = new NetHalf(interpreter);
        using NetPyObject sample = NetPyObject.FromManagedObject(new object());
        using PyOwned type = CApi.PyObject_Type(sample.Borrow());
        _metatype = CApi.PyObject_Type(type).Detach();
        SlotGuards.Install(this, new PyBorrowed(_metatype));
    }

    /// <summary>The Python half of it.</summary>
    public NetHalf Half { get; }

    /// <summary>Starts pythonnet where it has not started, and joins it to PyAsync. Core calls this by its name.</summary>
    public static ILiveObjects Open(PyInterpreter interpreter)
    {
        PythonNetStart.Run(interpreter);
        NetObjects objects = new(interpreter);
        PyObjectConversions.RegisterEncoder(new NetEncoder(objects));
        PyObjectConversions.RegisterDecoder(new AwaitableDecoder(objects));
        PyObjectConversions.RegisterDecoder(new TokenDecoder(objects));
        PyObjectConversions.RegisterDecoder(new DelegateDecoder(objects));
        return objects;
    }

    /// <summary>The interpreter.</summary>
    public PyInterpreter Interpreter => _interpreter;

    /// <inheritdoc/>
    public bool IsLive(nint type)
    {
        if (type == _metatype || Half.IsWrapper(type))
        {
            return true;
        }
        if (CApi.TypeOf(new PyBorrowed(type)) != _metatype)
        {
            return false;
        }
        // Bound methods, iterators and namespaces are pythonnet's own objects, of this module, and stand for nothing in .NET.
        return PyText.AttributeText(new PyBorrowed(type), "__module__"u8) != "CLR";
    }

    /// <inheritdoc/>
    public PyOwned ToPython(object value) => value.ToPython().Release();

    /// <inheritdoc/>
    public object? FromPython(PyBorrowed value)
    {
        if (Half.IsWrapper(CApi.TypeOf(value)))
        {
            return Half.Unwrap(value);
        }
        using NetPyObject live = value.ToPythonNet();
        return live.AsManagedObject(typeof(object));
    }
}
