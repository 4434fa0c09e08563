using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Linq;
using System.Threading;

namespace Microsoft.PowerShell.Commands;

/// <summary>Commands that choose processes by name, id or object.</summary>
public abstract class ProcessCommand : PSCmdlet
{
    internal IEnumerable<Process> Find(string[]? names, int[]? ids, Process[]? objects)
    {
        foreach (Process process in objects ?? [])
        {
            yield return process;
        }

        foreach (int id in ids ?? [])
        {
            Process? found = null;
            try
            {
                found = Process.GetProcessById(id);
            }
            catch (ArgumentException)
            {
                NotFound($"Cannot find a process with the process identifier {id}.", "NoProcessFoundForGivenId", id);
            }

            if (found is not null)
            {
                yield return found;
            }
        }

        foreach (string name in names ?? [])
        {
            WildcardPattern pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            List<Process> found = Process.GetProcesses().Where(p => pattern.IsMatch(p.ProcessName))
                .OrderBy(p => p.ProcessName, StringComparer.OrdinalIgnoreCase).ToList();
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                NotFound($"Cannot find a process with the name \"{name}\". Verify the process name and call the cmdlet again.", "NoProcessFoundForGivenName", name);
            }

            foreach (Process process in found)
            {
                yield return process;
            }
        }
    }

    private void NotFound(string message, string id, object target) =>
        WriteError(new ErrorRecord(new InvalidOperationException(message), id, ErrorCategory.ObjectNotFound, target));
}

[Cmdlet(VerbsCommon.Get, "Process", DefaultParameterSetName = "Name")]
[OutputType(typeof(Process))]
public sealed class GetProcessCommand : ProcessCommand
{
    [Parameter(Position = 0, ParameterSetName = "Name", ValueFromPipelineByPropertyName = true)]
    [Alias("ProcessName")]
    public string[] Name { get; set; } = ["*"];

    [Parameter(Mandatory = true, ParameterSetName = "Id", ValueFromPipelineByPropertyName = true)]
    [Alias("PID")]
    public int[]? Id { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "InputObject", ValueFromPipeline = true)]
    public Process[]? InputObject { get; set; }

    protected override void ProcessRecord() => WriteObject(Find(ParameterSetName == "Name" ? Name : null, Id, InputObject), true);
}

[Cmdlet(VerbsLifecycle.Stop, "Process", DefaultParameterSetName = "Id", SupportsShouldProcess = true)]
public sealed class StopProcessCommand : ProcessCommand
{
    [Parameter(Mandatory = true, ParameterSetName = "Name", ValueFromPipelineByPropertyName = true)]
    [Alias("ProcessName")]
    public string[]? Name { get; set; }

    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "Id", ValueFromPipelineByPropertyName = true)]
    public int[]? Id { get; set; }

    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "InputObject", ValueFromPipeline = true)]
    public Process[]? InputObject { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        foreach (Process process in Find(Name, Id, InputObject))
        {
            try
            {
                if (!process.HasExited && ShouldProcess($"{process.ProcessName} ({process.Id})"))
                {
                    process.Kill();
                }
            }
            catch (Win32Exception error)
            {
                WriteError(new ErrorRecord(error, "CouldNotStopProcess", ErrorCategory.CloseError, process));
            }

            if (PassThru)
            {
                WriteObject(process);
            }
        }
    }
}

[Cmdlet(VerbsLifecycle.Wait, "Process", DefaultParameterSetName = "Name")]
public sealed class WaitProcessCommand : ProcessCommand, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Process> _processes = [];

    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "Name", ValueFromPipelineByPropertyName = true)]
    [Alias("ProcessName")]
    public string[]? Name { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Id", ValueFromPipelineByPropertyName = true)]
    [Alias("PID")]
    public int[]? Id { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "InputObject", ValueFromPipeline = true)]
    public Process[]? InputObject { get; set; }

    [Parameter(Position = 1)]
    [Alias("TimeoutSec")]
    public int Timeout { get; set; } = -1;

    [Parameter]
    public SwitchParameter Any { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord() => _processes.AddRange(Find(Name, Id, InputObject));

    protected override void EndProcessing()
    {
        System.Threading.Tasks.Task[] waits = _processes.Select(p => p.WaitForExitAsync(_stop.Token)).ToArray();
        int milliseconds = Timeout < 0 ? -1 : Timeout * 1000;
        try
        {
            bool done = Any ? System.Threading.Tasks.Task.WaitAny(waits, milliseconds, _stop.Token) >= 0 : System.Threading.Tasks.Task.WaitAll(waits, milliseconds, _stop.Token);
            if (!done)
            {
                foreach (Process late in _processes.Where(p => !p.HasExited))
                {
                    WriteError(new ErrorRecord(
                        new TimeoutException($"Process \"{late.ProcessName} ({late.Id})\" didn't stop in the specified time-out."), "ProcessNotTerminated", ErrorCategory.CloseError, late));
                }
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }

        if (PassThru)
        {
            WriteObject(_processes, true);
        }
    }

    protected override void StopProcessing() => _stop.Cancel();

    public void Dispose() => _stop.Dispose();
}
