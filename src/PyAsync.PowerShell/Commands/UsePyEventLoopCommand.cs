using System;
using System.Globalization;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Loops;
using PyAsync.PowerShell.Errors;
using PyAsync.PowerShell.Pipeline;

namespace PyAsync.PowerShell.Commands;

/// <summary>Runs a script block with a fresh event loop of its own, which is stopped whatever happens.</summary>
[Cmdlet(VerbsOther.Use, "PyEventLoop", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Use-PyEventLoop.md")]
[OutputType(typeof(object))]
public sealed class UsePyEventLoopCommand : LoopStartingCmdlet
{
    // Ctrl+C: the prompt comes back within two seconds whatever Python does.
    private static readonly TimeSpan s_background = TimeSpan.FromSeconds(1);

    // After Ctrl+C: the awaits have had their time already, and the prompt is to be back.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(0.3);

    private static int s_count;

    /// <summary>The block; the loop is its $_ and first argument.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNull]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    /// <summary>The loop's name; a unique one where none is given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Arguments of the block, after the loop.</summary>
    [Parameter]
    [Alias("Args")]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[]? ArgumentList { get; set; }

    /// <summary>How long Python code may take to end when the block has, in seconds.</summary>
    [Parameter]
    [ValidateRange(0.0, 86400.0)]
    public double TimeoutSeconds { get; set; } = 10;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        string name = Name ?? UniqueName();
        if (!ShouldProcess(name, "Start a Python event loop, run the script block with it, and stop it"))
        {
            return;
        }
        PyEventLoop loop = Start(name);
        bool whole = false;
        try
        {
            Tell(loop);
            ScopedBlock.Run(this, ScriptBlock, loop, loop, ArgumentList ?? []);
            whole = true;
        }
        finally
        {
            TimeSpan timeout = TimeSpan.FromSeconds(TimeoutSeconds);
            if (IsStopping)
            {
                // What is not over by then goes on in the background.
                _ = Task.Run(() => loop.Stop(timeout > s_background ? s_background : timeout, force: true)).Wait(s_grace);
            }
            else
            {
                loop.Stop(timeout, force: true);
            }
        }
        foreach (string left in whole ? loop.LeftOver : [])
        {
            WriteWarning($"The loop '{loop.Name}' stopped, but this ignored its cancellation for {TimeoutSeconds:0.###} s: {left}");
        }
    }

    private PyEventLoop Start(string name)
    {
        try
        {
            return StartLoop(name, forgetNames: true);
        }
        catch (Exception error) when (ErrorRecords.IsKnown(error))
        {
            // Without the loop the block cannot run.
            ThrowTerminatingError(ErrorRecords.From(error, name));
            throw;
        }
    }

    private static string UniqueName()
    {
        while (true)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"Use-{Interlocked.Increment(ref s_count)}");
            if (!PyEventLoop.HasExisted(name))
            {
                return name;
            }
        }
    }
}
