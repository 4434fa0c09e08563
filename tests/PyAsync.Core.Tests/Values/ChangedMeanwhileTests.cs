using System;
using PyAsync.CPython;
using PyAsync.Objects;
using Xunit;

namespace PyAsync.Tests.Values;

/// <summary>Containers that other threads of Python change while they are read.</summary>
public sealed class ChangedMeanwhileTests(LoopFixture python)
{
    private const string Churn = """
        import sys, threading, time, collections
        sys.setswitchinterval(1e-6)
        class Slow:
            '''A row whose items run Python code, so that other threads get their turn.'''
            def keys(self): return ['a']
            def __getitem__(self, key): return sum(range(20))
        def churn(change):
            global stop
            stop = False
            def run():
                while not stop:
                    change()
            t = threading.Thread(target=run, daemon=True)
            t.start()
            return t
        """;

    [Theory]
    [InlineData("box = [Slow() for _ in range(50)]\ndef change():\n    box.clear()\n    box.extend([Slow() for _ in range(50)])")]
    [InlineData("box = [Slow() for _ in range(50)]\ndef change():\n    box.append(Slow())\n    box.pop()")]
    [InlineData("box = {i: Slow() for i in range(50)}\ndef change():\n    box.clear()\n    box.update((i, Slow()) for i in range(50))")]
    [InlineData("box = {str(i): Slow() for i in range(50)}\ndef change():\n    box.clear()\n    box.update((str(i), Slow()) for i in range(50))")]
    [InlineData("box = {Slow() for i in range(50)}\ndef change():\n    box.clear()\n    box.update(Slow() for i in range(50))")]
    [InlineData("box = collections.OrderedDict((str(i), Slow()) for i in range(50))\ndef change():\n    box.clear()\n    box.update((str(i), Slow()) for i in range(50))")]
    public void Reading_one_gives_its_items_or_says_that_it_was_changed(string source)
    {
        Assert.SkipWhen(
            CApi.IsFreeThreaded && python.Loop.PythonVersion < new Version(3, 14) && source.Contains("OrderedDict", StringComparison.Ordinal),
            "python3.13t itself crashes when one thread reads an OrderedDict that another changes: dict(it) is enough.");
        python.Run(Churn);
        python.Run(source);
        python.Run("thread = churn(change)");
        try
        {
            for (int i = 0; i < 300; i++)
            {
                try
                {
                    Assert.NotNull(python.Read("box"));
                }
                catch (PyConversionException error)
                {
                    Assert.Contains("changed while it was read", error.Message, StringComparison.Ordinal);
                }
                catch (PyException error)
                {
                    // Python's own words, where Python iterates.
                    Assert.Contains("during iteration", error.Message, StringComparison.Ordinal);
                }
            }
        }
        finally
        {
            python.Run("stop = True\nthread.join()\nsys.setswitchinterval(0.005)");
        }
    }

    [Fact]
    public void A_mapping_that_lists_a_key_which_it_has_no_more_was_changed()
    {
        python.Run("""
            import collections
            class Lost(collections.OrderedDict):
                def keys(self): return ['a']
            class Raises(collections.UserDict):
                def __getitem__(self, key): raise KeyError('of its own')
            lost, raises = {'rows': [Lost()]}, Raises(a=1)
            """);
        PyConversionException error = Assert.Throws<PyConversionException>(() => python.Read("lost"));
        Assert.Contains("The Python mapping at rows[0] was changed while it was read", error.Message, StringComparison.Ordinal);
        Assert.Equal("KeyError", Assert.IsType<PyException>(error.InnerException).PythonType);
        // The class's own code says it: its words, and its traceback.
        PyException own = Assert.Throws<PyException>(() => python.Read("raises"));
        Assert.Contains("of its own", own.Message, StringComparison.Ordinal);
        Assert.NotEmpty(own.Frames);
    }
}
