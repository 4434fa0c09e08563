using System;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Loops;

namespace PyAsync.Calls;

/// <summary>An awaitable that is there already: the call's item is awaited itself.</summary>
internal sealed class PyAwaitableTarget(PyEventLoop loop) : PyTarget(loop)
{
    internal override bool MustAwait => true;

    /// <inheritdoc/>
    public override string ToString() => "awaitable";

    internal override PyOwned Invoke(PyEventLoop loop, PyCall call) => loop.Interpreter.Converter.ToPython(call.Item, loop);

    private protected override PyOwned Resolve() => throw new InvalidOperationException("An awaitable is not resolved.");
}
