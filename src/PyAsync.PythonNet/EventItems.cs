using System;
using System.Linq;
using System.Linq.Expressions;
using System.Reflection;
using System.Threading;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interop;
using PyAsync.Interpreters;
using PyAsync.Loops;
using PyAsync.Streams;
using NetPyObject = Python.Runtime.PyObject;

namespace PyAsync.PythonNet;

/// <summary>
/// The events of a .NET object on their way to a Python <c>async for</c>. They are noted on whatever thread they come on,
/// which never waits: where too many wait to be read, the oldest is discarded.
/// </summary>
internal sealed class EventItems : HostIterator
{
    private static readonly MethodInfo s_note = typeof(EventItems).GetMethod(nameof(Note), BindingFlags.NonPublic | BindingFlags.Instance)!;

    private readonly object? _source;
    private readonly EventInfo _event;
    private readonly Delegate _handler;
    private readonly int _limit;
    private long _dropped;
    private int _ended;

    private EventItems(object? source, EventInfo @event, int limit)
    {
        _source = source;
        _event = @event;
        _limit = limit;
        _handler = MakeHandler(@event.EventHandlerType!);
    }

    /// <summary><c>event_stream(source, name, limit)</c>. The loop's thread.</summary>
    public static PyOwned Open(NetHalf half, ReadOnlySpan<nint> arguments)
    {
        object source = SourceOf(half, new PyBorrowed(arguments[0]));
        string name = PyText.FromPython(new PyBorrowed(arguments[1]));
        int limit = LimitOf(new PyBorrowed(arguments[2]));
        EventItems items = new(source is Type ? null : source, Find(source, name), limit);
        PyEventLoop loop = LoopValues.Require(PyEventLoop.Current, source);
        using PyOwned reader = items.ToPython(loop);
        items.Listen();
        using PyOwned close = HostFunction.Create((_, _) =>
        {
            items.OnClosed();
            return HostFunction.None;
        });
        using PyOwned dropped = HostFunction.Create((_, _) => CApi.PyLong_FromLongLong(Interlocked.Read(ref items._dropped)).OrThrow());
        return CApi.Call(new PyBorrowed(half.EventStream), reader, close, dropped).OrThrow();
    }

    /// <inheritdoc/>
    protected override void OnWanted()
    {
        // Events come when they come.
    }

    /// <inheritdoc/>
    protected override void OnClosed()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
        {
            // What an event does when a listener goes is the source's own code; not on the loop's thread.
            ThreadPool.UnsafeQueueUserWorkItem(static items => items._event.RemoveEventHandler(items._source, items._handler), this, preferLocal: false);
            End();
        }
    }

    private static object SourceOf(NetHalf half, PyBorrowed given)
    {
        if (half.IsWrapper(CApi.TypeOf(given)))
        {
            return half.Unwrap(given)!;
        }
        using NetPyObject live = given.ToPythonNet();
        // pythonnet would copy text and numbers.
        object? source = PyInterpreter.Current.LiveObjects.Require().IsLive(CApi.TypeOf(given)) ? live.AsManagedObject(typeof(object)) : null;
        if (source is null)
        {
            using PyOwned kind = CApi.PyObject_Type(given);
            throw new ArgumentException($"pyasync.event_stream takes a .NET object or class, and this is Python's '{PyText.AttributeText(kind, "__name__"u8)}'.");
        }
        return source;
    }

    private static int LimitOf(PyBorrowed given)
    {
        using PyOwned number = CApi.PyNumber_Index(given).OrThrow();
        long limit = CApi.PyLong_AsLongLongAndOverflow(number, out int overflow);
        if (overflow == 0 && limit is >= 1 and <= int.MaxValue)
        {
            return (int)limit;
        }
        using PyOwned text = CApi.PyObject_Str(number).OrThrow();
        throw new ArgumentException($"The limit of pyasync.event_stream is a number from 1 to {int.MaxValue}, and this is {PyText.FromPython(text)}.");
    }

    private static EventInfo Find(object source, string name)
    {
        Type type = source as Type ?? source.GetType();
        BindingFlags flags = BindingFlags.Public | BindingFlags.FlattenHierarchy | (source is Type ? BindingFlags.Static : BindingFlags.Instance | BindingFlags.Static);
        if (type.GetEvent(name, flags) is { } found)
        {
            return found;
        }
        string[] names = [.. type.GetEvents(flags).Select(one => $"'{one.Name}'").Order(StringComparer.Ordinal)];
        throw new ArgumentException($"'{type}' has no event '{name}'; it has {(names.Length == 0 ? "none" : string.Join(", ", names))}.");
    }

    private void Listen()
    {
        using GilPause pause = GilPause.Begin();
        _event.AddEventHandler(_source, _handler);
    }

    // (sender, e) => Note(new object[] { sender, e })
    private Delegate MakeHandler(Type type)
    {
        MethodInfo signature = type.GetMethod("Invoke")!;
        ParameterExpression[] parameters = Array.ConvertAll(signature.GetParameters(), parameter => Expression.Parameter(parameter.ParameterType));
        Expression call = Expression.Call(
            Expression.Constant(this), s_note, Expression.NewArrayInit(typeof(object), Array.ConvertAll(parameters, one => Expression.Convert(one, typeof(object)))));
        Expression body = signature.ReturnType == typeof(void) ? call : Expression.Block(call, Expression.Default(signature.ReturnType));
        return Expression.Lambda(type, body, parameters).Compile();
    }

    private void Note(object?[] arguments)
    {
        if (Volatile.Read(ref _ended) != 0)
        {
            return;
        }
        while (Count >= _limit && DropOldest())
        {
            Interlocked.Increment(ref _dropped);
        }
        Add(arguments is [_, { } told] && told is EventArgs ? new LiveValue(told) : Live(arguments));
    }

    private static object? Live(object?[] arguments) => arguments.Length == 1
        ? Live(arguments[0])
        : arguments.Length == 2 ? (Live(arguments[0]), Live(arguments[1])) : Array.ConvertAll(arguments, Live);

    private static object? Live(object? value) => value is null ? null : new LiveValue(value);
}
