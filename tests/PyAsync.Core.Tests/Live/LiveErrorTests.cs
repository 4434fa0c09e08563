using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Conversion;
using PyAsync.Objects;
using Xunit;

namespace PyAsync.Tests.Live;

/// <summary>.NET's exceptions where Python calls it by an operator, and Python's where .NET calls it. Uncaught, each would end this process.</summary>
public sealed class LiveErrorTests(LoopFixture python)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // What a coroutine of one parameter gives for a live object.
    private Task<object?> Run(object value, string body) => python.RunLive("x", body, value);

    [Theory]
    [InlineData("x == x.Other()")]
    [InlineData("x != x.Other()")]
    [InlineData("x.Other() in [x]")]
    [InlineData("hash(x)")]
    [InlineData("{x: 1}")]
    [InlineData("x < x.Other()")]
    [InlineData("x >= x.Other()")]
    [InlineData("sorted([x, x.Other()])")]
    [InlineData("len(x)")]
    [InlineData("bool(x)")]
    [InlineData("list(x)")]
    [InlineData("[i for i in x]")]
    [InlineData("x[0]")]
    [InlineData("str(x)")]
    [InlineData("x.__eq__(x.Other())")]
    [InlineData("x.__hash__()")]
    [InlineData("x.__len__()")]
    [InlineData("setattr(x, 'Changed', x.Changed.__iadd__(print))")]
    [InlineData("x.Changed.__iadd__(print)")]
    [InlineData("next(iter(x.BadItems()))")]
    public void An_exception_of_NET_is_a_Python_exception_of_its_type(string expression)
    {
        python.NeedLive();
        PyException error = Assert.Throws<PyException>(() => python.Ask(new LiveValue(new Hostile()), expression));
        Assert.Equal("NotSupportedException", error.PythonType);
        Assert.IsType<NotSupportedException>(error.HostException);
    }

    [Fact]
    public void A_disposed_collection_has_no_length()
    {
        python.NeedLive();
        BlockingCollection<int> disposed = [];
        disposed.Dispose();
        foreach (string expression in new[] { "len(x)", "bool(x)", "list(x)" })
        {
            Assert.Equal("ObjectDisposedException", Assert.Throws<PyException>(() => python.Ask(new LiveValue(disposed), expression)).PythonType);
        }
    }

    [Fact]
    public void A_hash_code_of_minus_one_is_a_hash()
    {
        python.NeedLive();
        Assert.Equal(-2, python.Ask(new MinusOne(), "hash(x)"));
    }

    [Fact]
    public async Task A_class_of_Pythons_that_derives_from_one_of_NETs_is_guarded_too() =>
        Assert.Equal(
            "NotSupportedException",
            await Run(new LiveValue(new Hostile()), "class Derived(type(x)):\n    __namespace__ = 'PyAsyncTests'\ntry:\n    len(Derived())\nexcept Exception as e:\n    return type(e).__name__"));

    [Theory]
    [InlineData("Timer(TimerCallback(bad), None, 0, -1)")]
    [InlineData("Timer(bad, None, 0, -1)")]
    [InlineData("Thread(ThreadStart(lambda: bad(0))).Start()")]
    [InlineData("ThreadPool.QueueUserWorkItem(bad)")]
    public async Task An_error_in_a_function_that_NET_calls_on_a_thread_of_its_own_goes_to_the_loops_exception_handler(string start) =>
        Assert.Equal("ZeroDivisionError", await Reported($"from System.Threading import ThreadPool, Thread, ThreadStart, Timer, TimerCallback\nbad = lambda state: 1 / 0\nkept = {start}"));

    [Fact]
    public async Task An_error_in_a_handler_of_an_event_that_comes_on_another_thread_goes_to_the_loops_exception_handler() =>
        Assert.Equal("ZeroDivisionError", await Reported("bad = lambda sender, e: 1 / 0\nx.Changed += bad\nx.RaiseOnThread()"));

    [Fact]
    public async Task An_error_in_such_a_function_goes_to_the_unraisable_hook_where_no_loop_can_be_told() =>
        Assert.Equal("ZeroDivisionError True", await Run(
            new Events(),
            "import sys\nfrom System.Threading import Thread, ThreadStart\nfrom pyasync import _net\ntold = []\nbad = lambda: 1 / 0\n"
            + "hook, find = sys.unraisablehook, _net.host_loop\n"
            + "sys.unraisablehook = lambda u: told.append('%s %s' % (type(u.exc_value).__name__, u.object is bad))\n_net.host_loop = lambda: None\n"
            + "try:\n    thread = Thread(ThreadStart(bad))\n    thread.Start()\n    await asyncio.to_thread(thread.Join)\n"
            + "finally:\n    sys.unraisablehook, _net.host_loop = hook, find\nreturn told[0]"));

    // The type of the error that the loop's exception handler is told of.
    private Task<object?> Reported(string start) => Run(
        new Events(),
        "loop = asyncio.get_running_loop()\nold = loop.get_exception_handler()\ntold = loop.create_future()\n"
        + "loop.set_exception_handler(lambda loop, context: told.set_result(type(context['exception']).__name__))\n"
        + "try:\n    " + start.Replace("\n", "\n    ") + "\n    return await asyncio.wait_for(told, 20)\nfinally:\n    loop.set_exception_handler(old)");

    [Theory]
    [InlineData("x.Changed += bad\n    x.Raise()")]
    [InlineData("x.Call(bad2)")]
    [InlineData("await x.CallInTask(bad2)")]
    [InlineData("from System import Action\n    await x.CallInTask(Action(bad2))")]
    public async Task An_error_in_a_function_that_NET_calls_for_Python_is_Pythons_again(string call) =>
        Assert.Equal("caught", await Run(new Events(), $"bad = lambda sender, e: 1 / 0\nbad2 = lambda: 1 / 0\ntry:\n    {call}\nexcept ZeroDivisionError:\n    return 'caught'"));

    [Fact]
    public async Task An_async_function_as_a_handler_of_an_event_is_refused_with_a_word_about_event_stream()
    {
        PyException error = await Assert.ThrowsAsync<PyException>(() => Run(new Events(), "async def handler(sender, e): pass\nx.Changed += handler"));
        Assert.Equal("TypeError", error.PythonType);
        Assert.Contains("pyasync.event_stream(obj, \"Changed\")", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handlers_are_added_and_removed()
    {
        Events events = new();
        Assert.Equal(
            "1,1",
            await Run(events, "got = []\nclass H:\n    def on(self, sender, e): got.append(sender is not None and 1)\nh = H()\nplain = lambda s, e: got.append(1)\nx.Changed += plain\nx.Changed += h.on\nx.Raise()\nx.Changed -= h.on\nx.Changed -= plain\nx.Raise()\nreturn ','.join(map(str, got))"));
        Assert.Equal(0, events.Listeners);
    }

    /// <summary>Calls functions of Python's.</summary>
    public sealed class Events
    {
        private EventHandler? _changed;

        internal int Listeners => _changed?.GetInvocationList().Length ?? 0;

        /// <summary>An event.</summary>
        public event EventHandler Changed
        {
            add => _changed += value;
            remove => _changed -= value;
        }

        /// <summary>Raises it here.</summary>
        public void Raise() => _changed?.Invoke(this, EventArgs.Empty);

        /// <summary>Raises it on a thread of its own.</summary>
        public void RaiseOnThread() => new Thread(Raise).Start();

        /// <summary>Calls a function.</summary>
        public void Call(Action action) => action();

        /// <summary>Calls a function in a Task.</summary>
        public Task CallInTask(Action action) => Task.Run(action, Token);
    }

    /// <summary>Throws where an operator of Python's asks.</summary>
#pragma warning disable CA1036, CA1065, CA1010, CA1710 // That is what it is for.
    public class Hostile : IComparable, ICollection
    {
        /// <summary>Its accessors throw.</summary>
        public event EventHandler Changed
        {
            add => throw new NotSupportedException("no event");
            remove => throw new NotSupportedException("no event");
        }

        /// <inheritdoc/>
        public int Count => throw new NotSupportedException("no count");

        /// <inheritdoc/>
        public bool IsSynchronized => false;

        /// <inheritdoc/>
        public object SyncRoot => this;

        /// <summary>Throws.</summary>
        public int this[int index] => throw new NotSupportedException("no item");

        /// <summary>Another one.</summary>
        public Hostile Other() => new();

        /// <summary>A sequence whose items cannot be read.</summary>
        public IEnumerable BadItems() => new Bad();

        /// <inheritdoc/>
        public override bool Equals(object? obj) => throw new NotSupportedException("no Equals");

        /// <inheritdoc/>
        public override int GetHashCode() => throw new NotSupportedException("no hash");

        /// <inheritdoc/>
        public override string ToString() => throw new NotSupportedException("no text");

        /// <inheritdoc/>
        public int CompareTo(object? obj) => throw new NotSupportedException("no order");

        /// <inheritdoc/>
        public IEnumerator GetEnumerator() => throw new NotSupportedException("no items");

        /// <inheritdoc/>
        public void CopyTo(Array array, int index) => throw new NotSupportedException("no copy");

        private sealed class Bad : IEnumerable, IEnumerator
        {
            public object Current => throw new NotSupportedException("no current");

            public IEnumerator GetEnumerator() => this;

            public bool MoveNext() => true;

            public void Reset()
            {
            }
        }
    }
#pragma warning restore CA1036, CA1065, CA1010, CA1710

    /// <summary>Has the hash code that Python keeps for errors.</summary>
    public sealed class MinusOne
    {
        /// <inheritdoc/>
        public override int GetHashCode() => -1;

        /// <inheritdoc/>
        public override bool Equals(object? obj) => ReferenceEquals(this, obj);
    }
}
