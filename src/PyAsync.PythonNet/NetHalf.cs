using System;
using System.Threading.Tasks;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interpreters;
using Python.Runtime;
using NetPyObject = Python.Runtime.PyObject;

namespace PyAsync.PythonNet;

/// <summary>
/// <c>pyasync._net</c>, the Python half of live objects: its classes, and the functions of this assembly that they call.
/// On a thread that holds the GIL.
/// </summary>
internal sealed class NetHalf
{
    private readonly PyInterpreter _interpreter;
    private readonly nint _makeTask;
    private readonly nint _iterable;
    private readonly nint _host;

    public NetHalf(PyInterpreter interpreter)
    {
        _interpreter = interpreter;
        TaskType = Get("NetTask"u8);
        _iterable = Get("NetAsyncIterable"u8);
        Token = Get("CancellationToken"u8);
        EventStream = Get("EventStream"u8);
        _makeTask = Get("make_task"u8);
        _host = CApi.Intern("_host"u8).OrThrow().Detach();
        Mro = Get("mro"u8);
        MakeHandler = Get("make_handler"u8);
        using PyOwned module = CApi.Import("pyasync._net"u8).OrThrow();
        Set(module, "host_guard"u8, (arguments, _) =>
        {
            Guard?.Invoke(arguments[0]);
            return HostFunction.None;
        });
        Set(module, "host_is_caught"u8, (_, _) => new PyBorrowed(UncaughtError.IsCaught() ? interpreter.True : interpreter.False).Own());
        Set(module, "host_loop"u8, (_, _) => UncaughtError.Loop(interpreter));
        Set(module, "host_unraisable"u8, (arguments, _) => UncaughtError.Write(new PyBorrowed(arguments[0]), new PyBorrowed(arguments[1])));
        Set(module, "host_member"u8, (arguments, _) => Member(arguments));
        Set(module, "host_set_member"u8, (arguments, _) => SetMember(arguments));
        if (PythonRuntime.Current?.Host is IMemberHost)
        {
            // Only where the host has such members does writing a property of .NET's pay for them.
            using PyOwned name = CApi.Intern("__setattr__"u8).OrThrow();
            PyErrors.ThrowIfNegative(CApi.PyObject_SetAttr(new PyBorrowed(Get("NetObject"u8)), name, new PyBorrowed(Get("set_attribute"u8))));
        }
        Set(module, "host_live"u8, (arguments, _) => NetPyObject.FromManagedObject(Unwrap(new PyBorrowed(arguments[0]))!).Release());
        Set(module, "host_connect"u8, (arguments, _) => TaskOutcome.Connect(interpreter, new PyBorrowed(arguments[0]), new PyBorrowed(arguments[1])));
        Set(module, "host_rebind"u8, (arguments, _) => Rebind(new PyBorrowed(arguments[0])));
        Set(module, "host_cancel"u8, (arguments, _) => TokenSource.Cancel(new PyBorrowed(arguments[0])));
        Set(module, "host_iterate"u8, (arguments, _) => HostObjects.Wrap(SequenceCursor.Open(HostObjects.Unwrap(new PyBorrowed(arguments[0]))!)).OrThrow());
        Set(module, "host_move"u8, (arguments, _) => Move(Cursor(arguments)));
        Set(module, "host_take"u8, (arguments, _) => Cursor(arguments).Take() is { } item ? item.ToPython().Release() : HostFunction.None);
        Set(module, "host_close"u8, (arguments, _) => Awaited(Cursor(arguments).Close()));
        Set(module, "host_drop"u8, (arguments, _) =>
        {
            Cursor(arguments).Drop();
            return HostFunction.None;
        });
        using PyOwned package = CApi.Import("pyasync"u8).OrThrow();
        Set(package, "_host_token"u8, (_, _) => TokenSource.Create(this));
        Set(package, "_host_events"u8, (arguments, _) => EventItems.Open(this, arguments));
    }

    /// <summary><c>NetTask</c>.</summary>
    public nint TaskType { get; }

    /// <summary><c>CancellationToken</c>.</summary>
    public nint Token { get; }

    /// <summary><c>EventStream</c>.</summary>
    public nint EventStream { get; }

    /// <summary><c>mro</c>, the metatype's.</summary>
    public nint Mro { get; }

    /// <summary><c>make_handler</c>.</summary>
    public nint MakeHandler { get; }

