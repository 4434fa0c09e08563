using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using PyAsync.Environments;
using PyAsync.Interpreters;
using PyAsync.Loops;
using PyAsync.PowerShell.Errors;
using PyAsync.PowerShell.Pipeline;

namespace PyAsync.PowerShell.ScriptBlocks;

/// <summary>Which loop a command means: one that it names, that of the innermost <c>Use-PyEventLoop</c>, or the default one, which starts by itself. The pipeline's thread.</summary>
internal static class LoopChoice
{
    /// <summary>The loop, where it runs; null for the default one that is to be started. Any other that does not run ends the command.</summary>
    public static PyEventLoop? Find(PSCmdlet cmdlet, object? wanted)
    {
        object? value = wanted is PSObject wrapped ? wrapped.BaseObject : wanted;
        if (value is PyEventLoop given)
        {
            return given;
        }
        if (value is null && LoopScope.Current is { } ambient)
        {
            return ambient;
        }
        string name = value?.ToString() ?? PyEventLoopOptions.DefaultName;
        if (PyEventLoop.Find(name) is { State: PyEventLoopState.Running } found)
        {
            return found;
        }
        if (value is not null && !string.Equals(name, PyEventLoopOptions.DefaultName, StringComparison.OrdinalIgnoreCase))
        {
            cmdlet.ThrowTerminatingError(KnownErrors.LoopNotFound(name));
        }
        return null;
    }

    /// <summary>
    /// Starts Python for a file that says which one it needs, with which packages, where none runs yet. A file that says
    /// nothing, or is not there, changes nothing.
    /// </summary>
    /// <param name="cmdlet">The command, which shows what an installer says.</param>
    /// <param name="file">The file's full path.</param>
    /// <param name="python">The Python that the user names; null chooses.</param>
    /// <param name="token">Ends the waiting.</param>
    /// <exception cref="PyAsyncException">The environment cannot be made, or what runs will not do.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static void StartPythonFor(PSCmdlet cmdlet, string file, string? python, CancellationToken token)
    {
        using InstallProgress progress = new(cmdlet, $"The packages of {System.IO.Path.GetFileName(file)}");
        string? chosen;
        try
        {
            chosen = ScriptEnvironment.For(file, python, PythonRuntime.Current?.Installation, () => cmdlet.SessionState.Path.CurrentFileSystemLocation.ProviderPath, progress.Tell, new ProbeLimit(ProbeLimit.Usual, token));
        }
        catch (PyAsyncException error) when (error.Id is PyErrorId.AnotherEnvironment)
        {
            throw new PyAsyncException(error.Id, error.Message, error)
            {
                Facts = new Dictionary<string, object?>(error.Facts) { ["Command"] = CommandText.InOwnProcess(cmdlet, file) },
            };
        }
        if (chosen is not null)
        {
            KeepStreamsApart(cmdlet);
            PythonRuntime.Start(chosen, ModuleHost.Instance, token);
        }
    }

    /// <summary>Starts the default loop, or finds it started meanwhile.</summary>
    /// <param name="cmdlet">The command, which ends where it does not start.</param>
    /// <param name="limit">How long that may take; null for as long as it takes.</param>
    /// <param name="token">Ends the waiting.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static PyEventLoop StartDefault(PSCmdlet cmdlet, TimeSpan? limit, CancellationToken token)
    {
        cmdlet.WriteVerbose("Starting the Python event loop 'Default'.");
        KeepStreamsApart(cmdlet);
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(token);
        if (limit is { } time)
        {
            over.CancelAfter(time);
        }
        try
        {
            return PyEventLoop.GetOrStartDefault(ModuleHost.Instance, over.Token);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            cmdlet.ThrowTerminatingError(KnownErrors.StartTimeout(limit!.Value));
            throw;
        }
        catch (Exception error) when (ErrorRecords.IsKnown(error))
        {
            cmdlet.ThrowTerminatingError(ErrorRecords.From(error, null));
            throw;
        }
    }

    /// <summary>Ends a command that would wait for a loop which waits for it, lets the loop see the environment's variables, and hands the module over.</summary>
    /// <param name="cmdlet">The command.</param>
    /// <param name="loop">The loop.</param>
    /// <param name="waits">Whether the command is going to wait for the loop.</param>
    public static void Check(PSCmdlet cmdlet, PyEventLoop loop, bool waits)
    {
        if (AmbientCall.Current?.BlockedLoop == loop)
        {
            cmdlet.ThrowTerminatingError(KnownErrors.WaitOnBlockedLoop(loop));
        }
        if (waits && loop.IsCurrent)
        {
            cmdlet.ThrowTerminatingError(KnownErrors.WaitOnOwnLoop(loop));
        }
        if (PythonRuntime.Current is { Host: null } runtime)
        {
            // C# code has started Python, without the module.
            runtime.Host = ModuleHost.Instance;
        }
        loop.CarryVariables();
    }

    /// <summary>
    /// Before a loop is started. The process of a PowerShell job or of an SSH session (<c>pwsh -s</c>, <c>-sshs</c>) speaks the
    /// protocol on its standard streams, so Python must not write there. Other remote hosts are within a process
    /// whose streams are its own.
    /// </summary>
    public static void KeepStreamsApart(PSCmdlet cmdlet)
    {
        if (cmdlet.Host.Name == "ServerRemoteHost" && Array.Exists(Environment.GetCommandLineArgs(), IsServerSwitch))
        {
            ProcessStreams.Take();
        }
    }

    private static bool IsServerSwitch(string word) =>
        word.StartsWith('-') && word.TrimStart('-').ToUpperInvariant() is "S" or "SERVERMODE" or "SSHS" or "SSHSERVERMODE";
}
