using System;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Objects;
using PyAsync.PythonNet;
using Xunit;
using NetPyObject = Python.Runtime.PyObject;

namespace PyAsync.Tests.Live;

/// <summary>pythonnet's own objects beside PyAsync's.</summary>
public sealed class PythonNetTests(LoopFixture python)
{
    [Fact]
    public async Task The_same_Python_object_is_PyAsyncs_and_pythonnets()
    {
        python.NeedLive();
        using PyObject own = (PyObject)python.Run("class _Both: member = 7\n_both = _Both()\n_both")!;
        NetPyObject net = own.ToPythonNet();
        using (global::Python.Runtime.Py.GIL())
        {
            Assert.Equal(7, net.GetAttr("member").As<int>());
        }
        using PyObject back = net.ToPyAsync(python.Loop);
        Assert.Equal(own, back);
        Assert.Equal(7, (int)((dynamic)back).member);
        Assert.Equal(true, python.Ask(net, "x is _both"));
        await python.Loop.RunCodeAsync("del _both");
    }

    [Fact]
    public async Task An_awaitable_of_pythonnets_is_awaited()
    {
        python.NeedLive();
        using PyObject own = (PyObject)python.Read("__import__('asyncio').sleep(0, 5)", new PyConversion { Raw = true })!;
        Assert.Equal(5, await python.Loop.RunAsync("asyncio:wait_for", [own.ToPythonNet(), 10]));
    }

    [Fact]
    public void An_object_of_pythonnets_that_was_disposed_is_refused()
    {
        python.NeedLive();
        NetPyObject net = ((PyObject)python.Read("object()")!).ToPythonNet();
        python.OnLoop((_, _) =>
        {
            net.Dispose();
            return true;
        });
        foreach (object argument in new object[] { net, new object[] { 1, net } })
        {
            Assert.Contains("disposed", Assert.Throws<PyConversionException>(() => python.Ask(argument, "x")).Message, StringComparison.Ordinal);
        }
        Assert.Equal("ObjectDisposed", Assert.Throws<PyAsyncException>(() => net.ToPyAsync(python.Loop)).ErrorId);
    }

    [Fact]
    public void A_NET_method_that_Python_calls_may_use_Python_objects()
    {
        python.NeedLive();
        using PyObject own = (PyObject)python.Run("class _Back: member = 8\n_Back()")!;
        Assert.Equal(9, python.Ask(new Caller(own), "x.Use()"));
        Assert.Equal(3, python.Ask(new Caller(own), "x.Pause()"));
    }

    [Fact]
    public void At_the_processs_exit_pythonnet_does_not_take_itself_apart()
    {
        python.NeedLive();
        python.Ask(new object(), "x");
        Assert.DoesNotContain(ExitHandlers(), handler => handler.Method.DeclaringType?.Assembly.GetName().Name == "Python.Runtime");
        Assert.NotEmpty(ExitHandlers());
    }

    private static Delegate[] ExitHandlers()
    {
        // The runtime keeps the list to itself.
        object? handlers = typeof(AppDomain).GetField("ProcessExit", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)?.GetValue(AppDomain.CurrentDomain);
        return handlers is Delegate all ? all.GetInvocationList() : [];
    }

    /// <summary>Comes back to Python while Python waits for it without the GIL.</summary>
    public sealed class Caller(PyObject own)
    {
        /// <summary>Reads an attribute.</summary>
        public int Use() => (int)((dynamic)own).member + 1;

        /// <summary>Waits for another thread that needs Python.</summary>
        public int Pause() => Task.Run(() =>
        {
            using (global::Python.Runtime.Py.GIL())
            {
                using NetPyObject net = global::Python.Runtime.PythonEngine.Eval("1 + 2");
                return net.As<int>();
            }
        }).GetAwaiter().GetResult();
    }
}
