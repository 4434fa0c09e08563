using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Microsoft.PowerShell.Commands;

/// <summary>A job that runs a script block in a runspace of its own in this process.</summary>
public sealed class ThreadJob : Job
{
    private readonly System.Management.Automation.PowerShell _shell;
    private readonly Runspace _runspace;
    private readonly PSDataCollection<object>? _input;
    private readonly ScriptBlock? _initialization;
    private readonly CancellationTokenSource _stop = new();

    internal ThreadJob(string name, string command, System.Management.Automation.PowerShell shell, Runspace runspace, ScriptBlock? initialization, PSDataCollection<object>? input)
        : base(command, name)
    {
        PSJobTypeName = "ThreadJob";
        _shell = shell;
        _runspace = runspace;
        _initialization = initialization;
        _input = input;
        shell.Streams.Error = Error;
        shell.Streams.Warning = Warning;
        shell.Streams.Verbose = Verbose;
        shell.Streams.Debug = Debug;
        shell.Streams.Information = Information;
        shell.Streams.Progress = Progress;
    }

    public override bool HasMoreData => Output.Count > 0 || Error.Count > 0 || Warning.Count > 0 || Verbose.Count > 0
        || Debug.Count > 0 || Information.Count > 0 || Progress.Count > 0 || !IsFinishedState(JobStateInfo.State);

    public override string Location => "PowerShell";

    public override string StatusMessage => "";

    internal Task RunAsync(SemaphoreSlim throttle) => Task.Run(async () =>
    {
        try
        {
            await throttle.WaitAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Finish(JobState.Stopped, null);
            return;
        }

        try
        {
            Run();
        }
        finally
        {
            throttle.Release();
        }
    });

    public override void StopJob()
    {
        _stop.Cancel();
        // Again and again: a stop that comes before the pipeline has begun stops nothing.
        do
        {
            if (JobStateInfo.State == JobState.Running)
            {
                _shell.Stop();
            }
        }
        while (!Finished.WaitOne(50));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stop.Cancel();
            _shell.Dispose();
            _runspace.Dispose();
            _stop.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Run()
    {
        if (_stop.IsCancellationRequested)
        {
            Finish(JobState.Stopped, null);
            return;
        }

        SetJobState(JobState.Running);
        try
        {
            _runspace.Open();
            _shell.Runspace = _runspace;
            if (_initialization is not null)
            {
                using var setUp = System.Management.Automation.PowerShell.Create(_runspace);
                setUp.AddScript(_initialization.ToString()).Invoke();
            }

            _shell.Invoke(_input, Output);
            Finish(_shell.InvocationStateInfo.State == PSInvocationState.Stopped ? JobState.Stopped : JobState.Completed, null);
        }
        catch (PipelineStoppedException)
        {
            Finish(JobState.Stopped, null);
        }
        catch (Exception error)
        {
            Finish(JobState.Failed, error);
        }
        finally
        {
            _runspace.Dispose();
        }
    }

    private void Finish(JobState state, Exception? reason)
    {
        Output.Complete();
        SetJobState(state, reason);
    }
}

[Cmdlet(VerbsLifecycle.Start, "ThreadJob", DefaultParameterSetName = "ScriptBlock")]
[OutputType(typeof(ThreadJob))]
public sealed class StartThreadJobCommand : PSCmdlet
{
    private static readonly Lock s_lock = new();
    private static SemaphoreSlim s_throttle = new(5);
    private static int s_limit = 5;
    private static int s_number;
    private readonly PSDataCollection<object> _input = [];

    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "ScriptBlock")]
    public ScriptBlock? ScriptBlock { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "FilePath")]
    public string? FilePath { get; set; }

    [Parameter]
    public string? Name { get; set; }

    [Parameter]
    public ScriptBlock? InitializationScript { get; set; }

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter]
    public object[]? ArgumentList { get; set; }

    [Parameter]
    [ValidateRange(1, 1000000)]
    public int ThrottleLimit { get; set; } = 5;

    [Parameter]
    public System.Management.Automation.Host.PSHost? StreamingHost { get; set; }

    protected override void ProcessRecord()
    {
        if (InputObject is not null)
        {
            _input.Add(InputObject);
        }
    }

    protected override void EndProcessing()
    {
        _input.Complete();
        ScriptBlock block = ScriptBlock
            ?? InvokeCommand.NewScriptBlock(System.IO.File.ReadAllText(SessionState.Path.GetUnresolvedProviderPathFromPSPath(FilePath)));
        var shell = System.Management.Automation.PowerShell.Create();
        shell.AddScript(block.ToString());
        foreach (object argument in ArgumentList ?? [])
        {
            shell.AddArgument(argument);
        }

        // The engine's own way to hand $using: values over, as ForEach-Object -Parallel does it.
        Dictionary<string, object> captured = ScriptBlockToPowerShellConverter.GetUsingValuesAsDictionary(block, true, Context, null);
        if (captured.Count > 0)
        {
            shell.AddParameter(System.Management.Automation.Language.Parser.VERBATIM_ARGUMENT, captured);
        }

        Runspace runspace = RunspaceFactory.CreateRunspace(StreamingHost ?? Host, InitialSessionState.CreateDefault2());
        var job = new ThreadJob(Name ?? $"Job{Interlocked.Increment(ref s_number)}", block.ToString(), shell, runspace, InitializationScript, _input);
        SemaphoreSlim throttle;
        lock (s_lock)
        {
            // A new limit is for the jobs that start from here on; the old ones finish under theirs.
            if (s_limit != ThrottleLimit && MyInvocation.BoundParameters.ContainsKey(nameof(ThrottleLimit)))
            {
                s_limit = ThrottleLimit;
                s_throttle = new SemaphoreSlim(ThrottleLimit);
            }

            throttle = s_throttle;
        }

        JobRepository.Add(job);
        _ = job.RunAsync(throttle);
        WriteObject(job);
    }
}
