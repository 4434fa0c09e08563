using System;
using System.Threading;

namespace PyAsync.Interpreters;

/// <summary>Work on a scheduler for which a thread waits.</summary>
internal interface IPendingWork
{
    /// <summary>Whose thread does it.</summary>
    IPyScheduler Scheduler { get; }

    /// <summary>Waits so long. True where the work is done.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    bool Wait(TimeSpan limit, CancellationToken cancellationToken);

    /// <summary>Whether the scheduler has not even begun what it was asked before, so that a short wait would be useless.</summary>
    bool IsInVain { get; }

    /// <summary>What the scheduler's thread executes just now, as <c>file:line in function</c>; null where that cannot be told.</summary>
    string? BlockedAt();
}
