using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace PyAsync.CPython;

/// <summary>What a native function of one argument or none does; it may throw. A null reference means a Python error that is set.</summary>
internal delegate PyOwned NativeBody(PyBorrowed self, PyBorrowed argument);

/// <summary>The same for any arguments: borrowed addresses, positional ones first, then those by keyword.</summary>
internal delegate PyOwned NativeVariadicBody(PyBorrowed self, ReadOnlySpan<nint> arguments, PyBorrowed keywordNames);

/// <summary>
/// A C function that Python can call: a <c>PyMethodDef</c> in memory that lives as long as the process, since Python
/// keeps its address in every function object made of it. Make them once, at start, and hold them in a static; any thread.
/// </summary>
/// <remarks>No exception crosses into Python: what the body throws goes to the <c>fail</c> function, which sets a Python error.</remarks>
internal sealed unsafe class NativeFunction
{
    private readonly PyMethodDef* _definition;

    // Python holds only its address.
    private readonly Delegate _entry;

    private NativeFunction(string name, Delegate entry, int flags)
    {
        _entry = entry;
        _definition = (PyMethodDef*)NativeMemory.AllocZeroed((nuint)sizeof(PyMethodDef));
        _definition->Name = Marshal.StringToCoTaskMemUTF8(name);
        _definition->Function = Marshal.GetFunctionPointerForDelegate(entry);
        _definition->Flags = flags;
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nint Entry(nint self, nint argument);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nint VariadicEntry(nint self, nint arguments, nint count, nint keywordNames);

    /// <summary>A function of one argument (METH_O).</summary>
    public static NativeFunction OneArgument(string name, NativeBody body, Action<Exception> fail) => new(name, Guard(body, fail), PyMethodDef.OneArgument);

    /// <summary>A function without arguments (METH_NOARGS).</summary>
    public static NativeFunction NoArguments(string name, NativeBody body, Action<Exception> fail) => new(name, Guard(body, fail), PyMethodDef.NoArguments);

    /// <summary>A function of any arguments, positional and by keyword (METH_FASTCALL | METH_KEYWORDS).</summary>
    public static NativeFunction Variadic(string name, NativeVariadicBody body, Action<Exception> fail) => new(name, Guard(body, fail), PyMethodDef.FastCallKeywords);

    /// <summary>A Python callable bound to <paramref name="self"/>, which the function receives first.</summary>
    public PyOwned Bind(PyBorrowed self)
    {
        PyOwned bound = CApi.PyCFunction_NewEx((nint)_definition, self, default);
        GC.KeepAlive(_entry);
        return bound;
    }

    [SuppressMessage("Design", "CA1031", Justification = "No exception may cross into Python: it becomes a Python error.")]
    private static Entry Guard(NativeBody body, Action<Exception> fail) => (self, argument) =>
    {
        try
        {
            if (ForkedChild.IsHere)
            {
                ForkedChild.End();
            }
            return body(new PyBorrowed(self), new PyBorrowed(argument)).Detach();
        }
        catch (Exception error)
        {
            fail(error);
            return 0;
        }
    };

    [SuppressMessage("Design", "CA1031", Justification = "No exception may cross into Python: it becomes a Python error.")]
    private static VariadicEntry Guard(NativeVariadicBody body, Action<Exception> fail) => (self, arguments, count, keywordNames) =>
    {
        try
        {
            if (ForkedChild.IsHere)
            {
                ForkedChild.End();
            }
            nint total = count + (keywordNames == 0 ? 0 : CApi.PyTuple_Size(new PyBorrowed(keywordNames)));
            return body(new PyBorrowed(self), new ReadOnlySpan<nint>((void*)arguments, (int)total), new PyBorrowed(keywordNames)).Detach();
        }
        catch (Exception error)
        {
            fail(error);
            return 0;
        }
    };
}
