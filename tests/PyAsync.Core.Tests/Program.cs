using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Loops;
using Xunit.Runner.InProc.SystemConsole;

namespace PyAsync.Tests;

/// <summary>Runs the tests; or what a test needs a process of its own for, in which no Python runs yet.</summary>
internal static class Program
{
    /// <summary>Starts Python and prints what a piece of code gives.</summary>
    public const string RunPython = "--run-python";

    /// <summary>Cancels two starts, makes a file that Python's start waits for where one is named, and starts again.</summary>
    public const string CancelStart = "--cancel-start";

    /// <summary>Blocks the default loop, which runs on Python's main thread, by a piece of code, stops it by force, and prints how that went.</summary>
    public const string StopBlocked = "--stop-blocked";

    private static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case [RunPython, string code]:
                using (PyEventLoop loop = PyEventLoop.GetOrStartDefault())
                {
                    Console.WriteLine(await loop.RunCodeAsync(code));
                }
                return 0;
            case [CancelStart, .. string[] gate]:
                Console.WriteLine($"{IsCancelled()} {IsCancelled()} {PyEventLoop.All.Count}");
                if (gate.Length > 0)
                {
                    await File.WriteAllTextAsync(gate[0], "");
                    using PyEventLoop loop = PyEventLoop.GetOrStartDefault();
                    Console.WriteLine(await loop.RunCodeAsync("6 * 7"));
                }
                return 0;
            case [StopBlocked, string code]:
                Console.WriteLine(await StopByForce(code));
                return 0;
            default:
                return await ConsoleRunner.Run(arguments);
        }
    }

    private static async Task<string> StopByForce(string code)
    {
        PyEventLoop loop = PyEventLoop.GetOrStartDefault();
        Task<object?> call = loop.RunCodeAsync(code);
        SpinWait.SpinUntil(() => loop.Blocked is not null, TimeSpan.FromSeconds(30));
        Stopwatch clock = Stopwatch.StartNew();
        await loop.StopAsync(TimeSpan.FromSeconds(0.1), force: true);
        string seen = $"{loop.State} {clock.Elapsed < TimeSpan.FromSeconds(5)} {loop.LeftOver.Count}";
        try
        {
            return $"{await call} {seen}";
        }
        catch (PyAsyncException error)
        {
            return $"{error.ErrorId} {seen}";
        }
    }

    private static bool IsCancelled()
    {
        using CancellationTokenSource source = new(TimeSpan.FromSeconds(1));
        try
        {
            _ = PyEventLoop.GetOrStartDefault(cancellationToken: source.Token);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }
}
