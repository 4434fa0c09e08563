using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Loops;
using Xunit;

namespace PyAsync.Tests.Hosting;

/// <summary>What the program that Python runs in does for it.</summary>
public sealed class PythonHostTests : IDisposable
{
    private readonly LoopFixture _python;
    private readonly TestHost _host = new();

    public PythonHostTests(LoopFixture python)
    {
        _python = python;
        _python.Loop.Runtime.Host = _host;
    }

    public void Dispose() => _python.Loop.Runtime.Host = null;

    [Fact]
    public async Task What_nobody_takes_is_kept_where_the_host_can_show_it_later()
    {
        await WarnAsync("kept");
        Assert.Contains(UnreadRecords.Read(_python.Loop.Name, keep: false, out _), record => record is PyWarning { Message: "kept" });
        Assert.Equal(1, _host.Unread);
    }

    [Fact]
    public async Task The_host_gives_a_record_to_who_waits_for_the_loop()
    {
        _host.Takes = true;
        await WarnAsync("taken");
        Assert.Contains(_host.Taken, record => record is PyWarning { Message: "taken" });
        Assert.Equal(0, _python.Loop.Unread);
    }

    [Fact]
    public async Task The_host_names_the_place_of_a_blocked_loop()
    {
        Task<object?> blocked = _python.Loop.RunCodeAsync("import time\ntime.sleep(0.5)", TestContext.Current.CancellationToken);
        string? place = null;
        Assert.True(SpinWait.SpinUntil(() => (place = _python.Loop.BlockedAt()) is not null, TimeSpan.FromSeconds(30)));
        Assert.EndsWith(" (as the host knows it)", place, StringComparison.Ordinal);
        await blocked;
    }

    [Fact]
    public void A_loop_that_starts_hands_the_host_over()
    {
        _python.Loop.Runtime.Host = null;
        using PyEventLoop loop = PyEventLoop.Start(new PyEventLoopOptions { Name = "hosted", Host = _host }, TestContext.Current.CancellationToken);
        Assert.Same(_host, loop.Runtime.Host);
    }

    private async Task WarnAsync(string message)
    {
        using PyFunctionTarget target = _python.Define("""
            def warn_in_vain(message):
                import warnings
                warnings.simplefilter("always")
                warnings.warn(message, UserWarning)
            """, "warn_in_vain");
        _ = await new TaskCall<object?> { Target = target, Arguments = new PyArguments([message]), Origin = new CallOrigin() }
            .PostTo(_python.Loop, TestContext.Current.CancellationToken);
    }

    private sealed class TestHost : IRecordHost
    {
        private int _unread;

        public bool Takes { get; set; }

        public List<object> Taken { get; } = [];

        public int Unread => Volatile.Read(ref _unread);

        public string NamePlaces(string text) => text + " (as the host knows it)";

        public bool TryTake(PyEventLoop loop, object record)
        {
            if (Takes)
            {
                Taken.Add(record);
            }
            return Takes;
        }

        public void OnUnread() => Interlocked.Increment(ref _unread);
    }
}
