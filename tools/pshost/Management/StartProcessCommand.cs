using System;
using System.Collections;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Start, "Process", SupportsShouldProcess = true)]
[OutputType(typeof(Process))]
public sealed class StartProcessCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "Path")]
    public string FilePath { get; set; } = "";

    [Parameter(Position = 1)]
    [Alias("Args")]
    public string[]? ArgumentList { get; set; }

    [Parameter]
    public string? WorkingDirectory { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    [Parameter]
    public SwitchParameter Wait { get; set; }

    [Parameter]
    [Alias("nnw")]
    public SwitchParameter NoNewWindow { get; set; }

    [Parameter]
    [Alias("RSI")]
    public string? RedirectStandardInput { get; set; }

    [Parameter]
    [Alias("RSO")]
    public string? RedirectStandardOutput { get; set; }

    [Parameter]
    [Alias("RSE")]
    public string? RedirectStandardError { get; set; }

    [Parameter]
    public SwitchParameter UseNewEnvironment { get; set; }

    [Parameter]
    public Hashtable? Environment { get; set; }

    protected override void BeginProcessing()
    {
        // PATH is searched as the engine does it; what it does not find, the system may still know.
        string program = InvokeCommand.GetCommand(FilePath, CommandTypes.Application) is ApplicationInfo found ? found.Path : FilePath;
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = WorkingDirectory is null
                ? SessionState.Path.CurrentFileSystemLocation.ProviderPath
                : SessionState.Path.GetUnresolvedProviderPathFromPSPath(WorkingDirectory),
            Arguments = ArgumentList is null ? "" : string.Join(' ', ArgumentList),
            RedirectStandardInput = RedirectStandardInput is not null,
            RedirectStandardOutput = RedirectStandardOutput is not null,
            RedirectStandardError = RedirectStandardError is not null,
        };
        foreach (DictionaryEntry pair in Environment ?? [])
        {
            start.Environment[pair.Key.ToString()!] = pair.Value?.ToString();
        }

        if (!ShouldProcess(program))
        {
            return;
        }

        Process process = Launch(start);
        Task copied = Task.WhenAll(
            Copy(RedirectStandardOutput, start.RedirectStandardOutput ? process.StandardOutput : null),
            Copy(RedirectStandardError, start.RedirectStandardError ? process.StandardError : null),
            Feed(process));
        if (Wait)
        {
            try
            {
                process.WaitForExitAsync(_stop.Token).GetAwaiter().GetResult();
                copied.Wait(_stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }

        if (PassThru)
        {
            WriteObject(process);
        }
    }

    protected override void StopProcessing() => _stop.Cancel();

    public void Dispose() => _stop.Dispose();

    private Process Launch(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Exception error) when (error is Win32Exception or FileNotFoundException or InvalidOperationException)
        {
            ThrowTerminatingError(new ErrorRecord(
                new InvalidOperationException($"This command cannot be run due to the error: {error.Message}", error),
                "InvalidOperationException", ErrorCategory.InvalidOperation, null));
            throw;
        }
    }

    private Task Copy(string? file, StreamReader? reader)
    {
        if (file is null || reader is null)
        {
            return Task.CompletedTask;
        }

        FileStream target = File.Create(SessionState.Path.GetUnresolvedProviderPathFromPSPath(file));
        return Task.Run(async () =>
        {
            await using (target.ConfigureAwait(false))
            {
                await reader.BaseStream.CopyToAsync(target).ConfigureAwait(false);
            }
        });
    }

    private Task Feed(Process process)
    {
        if (RedirectStandardInput is null)
        {
            return Task.CompletedTask;
        }

        byte[] input = File.ReadAllBytes(SessionState.Path.GetUnresolvedProviderPathFromPSPath(RedirectStandardInput));
        return Task.Run(() =>
        {
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        });
    }
}
