using System;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Interop;
using PyAsync.Loops;
using Xunit;

namespace PyAsync.Tests.Loops;

/// <summary>References that .NET gives back while their loop is busy or closes.</summary>
public sealed class ReleaseTests(LoopFixture python)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private const string Mortal = """
        class Mortal:
            def __init__(self, at_end):
                self.at_end = at_end
            def __del__(self):
                self.at_end()
        def call_it(f):
            return f()
        """;

    private static DelegateCallback Blocking(Action action) => new(action, isBlocking: true);

    [Fact]
    public async Task What_is_given_back_during_a_drain_is_released_without_further_work()
    {
        python.Run(Mortal);
        using ManualResetEventSlim released = new(false);
        IDisposable mortal = (IDisposable)(await python.Loop.RunAsync("Mortal", [Blocking(released.Set)], Token))!;
        // On the loop's thread, so within the drain that calls this.
        await python.Loop.RunAsync("call_it", [Blocking(mortal.Dispose)], Token);
        Assert.True(released.Wait(s_limit, Token));
    }

    [Fact]
    public async Task What_is_given_back_while_the_loop_closes_is_released_by_another_loop()
    {
        python.Run(Mortal);
        using ManualResetEventSlim released = new(false);
        await PyEventLoop.UseAsync(
            async loop =>
            {
                IDisposable mortal = (IDisposable)(await loop.RunAsync("__main__:Mortal", [Blocking(released.Set)], Token))!;
                // Called after the loop has looked for the last time for what was given back.
                python.Run("""
                    def on_close(f):
                        import asyncio
                        loop = asyncio.get_running_loop()
                        close = loop.close
                        def close_and_call():
                            close()
                            f()
                        loop.close = close_and_call
                    """);
                await loop.RunAsync("__main__:on_close", [Blocking(mortal.Dispose)], Token);
                return true;
            },
            new PyEventLoopOptions { Name = "closes" });
        Assert.True(released.Wait(s_limit, Token));
    }
}
