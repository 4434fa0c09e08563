using System;
using System.Collections;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;
using PyAsync.CPython;
using PyAsync.Objects;

namespace PyAsync.Interpreters;

/// <summary>
/// Takes the environment's variables to Python. On Unix .NET keeps a copy of its own, which is what <c>$env:</c> changes; Python
/// reads the process's. What was set meanwhile is carried over as a loop, a program or a command of the host begins.
/// </summary>
internal static class ProcessVariables
{
    private static Dictionary<string, string> s_carried = [];

    /// <summary>Before the interpreter starts: into the process's own environment. The thread that starts it.</summary>
    public static void ToProcess()
    {
        Dictionary<string, string> now = Now();
        if (!OperatingSystem.IsWindows())
        {
            foreach ((string name, string value) in now)
            {
                if (Marshal.PtrToStringUTF8(Get(name)) != value)
                {
                    _ = Set(name, value, 1);
                }
            }
            foreach (string name in ProcessNames())
            {
                if (!now.ContainsKey(name))
                {
                    _ = Unset(name);
                }
            }
        }
        Volatile.Write(ref s_carried, now);
    }

    /// <summary>Whether there is something to take to Python. Any thread.</summary>
    public static bool HaveChanged()
    {
        Dictionary<string, string> carried = Volatile.Read(ref s_carried);
        IDictionary now = Environment.GetEnvironmentVariables();
        if (now.Count != carried.Count)
        {
            return true;
        }
        foreach (DictionaryEntry variable in now)
        {
            if (!carried.TryGetValue((string)variable.Key, out string? value) || value != (string?)variable.Value)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>When a loop, a program or a command begins: into <c>os.environ</c>, only what has changed, for the rest may be Python's own. On a thread that holds the GIL.</summary>
    /// <exception cref="PyException">Python refuses a name or a value.</exception>
    public static void ToPython(PyInterpreter interpreter)
    {
        Dictionary<string, string> now = Now();
        Dictionary<string, string> before = Interlocked.Exchange(ref s_carried, now);
        Dictionary<string, object?> changes = new(StringComparer.Ordinal);
        foreach ((string name, string value) in now)
        {
            if (!before.TryGetValue(name, out string? old) || old != value)
            {
                changes.Add(name, value);
            }
        }
        foreach (string name in before.Keys)
        {
            if (!now.ContainsKey(name))
            {
                changes.Add(name, null);
            }
        }
        if (changes.Count == 0)
        {
            return;
        }
        using PyOwned dict = CApi.PyDict_New().OrThrow();
        foreach ((string name, object? value) in changes)
        {
            using PyOwned key = PyText.ToPython(name).OrThrow();
            using PyOwned text = value is string set ? PyText.ToPython(set).OrThrow() : interpreter.NoneRef.Own();
            PyErrors.ThrowIfNegative(CApi.PyDict_SetItem(dict, key, text));
        }
        CApi.Call(new PyBorrowed(interpreter.Half.SetVariables), dict).OrThrow().Dispose();
    }

    private static Dictionary<string, string> Now()
    {
        Dictionary<string, string> now = new(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            now[(string)variable.Key] = (string?)variable.Value ?? "";
        }
        return now;
    }

    private static List<string> ProcessNames()
    {
        List<string> names = [];
        if (!NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "environ", out nint address))
        {
            return names;
        }
        nint table = Marshal.ReadIntPtr(address);
        for (int offset = 0; table != 0 && Marshal.ReadIntPtr(table, offset) is nint entry and not 0; offset += IntPtr.Size)
        {
            string text = Marshal.PtrToStringUTF8(entry)!;
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                names.Add(text[..equals]);
            }
        }
        return names;
    }

    [DllImport("libc", EntryPoint = "getenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Get(string name);

    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Set(string name, string value, int overwrite);

    [DllImport("libc", EntryPoint = "unsetenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Unset(string name);
}
