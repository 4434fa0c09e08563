using System;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Interop;
using PyAsync.Loops;
using PyAsync.Objects;
using Xunit;

namespace PyAsync.Tests.Bridging;

/// <summary>What .NET gives to Python, and is given, where one of the two does not keep to the rules.</summary>
public sealed class HostOutcomeTests(LoopFixture python)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    private PyEventLoop Loop => python.Loop;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("[1, 2]")]
    [InlineData("[]")]
    public async Task A_result_that_its_type_cannot_hold_ends_the_await(string list)
    {
        using PyCodeTarget target = new(Loop, $"import asyncio\nawait asyncio.sleep(0.01)\n{list}", withItem: false);
        await Assert.ThrowsAsync<PyConversionException>(() => Loop.RunAsync<int[,]>(target, cancellationToken: Token).WaitAsync(s_limit, Token));
    }

    [Fact]
    public async Task A_future_that_Python_cancels_is_released_though_its_work_never_ends()
    {
        Func<Task> never = static () => new TaskCompletionSource().Task;
        using PyCodeTarget target = new(Loop, """
            import asyncio, gc
            for _ in range(100):
                try:
                    await asyncio.wait_for(never(), 0.0005)
                except asyncio.TimeoutError:
                    pass
            def left():
                gc.collect()
                return sum(1 for o in gc.get_objects() if type(o) is asyncio.Future and o.cancelled())
            for _ in range(100):
                await asyncio.sleep(0.05)
                if left() <= 10:
                    break
            left()
            """, withItem: false, [new("never", never)]);
        int left = await Loop.RunAsync<int>(target, cancellationToken: Token).WaitAsync(s_limit, Token);
        // Those of other tests that run on this loop.
        Assert.InRange(left, 0, 10);
    }

    [Fact]
    public async Task A_function_that_gives_no_Task_is_an_error_that_says_so()
    {
        Func<CancellationToken, Task> nothing = static _ => null!;
        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => Loop.RunAsync("builtins:repr", [nothing], Token).WaitAsync(s_limit, Token));
        Assert.Contains("Task.CompletedTask", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_keyword_that_a_delegate_does_not_have_is_an_error_that_names_it(bool isBlocking)
    {
        Func<int, int> next = static number => number + 1;
        using PyCodeTarget target = new(Loop, isBlocking ? "next_number(1, nope=2)" : "await next_number(1, nope=2)", withItem: false,
            [new("next_number", new DelegateCallback(next, isBlocking))]);
        PyException error = await Assert.ThrowsAsync<PyException>(() => Loop.RunAsync<object?>(target, cancellationToken: Token).WaitAsync(s_limit, Token));
        Assert.Contains("'nope'", error.Message, StringComparison.Ordinal);
    }
}
