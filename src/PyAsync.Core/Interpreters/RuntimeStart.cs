using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Tasks;
using PyAsync.CPython;
using PyAsync.Environments;

namespace PyAsync.Interpreters;

/// <summary>
/// Starts this process's Python once, whoever asks for it first. No lock is held while an interpreter is asked or
/// starts, so that each who waits can stop waiting. Any thread.
/// </summary>
internal static class RuntimeStart
{
    private static readonly object s_gate = new();
    private static Task<PythonRuntime>? s_attempt;

    /// <summary>The runtime, started if there is none.</summary>
    /// <exception cref="PythonNotUsableException">No usable Python, or another one runs already.</exception>
    /// <exception cref="OperationCanceledException">The limit's token was cancelled. An interpreter that was starting goes on to start, and is there for the next one who asks.</exception>
    public static PythonRuntime Run(string? wanted, IPythonHost? host, ProbeLimit limit)
    {
        PythonInstallation? installation = null;
        while (true)
        {
            if (ProcessExit.HasBegun)
            {
                throw new PyAsyncException(PyErrorId.ProcessExiting, "The process is exiting; no Python event loop can start any more.");
            }
            bool isOurs = false;
            Task<PythonRuntime>? attempt;
            PythonRuntime? running;
            lock (s_gate)
            {
                running = PythonRuntime.Current;
                attempt = running is null ? s_attempt : null;
                if (running is null && attempt is null && installation is not null)
                {
                    s_attempt = attempt = Begin(installation, host);
                    isOurs = true;
                }
            }
            if (running is not null)
            {
                running.RefuseAnother(wanted, limit);
                running.Host ??= host;
                return running;
            }
            if (attempt is null)
            {
                installation = Choose(wanted, limit);
                continue;
            }
            // Importing asyncio from a cold network disk takes as long as it takes, and an interpreter that has half
            // started cannot be ended: only the waiting can. WhenAny never fails, so this throws only for the token.
            Task.WhenAny(attempt).Wait(limit.CancellationToken);
            limit.CancellationToken.ThrowIfCancellationRequested();
            if (isOurs)
            {
                return attempt.GetAwaiter().GetResult();
            }
            // Another one's Python: it runs now, or does not start, where this one's may.
        }
    }

    private static PythonInstallation Choose(string? wanted, ProbeLimit limit)
    {
        PythonInstallation installation = PythonLocator.Find(wanted, limit);
        if (PythonLibrary.FindLoaded() is null)
        {
            StartTrial.Run(installation, limit);
        }
        return installation;
    }

    [SuppressMessage("Design", "CA1031", Justification = "The thread's outermost frame: every failure is handed to who waits for it.")]
    private static Task<PythonRuntime> Begin(PythonInstallation installation, IPythonHost? host)
    {
        TaskCompletionSource<PythonRuntime> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        PyThread thread = new("Python main");
        thread.TryReserve();
        thread.Run(() =>
        {
            PythonRuntime? runtime = null;
            Exception? failure = null;
            try
            {
                runtime = PythonRuntime.Open(thread, installation, host);
            }
            catch (Exception error)
            {
                failure = error;
                thread.Finish();
            }
            // Whoever asks from here on finds the runtime, or makes an attempt of its own.
            lock (s_gate)
            {
                s_attempt = null;
            }
            if (runtime is not null)
            {
                started.SetResult(runtime);
            }
            else
            {
                started.SetException(failure!);
                // Seen by who waits, if anybody still does.
                _ = started.Task.Exception;
            }
        });
        return started.Task;
    }
}