    /// <summary>What is done to each new Python type for a .NET class, before it is ready.</summary>
    public Action<nint>? Guard { get; set; }

    /// <summary>Whether a type is a class of the Python half whose instances stand for a .NET object.</summary>
    public bool IsWrapper(nint type) => type == TaskType || type == _iterable;

    /// <summary>The .NET object that an instance of such a class stands for.</summary>
    public object? Unwrap(PyBorrowed wrapper)
    {
        using PyOwned host = CApi.PyObject_GetAttr(wrapper, new PyBorrowed(_host)).OrThrow();
        return HostObjects.Unwrap(host);
    }

    /// <summary>A <c>NetTask</c> on a loop.</summary>
    /// <param name="host">The capsule with the Task.</param>
    /// <param name="loop">The Python loop.</param>
    /// <param name="source">The capsule with the source of the token that the method was given; null for none.</param>
    public PyOwned MakeTask(PyBorrowed host, PyBorrowed loop, PyBorrowed source) =>
        CApi.Call(new PyBorrowed(_makeTask), host, loop, source.IsNull ? _interpreter.NoneRef : source).OrThrow();

    /// <summary>A <c>NetAsyncIterable</c>.</summary>
    public PyOwned MakeIterable(object sequence)
    {
        using PyOwned host = HostObjects.Wrap(sequence).OrThrow();
        return CApi.Call(new PyBorrowed(_iterable), host).OrThrow();
    }

    private static SequenceCursor Cursor(ReadOnlySpan<nint> arguments) => (SequenceCursor)HostObjects.Unwrap(new PyBorrowed(arguments[0]))!;

    // host_move(cursor): whether there is a next item, or a NetTask that will say so.
    private PyOwned Move(SequenceCursor cursor) => cursor.Move(out Task<bool>? pending) is { } known
        ? new PyBorrowed(known ? _interpreter.True : _interpreter.False).Own()
        : Awaited(pending!);

    private PyOwned Awaited(Task task)
    {
        using PyOwned host = HostObjects.Wrap(task).OrThrow();
        return Rebind(host);
    }

    // host_rebind(host): a NetTask of the loop that this thread runs.
    private PyOwned Rebind(PyBorrowed host)
    {
        using PyOwned loop = RunningLoop.Require(_interpreter);
        return MakeTask(host, loop, default);
    }

    // host_member(object, name, nothing): what the host adds to the object by that name.
    private PyOwned Member(ReadOnlySpan<nint> arguments)
    {
        PyBorrowed self = new(arguments[0]);
        if (PythonRuntime.Current?.Host is not IMemberHost members)
        {
            return new PyBorrowed(arguments[2]).Own();
        }
        using NetPyObject live = self.ToPythonNet();
        object? value = live.AsManagedObject(typeof(object));
        if (value is null || members.FindMember(value, PyText.FromPython(new PyBorrowed(arguments[1]))) is not { } member)
        {
            return new PyBorrowed(arguments[2]).Own();
        }
        return _interpreter.Converter.ToPython(member.Value, Loops.PyEventLoop.Current);
    }

    // host_set_member(object, name, value): whether the host has such a member, which has the value now.
    private PyOwned SetMember(ReadOnlySpan<nint> arguments)
    {
        using NetPyObject live = new PyBorrowed(arguments[0]).ToPythonNet();
        object? content = _interpreter.Converter.FromPython(new PyBorrowed(arguments[2]), Loops.PyEventLoop.Current, Objects.PyConversion.Default);
        bool isWritten = PythonRuntime.Current?.Host is IMemberHost members
            && live.AsManagedObject(typeof(object)) is { } value
            && members.WriteMember(value, PyText.FromPython(new PyBorrowed(arguments[1])), content);
        return new PyBorrowed(isWritten ? _interpreter.True : _interpreter.False).Own();
    }

    private static nint Get(ReadOnlySpan<byte> name) => PythonModule.Get("pyasync._net"u8, name);

    private static void Set(PyBorrowed module, ReadOnlySpan<byte> name, HostFunctionBody body)
    {
        using PyOwned function = HostFunction.Create(body);
        using PyOwned key = CApi.Intern(name).OrThrow();
        PyErrors.ThrowIfNegative(CApi.PyObject_SetAttr(module, key, function));
    }
}
