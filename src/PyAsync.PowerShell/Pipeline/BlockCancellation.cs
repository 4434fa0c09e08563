using System;
using System.Threading;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// A script block within a command that can be cancelled while it runs, as the body of <c>async with</c> is by a timeout: the
/// command of ours that waits in it is stopped, else the next one that does. It is told once, so that what a
/// <c>finally</c> block awaits ends as it does in Python.
/// </summary>
/// <param name="thread">The thread that it runs on.</param>
internal sealed class BlockCancellation(PipelineThread thread) : IDisposable
{
    private const int Nothing = 0;
    private const int Asked = 1;
    private const int Told = 2;

    private int _state;

    /// <summary>Whether it is cancelled and does not know yet. Any thread.</summary>
    public bool IsAsked => Volatile.Read(ref _state) == Asked;

    /// <summary>Whether a command in it was stopped. Any thread.</summary>
    public bool WasTold => Volatile.Read(ref _state) == Told;

    /// <summary>The block begins, until this is disposed. Its thread.</summary>
    public void Begin() => thread.BeginBlock(this);

    /// <summary>Cancels it. Any thread.</summary>
    public void Ask()
    {
        if (Interlocked.CompareExchange(ref _state, Asked, Nothing) == Nothing)
        {
            thread.Wake();
        }
    }

    /// <summary>A command in it stops where this is true. The block's thread.</summary>
    public bool TryTell() => Interlocked.CompareExchange(ref _state, Told, Asked) == Asked;

    /// <summary>The block has ended. Its thread.</summary>
    public void Dispose() => thread.EndBlock(this);
}
