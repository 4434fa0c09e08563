using System;
using System.IO;
using System.Reflection;
using PyAsync.CPython;
using PyAsync.Environments;

namespace PyAsync.Interpreters;

/// <summary>
/// The Python half of PyAsync: the package <c>pyasync</c>, which travels inside this assembly, and those of its functions
/// that an interpreter itself calls. Each room above binds its own. They are held for as long as the interpreter lives.
/// </summary>
internal sealed class PythonHalf
{
    private const string Prefix = "pyasync/";

    /// <summary><c>set_variables(changes)</c>: the environment's variables; None takes one away.</summary>
    public nint SetVariables { get; } = PythonModule.Get("pyasync._runtime"u8, "set_variables"u8);

    /// <summary><c>notice()</c>: lets this thread notice what was raised in it from outside.</summary>
    public nint Notice { get; } = PythonModule.Get("pyasync._runtime"u8, "notice"u8);

    /// <summary><c>at_exit()</c>: ends threads and runs the atexit functions.</summary>
    public nint AtExit { get; } = PythonModule.Get("pyasync._runtime"u8, "at_exit"u8);

    /// <summary><c>blocked_line(thread_id) → str or None</c>: what a thread is executing just now.</summary>
    public nint BlockedLine { get; } = PythonModule.Get("pyasync._runtime"u8, "blocked_line"u8);

    /// <summary>The SystemExit that a stop by force raises.</summary>
    public nint ForcedExit { get; } = PythonModule.Get("pyasync._runtime"u8, "ForcedExit"u8);

    /// <summary>Makes the package importable.</summary>
    public static void AddPackage()
    {
        Assembly assembly = typeof(PythonHalf).Assembly;
        using PyOwned sources = CApi.PyDict_New().OrThrow();
        string bootstrap = "";
        foreach (string resource in assembly.GetManifestResourceNames())
        {
            if (!resource.StartsWith(Prefix, StringComparison.Ordinal))
            {
                continue;
            }
            string text = Read(assembly, resource);
            string file = resource[Prefix.Length..].Replace('\\', '/');
            if (file == "_bootstrap.py")
            {
                bootstrap = text;
                continue;
            }
            using PyOwned name = PyText.ToPython(file).OrThrow();
            using PyOwned source = PyText.ToPython(text).OrThrow();
            PyErrors.ThrowIfNegative(CApi.PyDict_SetItem(sources, name, source));
        }
        RunBootstrap(bootstrap, sources);
    }

    private static void RunBootstrap(string source, PyBorrowed sources)
    {
        using PyOwned builtins = CApi.Import("builtins"u8).OrThrow();
        using PyOwned exec = CApi.GetAttribute(builtins, "exec"u8).OrThrow();
        using PyOwned globals = CApi.PyDict_New().OrThrow();
        using PyOwned text = PyText.ToPython(source).OrThrow();
        PyErrors.ThrowIfNegative(CApi.PyDict_SetItemString(globals, "__builtins__"u8, builtins));
        PyErrors.ThrowIfNegative(CApi.PyDict_SetItemString(globals, "sources"u8, sources));
        using PyOwned codeFolder = PyText.ToPython(UserCache.CodeFolder("code")).OrThrow();
        PyErrors.ThrowIfNegative(CApi.PyDict_SetItemString(globals, "code_folder"u8, codeFolder));
        // Python calls it with the interpreter entered, by whatever thread.
        using PyOwned openClr = HostFunction.Create(static (_, _) => PyInterpreter.Current.Part<IClrModule>().ImportClr());
        PyErrors.ThrowIfNegative(CApi.PyDict_SetItemString(globals, "open_clr"u8, openClr));
        CApi.Call(exec, text, globals).OrThrow().Dispose();
    }

    private static string Read(Assembly assembly, string resource)
    {
        using Stream stream = assembly.GetManifestResourceStream(resource)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
