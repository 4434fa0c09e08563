using System;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Loops;
using Xunit;

namespace PyAsync.Tests.Loops;

/// <summary>asyncio's debug mode.</summary>
public sealed class DebugModeTests(LoopFixture python)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("import time; time.sleep(.2)", "<PyAsync code ")]
    [InlineData("import asyncio, time; time.sleep(.2); await asyncio.sleep(0)", "_code() ")]
    [InlineData("import asyncio, time; await asyncio.sleep(0); time.sleep(.2)", "_code() ")]
    public async Task Names_the_code_that_was_slow(string code, string expected) =>
        Assert.Contains(expected, await SlowestOf(loop => loop.RunCodeAsync(code, Token)), StringComparison.Ordinal);

    [Fact]
    public async Task Names_the_function_that_was_slow() =>
        Assert.Contains("time:sleep", await SlowestOf(loop => loop.RunAsync("time:sleep", [0.2], Token)), StringComparison.Ordinal);

    private async Task<string> SlowestOf(Func<PyEventLoop, Task<object?>> work)
    {
        Assert.NotNull(python.Loop);
        using PyEventLoop loop = PyEventLoop.Start(new PyEventLoopOptions { Name = "debug mode", DebugMode = true });
        await loop.RunCodeAsync("""
            import asyncio, logging
            _told = []
            class _Handler(logging.Handler):
                def emit(self, record):
                    _told.append(record.getMessage())
            _handler = _Handler()
            logging.getLogger("asyncio").addHandler(_handler)
            asyncio.get_running_loop().slow_callback_duration = .15
            """, Token);
        await work(loop);
        // After the step that was slow asyncio gets its turn, in which it tells of it.
        object?[] told = (object?[])(await loop.RunCodeAsync("import asyncio\nfor _i in range(3):\n    await asyncio.sleep(0)\nlogging.getLogger('asyncio').removeHandler(_handler)\n_told", Token))!;
        return Assert.IsType<string>(Assert.Single(told));
    }
}
