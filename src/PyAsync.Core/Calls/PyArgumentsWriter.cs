using System;
using System.Collections.Generic;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;

namespace PyAsync.Calls;

/// <summary>Puts a call's arguments into a C array and calls. The loop's thread.</summary>
internal static class PyArgumentsWriter
{
    private const int StackLimit = 16;

    /// <summary>Calls; a null result has a Python error set. What cannot be converted throws.</summary>
    public static PyOwned Call(PyInterpreter interpreter, PyBorrowed callable, PyCall call)
    {
        PyArguments arguments = call.Arguments;
        int items = call.HasItem ? 1 : 0;
        int total = items + arguments.Count + arguments.Keyword.Length;
        // The first slot is the callee's.
        Span<nint> slots = total > StackLimit ? new nint[total + 1] : stackalloc nint[StackLimit + 1];
        return Call(interpreter, callable, call, slots, total);
    }

    private static PyOwned Call(PyInterpreter interpreter, PyBorrowed callable, PyCall call, scoped Span<nint> slots, int total)
    {
        PyArguments arguments = call.Arguments;
        KeyValuePair<string, object?>[] keyword = arguments.Keyword;
        PyConverter converter = interpreter.Converter;
        PyEventLoop loop = call.Target.Loop;
        int made = 0;
        nint names = 0;
        try
        {
            if (call.HasItem)
            {
                slots[1 + made] = converter.ToPython(call.Item, loop).Detach();
                made++;
            }
            for (int i = 0; i < arguments.Count; i++)
            {
                slots[1 + made] = converter.ToPython(arguments[i], loop).Detach();
                made++;
            }
            if (keyword.Length > 0)
            {
                PyOwned tuple = CApi.PyTuple_New(keyword.Length).OrThrow();
                names = tuple.Pointer;
                for (int i = 0; i < keyword.Length; i++)
                {
                    PyErrors.ThrowIfNegative(CApi.PyTuple_SetItem(tuple, i, PyText.ToPython(keyword[i].Key).OrThrow().Steal()));
                    slots[1 + made] = converter.ToPython(keyword[i].Value, loop).Detach();
                    made++;
                }
            }
            return CApi.Vectorcall(callable, slots, total - keyword.Length, new PyBorrowed(names));
        }
        finally
        {
            new PyOwned(names).Dispose();
            for (int i = 0; i < made; i++)
            {
                new PyOwned(slots[1 + i]).Dispose();
            }
        }
    }
}
