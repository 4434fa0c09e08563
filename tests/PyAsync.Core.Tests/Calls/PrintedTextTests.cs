using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using PyAsync.Calls;
using Xunit;

namespace PyAsync.Tests.Calls;

/// <summary>What Python code prints and logs comes to who started it, in lines, signed.</summary>
public sealed class PrintedTextTests(LoopFixture python)
{
    private const string Speaker = """
        import logging, sys
        async def speak(name, parts):
            asyncio.current_task().set_name("task of " + name)
            for part in parts:
                print(part, end="")
                await asyncio.sleep(0)
        async def speak_from_child(name):
            async def child():
                print(name, "child")
            await asyncio.create_task(child(), name="child")
        async def log(name):
            logging.getLogger(name).error("told %s", name)
            print("told", name, file=sys.stderr)
        """;

    [Fact]
    public async Task Parts_of_many_tasks_come_as_whole_lines_each_from_its_own()
    {
        using PyFunctionTarget target = python.Define(Speaker, "speak");
        Collector[] all = [.. Enumerable.Range(0, 20).Select(_ => new Collector())];
        await Task.WhenAll(all.Select((collector, i) => Call(target, collector, $"{i}", new[] { $"{i} ", "one\n", $"{i} two\n", $"{i} ", "rest" })));
        for (int i = 0; i < all.Length; i++)
        {
            PyPrintedText[] said = [.. all[i].Said.Cast<PyPrintedText>()];
            Assert.Equal([$"{i} one", $"{i} two", $"{i} rest"], said.Select(line => line.Text));
            Assert.All(said, line => Assert.True(line.EndsLine && !line.IsError));
            Assert.All(said, line => Assert.Equal($"task of {i}", line.Task));
            Assert.All(said, line => Assert.Same(python.Loop, line.Loop));
            Assert.All(said, line => Assert.Same(all[i].Origin, line.Origin));
        }
    }

    [Fact]
    public async Task A_child_task_prints_for_the_origin_by_its_own_name()
    {
        using PyFunctionTarget target = python.Define(Speaker, "speak_from_child");
        Collector collector = new();
        await Call(target, collector, "x");
        PyRecord said = Assert.Single(collector.Said);
        Assert.Equal("x child", Assert.IsType<PyPrintedText>(said).Text);
        Assert.Equal("child", said.Task);
    }

    [Fact]
    public async Task A_log_record_has_logger_level_and_line()
    {
        using PyFunctionTarget target = python.Define(Speaker, "log");
        Collector collector = new();
        await Call(target, collector, "app.part");
        PyLogRecord logged = Assert.IsType<PyLogRecord>(collector.Said.First());
        Assert.Equal(("app.part", 40, "ERROR", "told app.part", null), (logged.Logger, logged.Level, logged.LevelName, logged.Message, logged.Exception));
        Assert.True(logged.Line > 0);
        Assert.True(Assert.IsType<PyPrintedText>(collector.Said.Last()).IsError);
    }

    [Fact]
    public async Task A_debug_record_is_made_only_while_somebody_wants_it()
    {
        using PyFunctionTarget target = python.Define("""
            def wants_debug(name):
                import logging
                return logging.getLogger(name).isEnabledFor(logging.DEBUG)
            """, "wants_debug");
        Assert.Equal(false, await Call(target, new Collector(), "app"));
        Assert.Equal(true, await Call(target, new Collector { LogLevel = 10 }, "app"));
        Assert.Equal(false, await Call(target, new Collector(), "app"));
    }

    private Task<object?> Call(PyTarget target, Collector collector, params object?[] arguments)
    {
        collector.Origin = new CallOrigin { Command = "test", Output = collector, LogLevel = collector.LogLevel };
        return new TaskCall<object?> { Target = target, Arguments = new PyArguments(arguments), Origin = collector.Origin }.PostTo(python.Loop, default);
    }

    private sealed class Collector : ICallOutput
    {
        private readonly ConcurrentQueue<PyRecord> _said = new();

        public int LogLevel { get; init; } = 30;

        public CallOrigin? Origin { get; set; }

        public IReadOnlyCollection<PyRecord> Said => _said;

        public bool TryWrite(object record)
        {
            _said.Enqueue((PyRecord)record);
            return true;
        }
    }
}
