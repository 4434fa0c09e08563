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

    /// <summary>The work: it starts when it is given to Python; its output is the result, its records go to <paramref name="output"/>.</summary>
    public static PyHostWork ToWork(ScriptBlock block, object?[] arguments, WorkOutput output)
    {
        CallableScript script = new(block);
        return new PyHostWork(token => Run(script, new ScriptBlockArguments(arguments, []), output, token));
    }

    /// <summary>Runs a script block and waits for it. Not on a loop's thread.</summary>
    public static object? Run(IOutput output, CallableScript script, ScriptBlockArguments arguments) =>
        ScriptRunner.RunIn(Shared(), output, script, arguments, CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Stops what runs and closes the pool. Not on a thread of the pool.</summary>
    public static void Close() => Interlocked.Exchange(ref s_pool, null)?.Dispose();

    [SuppressMessage("Design", "CA1031", Justification = "Thrown again when the block's records are on their way.")]
    private static async Task<object?> Run(CallableScript script, ScriptBlockArguments arguments, WorkOutput output, CancellationToken token)
    {
        object? result = null;
        Exception? failure = null;
        try
        {
            result = await ScriptRunner.RunIn(Shared(), output, script, arguments, token).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            failure = error;
        }
        return output.End(result, result is not null, failure);
    }

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
