using System;
using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace PyAsync.Environments;

/// <summary><see cref="Child"/> by .NET's own means. Any thread.</summary>
internal static class WindowsChild
{
    public static ChildResult Run(string program, string[] arguments, ProbeLimit limit, Action<string>? onLine, ChildPlace place)
    {
        ProcessStartInfo start = new(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            CreateNoWindow = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = place.Folder ?? "",
        };
        foreach (string variable in place.Without)
        {
            start.Environment.Remove(variable);
        }
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            return new ChildResult(ChildEnd.NotStarted, -1, "", error.Message);
        }
        using (process)
        using (CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(limit.CancellationToken))
        {
            over.CancelAfter(limit.Left);
            process.StandardInput.Close();
            BlockingCollection<string>? lines = onLine is null ? null : [];
            Task<string> output = ReadAsync(process.StandardOutput, over, lines);
            Task<string> errors = ReadAsync(process.StandardError, over, lines);
            try
            {
                Task end = process.WaitForExitAsync(over.Token);
                if (lines is not null)
                {
                    _ = Task.WhenAll(output, errors).ContinueWith(_ => lines.CompleteAdding(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                    foreach (string line in lines.GetConsumingEnumerable(over.Token))
                    {
                        onLine!(line);
                    }
                }
                end.GetAwaiter().GetResult();
                // A child of its own may hold the pipes.
                over.CancelAfter(Child.Farewell < limit.Left ? Child.Farewell : limit.Left);
                return new ChildResult(ChildEnd.Done, process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
            }
            catch (OperationCanceledException)
            {
                End(process);
                limit.CancellationToken.ThrowIfCancellationRequested();
                return new ChildResult(limit.Left > TimeSpan.Zero ? ChildEnd.PrintedTooMuch : ChildEnd.TimedOut, -1, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
            }
        }
    }

    // What was read when it is over, or there is too much.
    private static async Task<string> ReadAsync(StreamReader reader, CancellationTokenSource over, BlockingCollection<string>? lines)
    {
        if (lines is not null)
        {
            return await GiveLinesAsync(reader, over, lines).ConfigureAwait(false);
        }
        StringBuilder text = new();
        char[] buffer = new char[4096];
        try
        {
            while (await reader.ReadAsync(buffer.AsMemory(), over.Token).ConfigureAwait(false) is int count and > 0)
            {
                text.Append(buffer, 0, count);
                if (text.Length > ChildResult.MostOutput)
                {
                    await over.CancelAsync().ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The limit's, and its text is all that there is.
        }
        return text.ToString();
    }

    private static async Task<string> GiveLinesAsync(StreamReader reader, CancellationTokenSource over, BlockingCollection<string> lines)
    {
        try
        {
            while (await reader.ReadLineAsync(over.Token).ConfigureAwait(false) is { } line)
            {
                lines.Add(line);
            }
        }
        catch (OperationCanceledException)
        {
            // The limit's.
        }
        return "";
    }

    private static void End(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended meanwhile, or is not ours to end.
        }
    }
}
