using PyAsync.CPython;

namespace PyAsync.Interpreters;

/// <summary>
/// The addresses of the types that values are told apart by. Those of the standard library's modules are 0 until their
/// module has been imported by somebody: what was never imported has no instances.
/// </summary>
internal sealed class PyTypes
{
    public readonly nint Bool;
    public readonly nint Int;
    public readonly nint Float;
    public readonly nint Complex;
    public readonly nint Str;
    public readonly nint Bytes;
    public readonly nint ByteArray;
    public readonly nint MemoryView;
    public readonly nint List;
    public readonly nint Tuple;
    public readonly nint Dict;
    public readonly nint Set;
    public readonly nint FrozenSet;

    /// <summary>The type of what an <c>async def</c> function returns.</summary>
    public nint Coroutine { get; private set; }

    /// <summary>The type of what a function with <c>yield</c> returns.</summary>
    public nint Generator { get; private set; }

    /// <summary>The type of what an <c>async def</c> function with <c>yield</c> returns.</summary>
    public nint AsyncGenerator { get; private set; }

    public PyTypes(PythonLibrary library)
    {
        Bool = library.Data("PyBool_Type");
        Int = library.Data("PyLong_Type");
        Float = library.Data("PyFloat_Type");
        Complex = library.Data("PyComplex_Type");
        Str = library.Data("PyUnicode_Type");
        Bytes = library.Data("PyBytes_Type");
        ByteArray = library.Data("PyByteArray_Type");
        MemoryView = library.Data("PyMemoryView_Type");
        List = library.Data("PyList_Type");
        Tuple = library.Data("PyTuple_Type");
        Dict = library.Data("PyDict_Type");
        Set = library.Data("PySet_Type");
        FrozenSet = library.Data("PyFrozenSet_Type");
    }

    /// <summary>Reads what only Python's <c>types</c> module names.</summary>
    public void ReadFromModules()
    {
        using PyOwned types = CApi.Import("types"u8).OrThrow();
        // Types of the core are never freed, so holding an address without a reference is enough; one is kept anyway.
        Coroutine = CApi.GetAttribute(types, "CoroutineType"u8).OrThrow().Detach();
        Generator = CApi.GetAttribute(types, "GeneratorType"u8).OrThrow().Detach();
        AsyncGenerator = CApi.GetAttribute(types, "AsyncGeneratorType"u8).OrThrow().Detach();
    }
}
