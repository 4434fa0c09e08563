using System;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>Something to do where outcomes are delivered.</summary>
internal sealed class ActionItem(Action action) : IPumpItem
{
    public IPumpItem? Next { get; set; }

    public void Deliver(IOutput output) => action();

    public void Discard()
    {
        // All has ended that it could be about.
    }
}
