using System;
using System.Collections.Generic;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;
using PyAsync.Objects;

namespace PyAsync.Calls;

/// <summary>
/// What calls call: a function by name, a live object, a piece of code, a file, or an awaitable that is there already.
/// A target belongs to one loop and serves many calls; it is resolved at the first. Make and dispose on any thread.
/// </summary>
public abstract class PyTarget : IDisposable
{
    private readonly PyEventLoop _loop;
    private nint _callable;
    private bool _isCoroutineFunction;
    private int _disposed;

    private protected PyTarget(PyEventLoop loop)
    {
        ArgumentNullException.ThrowIfNull(loop);
        _loop = loop;
    }

    /// <summary>The loop that it is called on.</summary>
    public PyEventLoop Loop => _loop;

    /// <summary>Whether a result that is no awaitable is an error.</summary>
    internal virtual bool MustAwait => false;

    /// <summary>Whether a coroutine that the call gives may be an old one; a coroutine function's is always new.</summary>
    internal bool MayBeAwaitedAlready => !_isCoroutineFunction;

    /// <summary>Whether what the call gives may be an async iterable to be streamed.</summary>
    internal virtual bool MayStream => true;

    /// <summary>Gives the resolved function back. Calls that are queued still have it.</summary>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        if (System.Threading.Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            ReleaseCallable();
        }
    }

    /// <summary>A target that was forgotten gives its reference back all the same.</summary>
    ~PyTarget() => ReleaseCallable();

    /// <summary>Says that a call of this target was given to another loop than its own. Any thread.</summary>
    /// <exception cref="PyAsyncException">The target belongs to another loop (<c>WrongLoop</c>).</exception>
    internal void RefuseOther(PyEventLoop loop)
    {
        if (loop != _loop)
        {
            throw new PyAsyncException(PyErrorId.WrongLoop, $"This target belongs to the Python event loop '{_loop.Name}' and cannot be called on '{loop.Name}'. Make a target for that loop.")
            {
                Facts = new Dictionary<string, object?> { ["Loop"] = loop.Name, ["Bound"] = _loop.Name },
            };
        }
    }

    /// <summary>Finds what is to be called. The loop's thread.</summary>
    private protected abstract PyOwned Resolve();

    /// <summary>Calls; a null result has a Python error set. The loop's thread.</summary>
    internal virtual PyOwned Invoke(PyEventLoop loop, PyCall call)
    {
        EnsureResolved();
        PyBorrowed callable = new(_callable);
        if (_isCoroutineFunction)
        {
            // Nothing of the user's runs here, so nothing needs a context of its own: the task copies one.
            return PyArgumentsWriter.Call(loop.Interpreter, callable, call);
        }
        using PyOwned context = CallContext.ForFunction(loop, call.Context, call.OriginContextOn(loop));
        PyErrors.ThrowIfNegative(CApi.PyContext_Enter(context));
        try
        {
            return PyArgumentsWriter.Call(loop.Interpreter, callable, call);
        }
        finally
        {
            _ = CApi.PyContext_Exit(context);
        }
    }

    private void EnsureResolved()
    {
        if (_callable != 0)
        {
            return;
        }
        try
        {
            _callable = Resolve().OrThrow().Detach();
        }
        catch (Exception error)
        {
            throw new PyTargetException(this, error);
        }
        const long coroutine = 0x80;
        using PyOwned code = CApi.GetAttribute(new PyBorrowed(_callable), "__code__"u8);
        if (code.IsNull)
        {
            CApi.PyErr_Clear();
            return;
        }
        _isCoroutineFunction = (PyCode.Flags(code) & coroutine) != 0;
    }

    // By way of the queue, so behind the calls that were posted before; not worth waking the loop for.
    // No loop where the constructor refused it.
    private void ReleaseCallable() => _ = _loop?.TryPostIdle(new ReleaseWork(this));

    private sealed class ReleaseWork(PyTarget target) : LoopWork
    {
        protected internal override void Execute(PyEventLoop loop)
        {
            new PyOwned(target._callable).Dispose();
            target._callable = 0;
        }

        protected internal override void Abandon(Exception reason)
        {
            // The loop closes on its own thread and is held by it; the interpreter keeps the function then.
        }
    }
}

/// <summary>What was to be called cannot be: a module that does not import, a function that is not there, a syntax error.</summary>
public sealed class PyTargetException : PyAsyncException
{
    internal PyTargetException(PyTarget target, Exception cause)
        : base(PyErrorId.TargetNotFound, cause.Message, cause)
    {
        Target = target;
        Facts = new Dictionary<string, object?> { ["Target"] = target.ToString() };
    }

    /// <summary>What could not be called.</summary>
    public PyTarget Target { get; }
}

/// <summary>A function by name.</summary>
public sealed class PyFunctionTarget : PyTarget
{
    private readonly string _module;
    private readonly string _qualname;

