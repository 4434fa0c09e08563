using System.Runtime.InteropServices;

namespace PyAsync.CPython;

/// <summary>
/// A C function that Python can call: a <c>PyMethodDef</c> in memory that lives as long as the process, since Python
/// keeps its address in every function object made of it. Make them once, at start; any thread.
/// </summary>
internal sealed unsafe class NativeFunction
{
    private readonly PyMethodDef* _definition;

    private NativeFunction(string name, nint function, int flags)
    {
        _definition = (PyMethodDef*)NativeMemory.AllocZeroed((nuint)sizeof(PyMethodDef));
        _definition->Name = Marshal.StringToCoTaskMemUTF8(name);
        _definition->Function = function;
        _definition->Flags = flags;
    }

    /// <summary>A function of one argument (METH_O).</summary>
    public static NativeFunction OneArgument(string name, delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, nint> function) =>
        new(name, (nint)function, PyMethodDef.OneArgument);

    /// <summary>A function without arguments (METH_NOARGS).</summary>
    public static NativeFunction NoArguments(string name, delegate* unmanaged[Cdecl]<PyBorrowed, PyBorrowed, nint> function) =>
        new(name, (nint)function, PyMethodDef.NoArguments);

    /// <summary>A function of any arguments, positional and by keyword (METH_FASTCALL | METH_KEYWORDS).</summary>
    public static NativeFunction Variadic(string name, delegate* unmanaged[Cdecl]<PyBorrowed, nint*, nint, PyBorrowed, nint> function) =>
        new(name, (nint)function, PyMethodDef.FastCallKeywords);

    /// <summary>A Python callable bound to <paramref name="self"/>, which the function receives first.</summary>
    public PyOwned Bind(PyBorrowed self) => CApi.PyCFunction_NewEx((nint)_definition, self, default);

    /// <summary>A Python callable that receives the address of a GCHandle as its self, as an int.</summary>
    /// <remarks>The caller frees the handle once Python can no longer call it.</remarks>
    public PyOwned Bind(GCHandle handle)
    {
        using PyOwned address = CApi.PyLong_FromVoidPtr(GCHandle.ToIntPtr(handle)).OrThrow();
        return Bind(address);
    }
}
