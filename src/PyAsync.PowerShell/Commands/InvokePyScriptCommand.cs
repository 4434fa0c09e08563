using System;
using System.Globalization;
using System.IO;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Objects;
using PyAsync.PowerShell.Completion;
using PyAsync.PowerShell.Errors;
using PyAsync.Programs;

namespace PyAsync.PowerShell.Commands;

/// <summary>Runs a Python program, whose main may be an async function, and gives its exit code in $LASTEXITCODE.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "PyScript")]
public sealed class InvokePyScriptCommand : PythonCmdlet
{
    // After Ctrl+C: so long until a program whose coroutine blocks is interrupted by force, and as long again for its end.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(0.75);

    /// <summary>The Python file, or a folder with a __main__.py.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "FilePath")]
    public string Path { get; set; } = "";

    /// <summary>sys.argv, behind the file's own name.</summary>
    [Parameter(Position = 1, ValueFromRemainingArguments = true)]
    [Alias("Args")]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[]? ArgumentList { get; set; }

    /// <summary>The function that is called, async or not; without it the file runs as __main__.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? EntryPoint { get; set; }

    /// <summary>A loop on which the program runs, by name or itself; without it the program has a thread of its own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LoopNameCompleter))]
    public object? Loop { get; set; }

    /// <summary>asyncio's debug mode.</summary>
    [Parameter]
    public SwitchParameter DebugMode { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string file = GetUnresolvedProviderPathFromPSPath(Path);
        if (!File.Exists(file) && !File.Exists(System.IO.Path.Combine(file, "__main__.py")))
        {
            SetExitCode(2);
            PyAsyncException error = new("FileNotFound", $"The Python program '{file}' does not exist: give a file, or a folder with a __main__.py.");
            WriteError(new ErrorRecord(error, "PyAsync.FileNotFound", ErrorCategory.ObjectNotFound, Path));
            return;
        }
        try
        {
            KeepStreamsApart();
            int code = Wait(UntilStopped(token => PyProgram.Start(OptionsFor(file), token)));
            SetExitCode(code);
            if (code != 0)
            {
                // So that $? is false, as with any program.
                PyAsyncException error = new("ProgramFailed", $"The Python program '{file}' ended with exit code {code}.");
                WriteError(new ErrorRecord(error, "PyAsync.ProgramFailed", ErrorCategory.FromStdErr, Path));
            }
        }
        catch (Exception error) when (ErrorRecords.IsKnown(error))
        {
            SetExitCode(error is PyException python && python.Is("KeyboardInterrupt") ? 130 : 1);
            WriteError(ErrorRecords.From(error, Path));
        }
    }

    private PyProgramOptions OptionsFor(string file) => new()
    {
        Path = file,
        Arguments = Array.ConvertAll(ArgumentList ?? [], Text),
        EntryPoint = EntryPoint,
        WorkingDirectory = CurrentProviderLocation("FileSystem").ProviderPath,
        Python = ResolvePython(Python),
        LoopFactory = LoopFactory,
        DebugMode = DebugMode,
        Loop = Loop is null ? null : FindLoop(Loop),
    };

    private int Wait(PyProgram program)
    {
        try
        {
            program.Completion.Wait(StopToken);
        }
        catch (OperationCanceledException) when (IsStopping)
        {
            End(program);
            throw new PipelineStoppedException();
        }
        catch (AggregateException)
        {
            // Told by GetResult, without the wrapping.
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
            Host.UI.WriteWarningLine($"The Python program '{Path}' did not end within {2 * s_grace.TotalSeconds:0.#} s of the interruption and goes on in the background.{where}");
        }
    }

    private static string Text(object? value) => (string)LanguagePrimitives.ConvertTo(value ?? "", typeof(string), CultureInfo.InvariantCulture);

    private void SetExitCode(int code) => SessionState.PSVariable.Set("global:LASTEXITCODE", code);
}
