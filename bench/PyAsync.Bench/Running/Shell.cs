using System;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace PyAsync.Bench.Running;

/// <summary>A PowerShell runspace in this process with the module imported.</summary>
internal sealed class Shell : IDisposable
{
    private readonly Runspace _runspace;

    public Shell()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([typeof(PyAsync.PowerShell.Commands.PyCmdlet).Assembly.Location]);
        state.Commands.Add(new SessionStateCmdletEntry("Invoke-Nothing", typeof(InvokeNothingCommand), null));
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
    }

    /// <summary>Runs a script on this thread and gives its output; the first error is thrown.</summary>
    public object?[] Run(string script)
    {
        using System.Management.Automation.PowerShell shell = System.Management.Automation.PowerShell.Create();
        shell.Runspace = _runspace;
        object?[] output = [.. shell.AddScript(script).Invoke().Select(value => value?.BaseObject)];
        if (shell.Streams.Error.Count > 0)
        {
            throw shell.Streams.Error[0].Exception;
        }
        return output;
    }

    /// <summary>Runs a script that writes times, in microseconds.</summary>
    public double[] Times(string script) => [.. Run(script).Select(value => Convert.ToDouble(value))];

    public void Dispose() => _runspace.Dispose();
}

/// <summary>A compiled cmdlet that passes on what it is given: what PowerShell itself costs.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "Nothing")]
public sealed class InvokeNothingCommand : PSCmdlet
{
    /// <summary>Stands for a function's name.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public object? Function { get; set; }

    /// <summary>What is written.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(InputObject);
}