    /// <summary>Takes <c>module:qualname</c>, a dotted path such as <c>asyncio.sleep</c>, or the bare name of what code has defined on the loop.</summary>
    public PyFunctionTarget(PyEventLoop loop, string name)
        : base(loop)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name.Trim();
        int colon = Name.IndexOf(':', StringComparison.Ordinal);
        _module = colon < 0 ? Name : Name[..colon];
        _qualname = colon < 0 ? "" : Name[(colon + 1)..];
    }

    /// <summary>The name as it was given.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private protected override PyOwned Resolve()
    {
        using PyOwned module = PyText.ToPython(_module).OrThrow();
        using PyOwned qualname = PyText.ToPython(_qualname).OrThrow();
        return CApi.Call(new PyBorrowed(PyInterpreter.Current.CallFunctions.Resolve), module, qualname, Loop.Namespace.Dictionary);
    }
}

/// <summary>A live Python object that can be called.</summary>
public sealed class PyObjectTarget : PyTarget
{
    private readonly PyObject _callable;

    /// <summary>Takes the callable.</summary>
    public PyObjectTarget(PyEventLoop loop, PyObject callable)
        : base(loop)
    {
        ArgumentNullException.ThrowIfNull(callable);
        _callable = callable;
    }

    /// <inheritdoc/>
    public override string ToString() => $"Python {_callable.PyTypeName}";

    private protected override PyOwned Resolve()
    {
        PyBorrowed value = _callable.BorrowFor(Loop);
        if (CApi.PyCallable_Check(value) == 0)
        {
            using PyOwned type = CApi.PyObject_Type(value);
            string? name = PyText.AttributeText(type, "__name__"u8);
            throw new PyAsyncException(PyErrorId.NotCallable, $"An object of type '{name}' cannot be called.")
            {
                Facts = new Dictionary<string, object?> { ["Type"] = name },
            };
        }
        return value.Own();
    }
}

/// <summary>A piece of Python code, run in its loop's namespace.</summary>
public sealed class PyCodeTarget : PyTarget
{
    private readonly string _source;
    private readonly bool _withItem;
    private IReadOnlyList<KeyValuePair<string, object?>>? _variables;

    /// <summary>Takes the source.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="source">Statements; <c>await</c> may stand at the top level, and the last expression is the result.</param>
    /// <param name="withItem">The call's item is visible as <c>_</c>.</param>
    /// <param name="variables">Names that are set in the loop's namespace, and stay there, as the first call starts; a value without counterpart in Python fails that call, and the next tries again.</param>
    public PyCodeTarget(PyEventLoop loop, string source, bool withItem, IReadOnlyList<KeyValuePair<string, object?>>? variables = null)
        : base(loop)
    {
        ArgumentNullException.ThrowIfNull(source);
        _source = source;
        _withItem = withItem;
        _variables = variables;
    }

    /// <summary>The source.</summary>
    public string Source => _source;

    /// <summary>Whether the source ends in a statement, so that it has no result; known once it has run.</summary>
    public bool EndsInStatement { get; private set; }

    /// <inheritdoc/>
    public override string ToString() => _source;

    internal override PyOwned Invoke(PyEventLoop loop, PyCall call)
    {
        if (_variables is not null)
        {
            SetVariables(loop, _variables);
            _variables = null;
        }
        return base.Invoke(loop, call);
    }

    private static void SetVariables(PyEventLoop loop, IReadOnlyList<KeyValuePair<string, object?>> variables)
    {
        foreach (KeyValuePair<string, object?> variable in variables)
        {
            using PyOwned name = PyText.ToPython(variable.Key).OrThrow();
            using PyOwned value = loop.Interpreter.Converter.ToPython(variable.Value, loop);
            PyErrors.ThrowIfNegative(CApi.PyDict_SetItem(loop.Namespace.Dictionary, name, value));
        }
    }

    private protected override PyOwned Resolve()
    {
        using PyOwned source = PyText.ToPython(_source).OrThrow();
        using PyOwned pair = CApi.Call(new PyBorrowed(PyInterpreter.Current.CallFunctions.CompileCode), source, Loop.Namespace.Dictionary, PyInterpreter.Current.Bool(_withItem)).OrThrow();
        EndsInStatement = CApi.PyTuple_GetItem(pair, 1).Pointer == PyInterpreter.Current.False;
        return CApi.PyTuple_GetItem(pair, 0).Own();
    }
}

/// <summary>A function of a Python file, which is run afresh.</summary>
public sealed class PyFileTarget : PyTarget
{
    private readonly string _entryPoint;

    /// <summary>Takes the file's full path and the function's name.</summary>
    public PyFileTarget(PyEventLoop loop, string path, string entryPoint = "main")
        : base(loop)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(entryPoint);
        Path = path;
        _entryPoint = entryPoint;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Path}:{_entryPoint}";

    private protected override PyOwned Resolve()
    {
        using PyOwned path = PyText.ToPython(Path).OrThrow();
        using PyOwned entryPoint = PyText.ToPython(_entryPoint).OrThrow();
        return CApi.Call(new PyBorrowed(PyInterpreter.Current.CallFunctions.LoadFile), path, entryPoint);
    }
}

/// <summary>An awaitable that is there already: the call's item is awaited itself.</summary>
internal sealed class PyAwaitableTarget(PyEventLoop loop) : PyTarget(loop)
{
    internal override bool MustAwait => true;

    /// <inheritdoc/>
    public override string ToString() => "awaitable";

    internal override PyOwned Invoke(PyEventLoop loop, PyCall call) => loop.Interpreter.Converter.ToPython(call.Item, loop);

    private protected override PyOwned Resolve() => throw new InvalidOperationException("An awaitable is not resolved.");
}
