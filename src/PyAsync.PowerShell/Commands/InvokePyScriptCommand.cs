using System;
using System.Globalization;
using System.IO;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Objects;
using PyAsync.PowerShell.Completion;
using PyAsync.PowerShell.Errors;
using PyAsync.PowerShell.Jobs;
using PyAsync.PowerShell.ScriptBlocks;
using PyAsync.Programs;

namespace PyAsync.PowerShell.Commands;

/// <summary>Runs a Python program, whose main may be an async function, and gives its exit code in $LASTEXITCODE.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "PyScript", DefaultParameterSetName = ByPath, HelpUri = HelpPages.Folder + "Invoke-PyScript.md")]
[OutputType(typeof(PyJob))]
public sealed class InvokePyScriptCommand : PythonCmdlet
{
    private const string ByPath = "Path";
    private const string ByLiteralPath = "LiteralPath";

    // After Ctrl+C: so long until a program whose coroutine blocks is interrupted by force, and as long again for its end.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(0.75);

    /// <summary>The Python file, or a folder with a __main__.py; wildcards are allowed that match one.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPath)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [Alias("FilePath")]
    public string Path { get; set; } = "";

    /// <summary>The Python file or folder, by its exact name.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByLiteralPath)]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "LP")]
    public string LiteralPath { get; set; } = "";

    /// <summary>sys.argv, behind the file's own name.</summary>
    [Parameter(Position = 1, ValueFromRemainingArguments = true)]
    [Alias("Args")]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[]? ArgumentList { get; set; }

    /// <summary>The function that is called, async or not; without it the file runs as __main__.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SourceFunctionCompleter))]
    public string? EntryPoint { get; set; }

    /// <summary>A loop on which the program runs, by name or itself; without it the program has a thread of its own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LoopNameCompleter))]
    public object? Loop { get; set; }

    /// <summary>asyncio's debug mode.</summary>
    [Parameter]
    public SwitchParameter DebugMode { get; set; }

    /// <summary>A job runs the program, and the command writes that and ends.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    /// <summary>The job's name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? JobName { get; set; }

    /// <summary>What is logged as ERROR or CRITICAL is an error, else it is a warning.</summary>
    [Parameter]
    public SwitchParameter LogAsError { get; set; }

    private string Given => ParameterSetName == ByLiteralPath ? LiteralPath : Path;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string file = ResolveFile(Given, ParameterSetName == ByLiteralPath);
        if (!File.Exists(file) && !File.Exists(System.IO.Path.Combine(file, "__main__.py")))
        {
            SetExitCode(2);
            WriteError(KnownErrors.ProgramNotFound(file, Given));
            return;
        }
        try
        {
            if (File.Exists(file))
            {
                StartPythonFor(file, ResolvePython(Python));
            }
            LoopChoice.KeepStreamsApart(this);
            if (AsJob)
            {
                Start(file);
                return;
            }
            Run.Pump.LogsErrors = LogAsError;
            int code = Wait(UntilStopped(token => PyProgram.Start(OptionsFor(file, Run.Origin), token)));
            SetExitCode(code);
            if (code != 0)
            {
                // So that $? is false, as with any program.
                WriteError(KnownErrors.ProgramFailed(file, code, Given));
            }
        }
        catch (Exception error) when (ErrorRecords.IsKnown(error))
        {
            SetExitCode(error is PyException python && python.Is("KeyboardInterrupt") ? 130 : 1);
            WriteError(ErrorRecords.From(error, Given));
        }
    }

    private PyProgramOptions OptionsFor(string file, CallOrigin origin) => new()
    {
        Path = file,
        Arguments = Array.ConvertAll(ArgumentList ?? [], Text),
        EntryPoint = EntryPoint,
        WorkingDirectory = WorkingFolder.Of(SessionState),
        Python = ResolvePython(Python),
        LoopFactory = LoopFactory,
        DebugMode = DebugMode,
        Loop = Loop is null ? null : FindLoop(Loop),
        Origin = origin,
        Host = ModuleHost.Instance,
    };

    private void Start(string file)
    {
        PyProgramJob job = new(Described, JobName, Loop is null ? "Python" : FindLoop(Loop).Name, file, Given) { LogsErrors = LogAsError };
        job.Run(UntilStopped(token => PyProgram.Start(OptionsFor(file, job.Origin), token)));
        PyJobSourceAdapter.Add(JobManager, job);
        WriteObject(job);
    }

    private int Wait(PyProgram program)
    {
        try
        {
            _ = Run.DeliverUntil(program.Completion, Timeout.InfiniteTimeSpan);
        }
        finally
        {
            if (!program.Completion.IsCompleted)
            {
                End(program);
            }
        }
        return program.Completion.GetAwaiter().GetResult();
    }

    private void End(PyProgram program)
    {
        Task end = program.Completion.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        program.Interrupt();
        if (end.Wait(s_grace))
        {
            return;
        }
        program.InterruptBlocked();
        if (!end.Wait(s_grace))
        {
            string where = program.BlockedAt() is { } line ? $" It is at {line}." : "";
            // A stopped pipeline takes no record any more, so the host is told.
            Host.UI.WriteWarningLine($"The Python program '{Given}' did not end within {2 * s_grace.TotalSeconds:0.#} s of the interruption and goes on in the background.{where}");
        }
    }

    private static string Text(object? value) => (string)LanguagePrimitives.ConvertTo(value ?? "", typeof(string), CultureInfo.InvariantCulture);

    private void SetExitCode(int code) => SessionState.PSVariable.Set("global:LASTEXITCODE", code);
}
