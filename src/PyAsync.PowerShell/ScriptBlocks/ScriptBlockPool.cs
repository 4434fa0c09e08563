using System;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Interop;
using PyAsync.PowerShell.Pipeline;

namespace PyAsync.PowerShell.ScriptBlocks;

/// <summary>
/// Runs script blocks in a pool of runspaces of their own, as work that Python can await and stop. Any thread. The pool opens for
/// the first block and closes with the module.
/// </summary>
internal static class ScriptBlockPool
{
    private static RunspacePool? s_pool;

    /// <summary>The work: it starts when it is given to Python; its output is the result.</summary>
    public static PyHostWork ToWork(ScriptBlock block, object?[] arguments)
    {
        // A script block belongs to the runspace that made it; its text runs in any.
        string text = block.ToString();
        return new PyHostWork(token => Run(text, arguments, token));
    }

    [SuppressMessage("Design", "CA1031", Justification = "Thrown again when the block's records are on their way.")]
    private static async Task<object?> Run(string text, object?[] arguments, CancellationToken token)
    {
        using System.Management.Automation.PowerShell shell = System.Management.Automation.PowerShell.Create();
        shell.RunspacePool = Shared();
        shell.AddScript(text);
        foreach (object? argument in arguments)
        {
            shell.AddArgument(argument);
        }
        using CancellationTokenRegistration registration = token.Register(() => shell.BeginStop(null, null));
        PSDataCollection<PSObject> input = [];
        input.Complete();
        PSDataCollection<PSObject> output = [];
        Exception? failure = null;
        try
        {
            await Task.Factory.FromAsync(shell.BeginInvoke(input, output), shell.EndInvoke).ConfigureAwait(false);
        }
        catch (PipelineStoppedException)
        {
            failure = new OperationCanceledException("The script block was stopped.", token);
        }
        catch (Exception error)
        {
            failure = error;
        }
        PSDataStreams streams = shell.Streams;
        return WorkRecords.Outcome([.. output], [.. streams.Error], [.. streams.Warning, .. streams.Information], failure);
    }

    /// <summary>Stops what runs and closes the pool. Not on a thread of the pool.</summary>
    public static void Close() => Interlocked.Exchange(ref s_pool, null)?.Dispose();

    private static RunspacePool Shared()
    {
        if (Volatile.Read(ref s_pool) is { } shared)
        {
            return shared;
        }
        RunspacePool opened = Open();
        if (Interlocked.CompareExchange(ref s_pool, opened, null) is { } other)
        {
            opened.Dispose();
            return other;
        }
        return opened;
    }

    private static RunspacePool Open()
    {
        RunspacePool pool = RunspaceFactory.CreateRunspacePool(InitialSessionState.CreateDefault2());
        pool.SetMaxRunspaces(Math.Max(2, Environment.ProcessorCount * 2));
        pool.Open();
        return pool;
    }
}
