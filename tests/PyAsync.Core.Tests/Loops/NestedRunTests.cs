using System;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Calls;
using Xunit;

namespace PyAsync.Tests.Loops;

/// <summary>A loop that runs inside one of its own callbacks, as nest_asyncio lets it.</summary>
public sealed class NestedRunTests(LoopFixture python)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // What nest_asyncio 1.6 does, without its patching.
    private const string Nested = """
        def _run_nested(future):
            loop = asyncio.get_running_loop()
            outer = asyncio.current_task()
            asyncio.tasks._leave_task(loop, outer) if outer is not None else None
            asyncio.events._set_running_loop(loop)
            try:
                future = asyncio.ensure_future(future, loop=loop)
                while not future.done():
                    loop._run_once()
            finally:
                asyncio.events._set_running_loop(loop)
                asyncio.tasks._enter_task(loop, outer) if outer is not None else None
            return future.result()
        """;

    [Theory]
    [InlineData("async def _first_step(f):\n    return _run_nested(f())")]
    [InlineData("def _first_step(f):\n    return _run_nested(f())")]
    [InlineData("async def _first_step(f):\n    return _run_nested(f()) + _run_nested(f()) - 7")]
    [InlineData("async def _first_step(f):\n    await asyncio.sleep(0)\n    return _run_nested(f())")]
    public async Task Is_woken_by_the_work_of_NET_that_it_waits_for(string function)
    {
        python.Run("import asyncio\n" + Nested);
        PyFunctionTarget target = python.Define(function, "_first_step");
        Func<Task<int>> work = async () =>
        {
            await Task.Delay(50, Token);
            return 7;
        };
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        Assert.Equal(7, await python.Loop.RunAsync<int>(target, new PyArguments([work]), limit.Token).WaitAsync(limit.Token));
    }

    [Fact]
    public async Task Starts_the_calls_that_come_meanwhile()
    {
        python.Run("import asyncio\n" + Nested);
        PyFunctionTarget outer = python.Define("_opened = asyncio.Event()\nasync def _wait_nested():\n    async def opened():\n        await _opened.wait()\n        return 'opened'\n    return _run_nested(opened())", "_wait_nested");
        PyFunctionTarget opens = python.Define("async def _open():\n    _opened.set()", "_open");
        Task<string> waiting = python.Loop.RunAsync<string>(outer, null, Token);
        await python.Loop.RunAsync<object?>(opens, null, Token).WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.Equal("opened", await waiting.WaitAsync(TimeSpan.FromSeconds(20), Token));
    }
}
