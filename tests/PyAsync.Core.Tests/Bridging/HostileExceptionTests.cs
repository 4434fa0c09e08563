using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Interop;
using PyAsync.Objects;
using Xunit;

namespace PyAsync.Tests.Bridging;

/// <summary>.NET exceptions whose own code throws.</summary>
public sealed class HostileExceptionTests(LoopFixture python)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failing_Task_whose_exception_cannot_be_read_fails_its_await()
    {
        PyException error = await Assert.ThrowsAsync<PyException>(() => Give(Task.FromException(new Unreadable()), "await _"));
        Assert.IsType<Unreadable>(error.HostException);
        Assert.Contains(nameof(Unreadable), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "await _()")]
    [InlineData(true, "_()")]
    public async Task A_delegate_whose_exception_cannot_be_read_fails_its_call(bool isBlocking, string code)
    {
        DelegateCallback callback = new((Func<object?>)(() => throw new Unreadable()), isBlocking);
        PyException error = await Assert.ThrowsAsync<PyException>(() => Give(callback, code));
        Assert.IsType<Unreadable>(error.HostException);
    }

    [Fact]
    public async Task A_sequence_whose_exception_cannot_be_read_fails_its_loop()
    {
        PyException error = await Assert.ThrowsAsync<PyException>(() => Give(Items(), "async for item in _:\n  pass"));
        Assert.IsType<Unreadable>(error.HostException);
    }

    private Task<object?> Give(object value, string code) =>
        new TaskCall<object?> { Target = new PyCodeTarget(python.Loop, code, withItem: true), Item = value, HasItem = true }.PostTo(python.Loop, Token);

    private static async IAsyncEnumerable<int> Items()
    {
        await Task.Yield();
        yield return 1;
        throw new Unreadable();
    }

    private sealed class Unreadable : Exception
    {
        public override string Message => throw new NotSupportedException("no message");

        public override string ToString() => throw new NotSupportedException("no text");
    }
}
