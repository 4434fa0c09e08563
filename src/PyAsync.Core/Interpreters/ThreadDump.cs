using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using System.Text.RegularExpressions;
using PyAsync.CPython;

namespace PyAsync.Interpreters;

/// <summary>
/// Where Python's threads are while the GIL cannot be had: CPython's faulthandler walks their frames without it, as it does
/// after a crash. It is asked to by the handler that it has for a signal, called as a function; nobody sends the signal. For
/// when a thread stands in C code only, as frames that change meanwhile are not safe to walk. On Unix; any thread.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static partial class ThreadDump
{
    // SIGRTMAX, and SIGEMT elsewhere: their places in faulthandler's table are free.
    private static readonly int s_signal = OperatingSystem.IsLinux() ? 64 : 7;

    private static readonly object s_gate = new();
    private static nint s_handler;
    private static int s_descriptor;
    private static string s_library = "";

    /// <summary>Readies it. With the GIL.</summary>
    public static void Open()
    {
        if (SignalAction.Read(s_signal) is not { } before)
        {
            return;
        }
        using PyOwned open = new(PythonModule.Get("pyasync._runtime"u8, "open_dump"u8));
        using PyOwned signal = CApi.PyLong_FromLongLong(s_signal).OrThrow();
        using PyOwned opened = CApi.Call(open, signal).OrThrow();
        using PyOwned library = new(PythonModule.Get("pyasync._runtime"u8, "library"u8));
        s_library = PyText.FromPython(library);
        s_descriptor = (int)CApi.PyLong_AsLongLongAndOverflow(opened, out _);
        s_handler = SignalAction.Read(s_signal)!.Handler;
        before.Write(s_signal);
    }

    /// <summary>Where all threads are; empty where that cannot be told.</summary>
    public static IReadOnlyList<ThreadPlace> Take()
    {
        lock (s_gate)
        {
            if (s_handler == 0)
            {
                return [];
            }
            _ = ReadAll();
            SignalAction.Call(s_handler, s_signal);
            return Parse(ReadAll());
        }
    }

    private static string ReadAll()
    {
        using MemoryStream all = new();
        byte[] part = new byte[4096];
        nint count;
        while ((count = Read(s_descriptor, part, part.Length)) > 0)
        {
            all.Write(part, 0, (int)count);
        }
        return Encoding.ASCII.GetString(all.GetBuffer(), 0, (int)all.Length);
    }

    private static List<ThreadPlace> Parse(string text)
    {
        List<ThreadPlace> places = [];
        foreach (Match thread in ThreadPattern().Matches(text))
        {
            ulong id = ulong.Parse(thread.Groups["id"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            places.Add(new ThreadPlace(id, PlaceIn(thread.Groups["frames"].Value, out bool isIdle), isIdle));
        }
        return places;
    }

    // As `_runtime.blocked_line` has it: the innermost frame outside of Python's library, else the innermost.
    private static string? PlaceIn(string frames, out bool isIdle)
    {
        isIdle = false;
        string? innermost = null;
        foreach (Match frame in FramePattern().Matches(frames))
        {
            string file = frame.Groups["file"].Value;
            bool isLoop = file.EndsWith("/asyncio/base_events.py", StringComparison.Ordinal);
            isIdle |= isLoop && innermost?.StartsWith(s_library + "selectors.py:", StringComparison.Ordinal) == true;
            if (isLoop && innermost is not null)
            {
                break;
            }
            if (file.StartsWith("<pyasync>", StringComparison.Ordinal))
            {
                continue;
            }
            string place = $"{file}:{frame.Groups["line"].Value} in {frame.Groups["function"].Value}";
            bool isLibrary = file.StartsWith("<frozen ", StringComparison.Ordinal)
                || (file.StartsWith(s_library, StringComparison.Ordinal) && !file.Contains("-packages/", StringComparison.Ordinal));
            if (!isLibrary)
            {
                return place;
            }
            innermost ??= place;
        }
        return innermost;
    }

    [GeneratedRegex(@"^(?:Current t|T)hread 0x(?<id>[0-9a-f]+).*\n(?<frames>(?:  .*\n)*)", RegexOptions.Multiline)]
    private static partial Regex ThreadPattern();

    [GeneratedRegex(@"^  File ""(?<file>.*)"", line (?<line>\d+) in (?<function>.*)$", RegexOptions.Multiline)]
    private static partial Regex FramePattern();

    [DllImport("libc", EntryPoint = "read")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Read(int descriptor, byte[] buffer, nint count);
}
