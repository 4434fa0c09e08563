using System;
using System.Collections.Generic;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;

namespace PyAsync.Calls;

/// <summary>
/// A piece of Python code. The names that it assigns are its loop's namespace; what a call passes in (the variables and the
/// item) belongs to that call.
/// </summary>
public sealed class PyCodeTarget : PyTarget
{
    private const string ItemName = "_";

    private readonly string _source;
    private readonly List<KeyValuePair<string, object?>> _variables = [];
    private readonly bool _withItem;

    // The variables' values in Python, made for the first call.
    private nint[]? _values;

    // Where the value of each of the code's free variables is: an index into _values, or one of these.
    private const int Item = -1;
    private const int Helper = -2;
    private int[] _inputs = [];
    private nint _helper;
    private bool _awaitsResult = true;
    private string? _label;

    /// <summary>Takes the source.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="source">Statements; <c>await</c> may stand at the top level, and the last expression is the result.</param>
    /// <param name="withItem">Each call has an item, or one argument, which it sees as <c>_</c>.</param>
    /// <param name="variables">Names that each call sees as its own, with these values; a value without counterpart in Python fails that call, and the next tries again.</param>
    public PyCodeTarget(PyEventLoop loop, string source, bool withItem, IReadOnlyList<KeyValuePair<string, object?>>? variables = null)
        : base(loop)
    {
        ArgumentNullException.ThrowIfNull(source);
        _source = source;
        _withItem = withItem;
        foreach (KeyValuePair<string, object?> variable in variables ?? [])
        {
            if (!withItem || variable.Key != ItemName)
            {
                _variables.Add(variable);
            }
        }
    }

    /// <summary>The source.</summary>
    public string Source => _source;

    /// <summary>Whether the source ends in a statement, so that it has no result; known once it has run.</summary>
    public bool EndsInStatement { get; private set; }

    /// <inheritdoc/>
    public override string ToString() => _source;

    // The file name of the tracebacks.
    internal override string Label => _label ?? "code";

    // Code that awaits is a coroutine itself, and has awaited its result.
    internal override bool AwaitsResult => _awaitsResult || IsCoroutineFunction;

    private bool HasInputs => _withItem || _variables.Count > 0;

    private protected override PyOwned Resolve()
    {
        PyInterpreter interpreter = Loop.Interpreter;
        using PyOwned source = PyText.ToPython(_source).OrThrow();
        using PyOwned names = CApi.PyTuple_New(_variables.Count + (_withItem ? 1 : 0)).OrThrow();
        for (int i = 0; i < _variables.Count; i++)
        {
            PyErrors.ThrowIfNegative(CApi.PyTuple_SetItem(names, i, PyText.ToPython(_variables[i].Key).OrThrow().Steal()));
        }
        if (_withItem)
        {
            PyErrors.ThrowIfNegative(CApi.PyTuple_SetItem(names, _variables.Count, PyText.ToPython(ItemName).OrThrow().Steal()));
        }
        using PyOwned awaits = PyText.ToPython(Awaiting switch
        {
            PyAwaiting.Never => "never",
            PyAwaiting.UnlessNamed => "unless_named",
            _ => "always",
        }).OrThrow();
        // (code object, gives a value, awaits its value, where the value of each free variable is, the helper, label)
        using PyOwned compiled = CApi.Call(new PyBorrowed(interpreter.CallFunctions.CompileCode), source, names, awaits).OrThrow();
        EndsInStatement = CApi.PyTuple_GetItem(compiled, 1).Pointer == interpreter.False;
        _awaitsResult = CApi.PyTuple_GetItem(compiled, 2).Pointer == interpreter.True;
        PyBorrowed places = CApi.PyTuple_GetItem(compiled, 3);
        _inputs = new int[CApi.PyTuple_Size(places)];
        for (int i = 0; i < _inputs.Length; i++)
        {
            int place = PyInt.ToInt32(CApi.PyTuple_GetItem(places, i));
            _inputs[i] = place == _variables.Count ? Item : place < 0 ? Helper : place;
        }
        _helper = CApi.PyTuple_GetItem(compiled, 4).Own().Detach();
        _label = PyText.FromPython(CApi.PyTuple_GetItem(compiled, 5));
        return CApi.PyTuple_GetItem(compiled, 0).Own();
    }

    private protected override bool IsCoroutine(PyBorrowed callable) => PyCode.IsCoroutine(callable);

    private protected override PyOwned CallResolved(PyBorrowed callable, PyEventLoop loop, PyCall call)
    {
        int given = (call.HasItem ? 1 : 0) + call.Arguments.Count + call.Arguments.Keyword.Length;
        if (given != (_withItem ? 1 : 0) || call.Arguments.Keyword.Length > 0)
        {
            throw new PyAsyncException(PyErrorId.WrongArguments, _withItem ? "This code takes one argument, the item." : "This code takes no arguments.");
        }
        PyBorrowed names = loop.Namespace.Dictionary;
        _values ??= ConvertVariables(loop);
        // New cells for each call: the code may assign to what they hold.
        using PyOwned cells = MakeCells(loop, call);
        if (!HasInputs)
        {
            return CApi.Evaluate(callable, names, names, cells);
        }
        using PyOwned scope = CApi.Call(new PyBorrowed(loop.Interpreter.CallFunctions.Scope), callable, cells, names).OrThrow();
        return CApi.Evaluate(callable, names, scope, cells);
    }

    private protected override void ReleaseOwn()
    {
        new PyOwned(_helper).Dispose();
        _helper = 0;
        Release(_values);
        _values = null;
    }

    private PyOwned MakeCells(PyEventLoop loop, PyCall call)
    {
        PyOwned cells = CApi.PyTuple_New(_inputs.Length).OrThrow();
        try
        {
            for (int i = 0; i < _inputs.Length; i++)
            {
                using PyOwned value = _inputs[i] switch
                {
                    Item => loop.Interpreter.Converter.ToPython(call.HasItem ? call.Item : call.Arguments[0], loop),
                    Helper => new PyBorrowed(_helper).Own(),
                    int place => new PyBorrowed(_values![place]).Own(),
                };
                PyErrors.ThrowIfNegative(CApi.PyTuple_SetItem(cells, i, CApi.PyCell_New(value).OrThrow().Steal()));
            }
            return cells;
        }
        catch
        {
            cells.Dispose();
            throw;
        }
    }

    private nint[] ConvertVariables(PyEventLoop loop)
    {
        nint[] values = new nint[_variables.Count];
        try
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = loop.Interpreter.Converter.ToPython(_variables[i].Value, loop).Detach();
            }
            return values;
        }
        catch
        {
            Release(values);
            throw;
        }
    }

    private static void Release(nint[]? values)
    {
        foreach (nint value in values ?? [])
        {
            new PyOwned(value).Dispose();
        }
    }
}
