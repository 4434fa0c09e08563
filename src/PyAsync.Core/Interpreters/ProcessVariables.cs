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
    private static Carried s_carried = new([]);

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
        Volatile.Write(ref s_carried, new Carried(now));
    }

    /// <summary>Whether there is something to take to Python. Any thread.</summary>
    public static bool HaveChanged()
    {
        Carried carried = Volatile.Read(ref s_carried);
        IDictionary now = Environment.GetEnvironmentVariables();
        if (carried.IsSeen(now))
        {
            return false;
        }
        if (now.Count != carried.Values.Count)
        {
            return true;
        }
        foreach (DictionaryEntry variable in now)
        {
            if (!carried.Values.TryGetValue((string)variable.Key, out string? value) || value != (string?)variable.Value)
            {
                return true;
            }
        }
        carried.Note(now);
        return false;
    }

    /// <summary>When a loop, a program or a command begins: into <c>os.environ</c>, only what has changed, for the rest may be Python's own. On a thread that holds the GIL.</summary>
    /// <exception cref="PyException">Python refuses a name or a value.</exception>
    public static void ToPython(PyInterpreter interpreter)
    {
        Dictionary<string, string> now = Now();
        Dictionary<string, string> before = Interlocked.Exchange(ref s_carried, new Carried(now)).Values;
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

    // What was carried over last. Each command compares, so the very strings that .NET gave then are kept in their order:
    // while nothing changes it gives the same ones (on Unix), and no name is looked up.
    private sealed class Carried(Dictionary<string, string> values)
    {
        private volatile object?[]? _seen;

        public Dictionary<string, string> Values => values;

        public bool IsSeen(IDictionary now)
        {
            object?[]? seen = _seen;
            if (seen is null || seen.Length != 2 * now.Count)
            {
                return false;
            }
            int place = 0;
            for (IDictionaryEnumerator each = now.GetEnumerator(); each.MoveNext();)
            {
                if (!ReferenceEquals(each.Key, seen[place++]) || !ReferenceEquals(each.Value, seen[place++]))
                {
                    return false;
                }
            }
            return true;
        }

        public void Note(IDictionary now)
        {
            object?[] seen = new object?[2 * now.Count];
            int place = 0;
            for (IDictionaryEnumerator each = now.GetEnumerator(); each.MoveNext();)
            {
                seen[place++] = each.Key;
                seen[place++] = each.Value;
            }
            _seen = seen;
        }
    }
}
