using System;
using System.Collections.Generic;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Objects;

namespace PyAsync.Testing;

/// <summary>The Python half of the testing kit. On a thread that holds the GIL.</summary>
internal static class PyTestModule
{
    /// <summary>The tests of files and folders.</summary>
    public static IReadOnlyList<PyTest> Collect(PyInterpreter interpreter, IReadOnlyList<string> paths)
    {
        using PyOwned list = interpreter.Converter.ToPython(ToObjects(paths), null);
        using PyOwned collect = Function("pyasync._test_files"u8, "collect"u8);
        using PyOwned found = CApi.Call(collect, list).OrThrow();
        PyTest[] tests = new PyTest[CApi.PyList_Size(found)];
        for (int i = 0; i < tests.Length; i++)
        {
            tests[i] = Read(interpreter, CApi.PyList_GetItem(found, i));
        }
        return tests;
    }

    /// <summary>Runs a test on this thread.</summary>
    public static PyTestResult Run(PyInterpreter interpreter, PyTest test, string? factory)
    {
        using PyOwned run = Function("pyasync._testing"u8, "run"u8);
        using PyOwned file = PyText.ToPython(test.File).OrThrow();
        using PyOwned name = PyText.ToPython(test.Name).OrThrow();
        using PyOwned loopFactory = interpreter.Converter.ToPython(factory, null);
        using PyOwned result = CApi.Call(run, file, name, loopFactory).OrThrow();
        PyBorrowed problems = Item(result, 4);
        string[] texts = new string[CApi.PyTuple_Size(problems)];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = PyText.FromPython(Item(problems, i));
        }
        return new PyTestResult(
            test,
            Enum.Parse<PyTestOutcome>(PyText.FromPython(Item(result, 0))),
            TimeSpan.FromSeconds(CApi.PyFloat_AsDouble(Item(result, 1))),
            Exception(interpreter, Item(result, 2)),
            PyText.FromPython(Item(result, 3)),
            texts);
    }

    /// <summary>Starts or ends to watch what tests leave behind.</summary>
    public static void Watch(bool begin)
    {
        using PyOwned function = begin ? Function("pyasync._test_watch"u8, "begin_run"u8) : Function("pyasync._test_watch"u8, "end_run"u8);
        CApi.Call(function).OrThrow().Dispose();
    }

    /// <summary>Ends the test that a thread runs by way of its loop; false where it runs none.</summary>
    public static bool Interrupt(ulong thread, string message)
    {
        using PyOwned function = Function("pyasync._testing"u8, "interrupt"u8);
        using PyOwned ident = CApi.PyLong_FromUnsignedLongLong(thread).OrThrow();
        using PyOwned text = PyText.ToPython(message).OrThrow();
        using PyOwned asked = CApi.Call(function, ident, text).OrThrow();
        return asked.Pointer == PyInterpreter.Current.True;
    }

    /// <summary>Raises <c>TestTimeout</c> in a thread at its next instruction.</summary>
    public static void RaiseIn(PyThread thread)
    {
        using PyOwned type = Function("pyasync._test_watch"u8, "TestTimeout"u8);
        thread.Interrupt(type);
    }

    private static PyTest Read(PyInterpreter interpreter, PyBorrowed tuple)
    {
        PyBorrowed skip = Item(tuple, 4);
        return new PyTest(
            PyText.FromPython(Item(tuple, 0)),
            PyText.FromPython(Item(tuple, 1)),
            PyInt.ToInt32(Item(tuple, 2)),
            Enum.Parse<PyTestKind>(PyText.FromPython(Item(tuple, 3)), ignoreCase: true),
            skip.Pointer == interpreter.None ? null : PyText.FromPython(skip))
        {
            ImportError = Exception(interpreter, Item(tuple, 5)),
        };
    }

    private static PyException? Exception(PyInterpreter interpreter, PyBorrowed value) =>
        value.Pointer == interpreter.None ? null : interpreter.Exceptions.Describe(value);

    private static PyOwned Function(ReadOnlySpan<byte> module, ReadOnlySpan<byte> name)
    {
        using PyOwned imported = CApi.Import(module).OrThrow();
        return CApi.GetAttribute(imported, name).OrThrow();
    }

    private static PyBorrowed Item(PyBorrowed tuple, int index) => CApi.PyTuple_GetItem(tuple, index);

    private static object?[] ToObjects(IReadOnlyList<string> texts) => [.. texts];
}
