using System;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.Callbacks;

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
        try
        {
            await Task.Factory.FromAsync(shell.BeginInvoke(input, output), shell.EndInvoke).ConfigureAwait(false);
        }
        catch (PipelineStoppedException)
        {
            throw new OperationCanceledException("The script block was stopped.", token);
        }
        if (shell.HadErrors && shell.Streams.Error.Count > 0 && output.Count == 0)
        {
            ErrorRecord error = shell.Streams.Error[0];
            throw new RuntimeException(error.ToString(), error.Exception, error);
        }
        return PSValues.Single([.. output]);
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
