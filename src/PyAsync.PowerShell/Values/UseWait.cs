using System;
using System.Management.Automation;
using System.Threading;
using PyAsync.Interpreters;

namespace PyAsync.PowerShell.Values;

/// <summary>The command that waits for the loop of a live object; not exported.</summary>
[Cmdlet(VerbsLifecycle.Wait, "PyUse")]
public sealed class UseWait : PSCmdlet, IDisposable
{
    // So long a person wonders before the command says what it waits for.
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(3);

    // So long it waits in all: a script that nobody watches must go on.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stopped = new();

    /// <summary>What is waited for.</summary>
    [Parameter(Mandatory = true)]
    public object State { get; set; } = null!;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            ((Request)((State as PSObject)?.BaseObject ?? State)).Wait(WriteWarning, _stopped.Token);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stopped.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _stopped.Dispose();

    /// <summary>What is waited for.</summary>
    internal sealed class Request(IPendingWork work)
    {
        /// <summary>Whether it came to an end in time.</summary>
        public bool IsDone { get; private set; }

        /// <summary>Waits.</summary>
        /// <param name="warn">Gets a sentence where it takes long.</param>
        /// <param name="stop">Ends the wait.</param>
        public bool Wait(Action<string>? warn, CancellationToken stop)
        {
            IsDone = work.Wait(s_quiet, stop);
            if (!IsDone)
            {
                if (work.BlockedAt() is { } place)
                {
                    warn?.Invoke($"Waiting for the Python event loop '{work.Scheduler.Name}', which is blocked at {place}.");
                }
                IsDone = work.Wait(s_limit - s_quiet, stop);
            }
            return IsDone;
        }
    }
}
