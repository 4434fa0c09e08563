using System;
using System.Collections.Generic;
using System.Runtime.Versioning;
using System.Threading;

namespace PyAsync.Interpreters;

/// <summary>
/// Which thread keeps the GIL in C code, where nobody else can take it: a regular expression that never ends, a library that
/// waits with it. The one that computes has it, as all others wait. Told on Linux; elsewhere only where a thread is. Any thread.
/// </summary>
internal static class GilHolder
{
    // The threads' processor time is measured over s_look. Who holds the GIL uses at least s_least of it.
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan s_least = s_look / 8;

    /// <summary>Where a thread is that cannot go on, and who keeps the GIL from it; null where neither can be told.</summary>
    /// <param name="thread">The number by which Python knows the thread.</param>
    public static string? Describe(ulong thread)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }
        IReadOnlyList<ThreadPlace> places = ThreadDump.Take();
        ThreadPlace? own = null;
        foreach (ThreadPlace place in places)
        {
            own = place.Thread == thread ? place : own;
        }
        (ThreadPlace? holder, int nativeId) = OperatingSystem.IsLinux() ? FindComputing(places) : default;
        string line = own?.Place ?? "an unknown line";
        if (holder is not null && holder.Thread == thread)
        {
            return $"{line}, in C code that holds Python's GIL";
        }
        string who = holder is null ? "some thread" : $"the thread '{PyThread.Find(holder.Thread)?.WorkName ?? $"{nativeId}"}'";
        string where = holder?.Place is { } its ? $" at {its}" : "";
        return own is null && holder is null ? null : $"{line}, waiting for Python's GIL, which {who} holds in C code{where}";
    }

    // Whoever waits for the GIL looks for it now and then, which takes next to nothing.
    [SupportedOSPlatform("linux")]
    private static (ThreadPlace? Thread, int NativeId) FindComputing(IReadOnlyList<ThreadPlace> places)
    {
        TimeSpan?[] before = new TimeSpan?[places.Count];
        for (int i = 0; i < before.Length; i++)
        {
            before[i] = ThreadClock.Read(places[i].Thread, out _);
        }
        Thread.Sleep(s_look);
        (ThreadPlace? Thread, int NativeId) found = default;
        TimeSpan most = s_least;
        for (int i = 0; i < before.Length; i++)
        {
            if (ThreadClock.Read(places[i].Thread, out int nativeId) - before[i] is { } used && used >= most)
            {
                most = used;
                found = (places[i], nativeId);
            }
        }
        return found;
    }
}
