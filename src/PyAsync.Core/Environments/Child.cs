using System;

namespace PyAsync.Environments;

/// <summary>Why a child process was waited for no longer.</summary>
internal enum ChildEnd
{
    /// <summary>It has ended, or has said all that was wanted.</summary>
    Done,

    /// <summary>The limit was over.</summary>
    TimedOut,

    /// <summary>It printed more than any answer is long.</summary>
    PrintedTooMuch,

    /// <summary>There is no such program, or it cannot be run.</summary>
    NotStarted,
}

/// <summary>What a child process did.</summary>
/// <param name="End">Why it was waited for no longer.</param>
/// <param name="ExitCode">Its exit code; -1 where it was ended or a signal ended it.</param>
/// <param name="Output">What it printed.</param>
/// <param name="Errors">What it printed as errors, or why it did not start.</param>
internal sealed record ChildResult(ChildEnd End, int ExitCode, string Output, string Errors)
{
    /// <summary>More than an interpreter says about itself, with the warnings of its start.</summary>
    public const int MostOutput = 256 * 1024;
}

/// <summary>
/// Runs a program that may misbehave: without input, within a limit, ended with all the processes that it has started.
/// Any thread.
/// </summary>
internal static class Child
{
    /// <summary>How long a program that has said all may take to end by itself.</summary>
    internal static TimeSpan Farewell => TimeSpan.FromSeconds(1);

    /// <summary>Runs the program until it ends or its output ends with the mark.</summary>
    /// <param name="program">Its file.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="endMark">What its output ends with; null where only its end tells.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="onLine">Is given each line as it is printed, on the calling thread. Then the result has no text, and there is no limit for it.</param>
    /// <param name="place">What it finds; null for what this process has.</param>
    /// <exception cref="OperationCanceledException">The limit's token was cancelled.</exception>
    public static ChildResult Run(string program, string[] arguments, string? endMark, ProbeLimit limit, Action<string>? onLine = null, ChildPlace? place = null)
    {
        limit.CancellationToken.ThrowIfCancellationRequested();
        place ??= ChildPlace.Same;
        return OperatingSystem.IsWindows() ? WindowsChild.Run(program, arguments, limit, onLine, place) : UnixChild.Run(program, arguments, endMark, limit, onLine, place);
    }
}
