using System;
using System.Collections.Concurrent;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.PowerShell.Errors;
using PyAsync.PowerShell.Pipeline;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.ScriptBlocks;

/// <summary>
/// Runs script blocks for Python: in a command's scope, in the runspace of this thread, or in a pool. Everywhere a
/// statement's error ends the block, its output is one value, and its errors, warnings and information go to an output as
/// they come.
/// </summary>
internal static class ScriptRunner
{
    private const int MostNamed = 64;

    // By how many arguments there are, for blocks in the caller's scope and in their own.
    private static readonly ScriptBlock?[][] s_positional = [new ScriptBlock?[16], new ScriptBlock?[16]];

    private static readonly ConcurrentDictionary<string, ScriptBlock> s_named = new();

    private static readonly CmdletInfo s_records = new("Write-PyRecord", typeof(RecordOutput));

    /// <summary>
    /// Runs it in the scope of a command's caller or, where it has parameters, as a function has its own, in one within that.
    /// Redirections, <c>-ErrorAction</c>, <c>-ErrorVariable</c> and the like of the command are about its records. The
    /// pipeline's thread.
    /// </summary>
    public static object? RunInCommand(PSCmdlet cmdlet, IOutput output, CallableScript script, ScriptBlockArguments arguments)
    {
        if (!script.MayWriteRecords && arguments is { Names.Length: 0, HasItem: false } && script.IsSingleClause)
        {
            return PSValues.Single(cmdlet.InvokeCommand.InvokeScript(script.HasParameters, script.Block, null, arguments.Values));
        }
        object?[] result = new object?[1];
        cmdlet.InvokeCommand.InvokeScript(false, WrapperFor(arguments, script.HasParameters), null, Arguments(output, result, script, arguments));
        return Single(result);
    }

    /// <summary>Runs it in the runspace that is this thread's own.</summary>
    public static object? RunHere(IOutput output, CallableScript script, ScriptBlockArguments arguments)
    {
        CallableScript own = script.Unbound();
        if (!script.MayWriteRecords && arguments is { Names.Length: 0, HasItem: false })
        {
            return PSValues.Single(own.Block.Invoke(arguments.Values));
        }
        object?[] result = new object?[1];
        // A wrapper that another runspace has used would run there.
        _ = Wrapper(arguments, ownScope: true).Invoke(Arguments(output, result, own, arguments));
        return Single(result);
    }

    /// <summary>Runs it in a runspace of a pool. Any thread; cancelling the token stops it.</summary>
    public static async Task<object?> RunIn(RunspacePool pool, IOutput output, CallableScript script, ScriptBlockArguments arguments, CancellationToken token)
    {
        using System.Management.Automation.PowerShell shell = System.Management.Automation.PowerShell.Create();
        shell.RunspacePool = pool;
        object?[] result = new object?[1];
        shell.AddScript(WrapperText(arguments, ownScope: true));
        foreach (object? argument in Arguments(output, result, script.Unbound(), arguments))
        {
            shell.AddArgument(argument);
        }
        using CancellationTokenRegistration registration = token.Register(() => shell.BeginStop(null, null));
        PSDataCollection<PSObject> input = [];
        input.Complete();
        try
        {
            await Task.Factory.FromAsync(shell.BeginInvoke(input, new PSDataCollection<PSObject>()), shell.EndInvoke).ConfigureAwait(false);
        }
        catch (PipelineStoppedException)
        {
            throw new OperationCanceledException("The script block was stopped.", token);
        }
        return Single(result);
    }

    // The output goes into an array of ours, so that what comes down the pipeline is records only.
    private static object?[] Arguments(IOutput output, object?[] result, CallableScript script, ScriptBlockArguments arguments) =>
        [s_records, output, result, script.Block, .. arguments.Values];

    private static object? Single(object?[] result) => PSValues.Single((object?[]?)result[0] ?? []);

    // Nearly all calls are positional, and those are told apart by their number.
    private static ScriptBlock WrapperFor(ScriptBlockArguments arguments, bool ownScope)
    {
        int count = arguments.Values.Length;
        ScriptBlock?[] positional = s_positional[ownScope ? 1 : 0];
        if (arguments is { Names.Length: 0, HasItem: false } && count < positional.Length)
        {
            return positional[count] ??= Wrapper(arguments, ownScope);
        }
        string taken = $"{ownScope}{arguments.HasItem}{arguments.Text(2)}";
        if (s_named.TryGetValue(taken, out ScriptBlock? wrapper))
        {
            return wrapper;
        }
        wrapper = Wrapper(arguments, ownScope);
        if (s_named.Count < MostNamed)
        {
            s_named[taken] = wrapper;
        }
        return wrapper;
    }

    private static ScriptBlock Wrapper(ScriptBlockArguments arguments, bool ownScope) => ScriptBlock.Create(WrapperText(arguments, ownScope));

    // Only $args is used, as the block has one of its own and nothing else appears in the caller's scope. The "catch"
    // makes every statement's error end the block.
    private static string WrapperText(ScriptBlockArguments arguments, bool ownScope)
    {
        char call = ownScope ? '&' : '.';
        string passed = (arguments with { Names = [] }).Text(4);
        string run = arguments.HasItem
            ? $"$args[2] | . {{ process {{ {call} $args[0]{arguments.Text(1)} }} }} $args[1]{(arguments with { Names = [] }).Text(2)}"
            : $"{call} $args[1]{arguments.Text(2)}";
        return $"{ScriptBlockError.WrapperStart}{run}) }} catch {{ throw }} }} $args[2] $args[3]{passed} 2>&1 3>&1 6>&1 | & $args[0] $args[1]";
    }
}
