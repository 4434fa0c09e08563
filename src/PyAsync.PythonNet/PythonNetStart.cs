using System;
using System.Reflection;
using System.Threading;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interpreters;
using Python.Runtime;

namespace PyAsync.PythonNet;

/// <summary>Attaches pythonnet to the interpreter that runs already. On a thread that holds its GIL.</summary>
internal static class PythonNetStart
{
    // pythonnet 3.2 names 3.10 as its oldest, and has no layout of its types.
    private static readonly Version s_oldest = new(3, 11);

    private static PyInterpreter? s_interpreter;

    /// <summary>Attaches it, unless somebody has.</summary>
    /// <exception cref="PyAsyncException">It does not take this Python (<c>NoLiveObjects</c>).</exception>
    public static void Run(PyInterpreter interpreter)
    {
        RefuseVersion(interpreter.Installation.Version);
        if (Interlocked.CompareExchange(ref s_interpreter, interpreter, null) is { } first && first != interpreter)
        {
            throw LiveObjectsAssembly.Refusal("pythonnet works in one interpreter of a process, and this is another");
        }
        // Of a pythonnet that has started before, this is for the types that are still to come.
        PythonEngine.InteropConfiguration.PythonBaseTypeProviders.Add(NetBaseTypes.Instance);
        if (PythonEngine.IsInitialized)
        {
            WasStarted = true;
        }
        else
        {
            Attach(interpreter);
        }
        KeepAtExit();
        // From now on .NET methods that Python calls run without the GIL, on Python's own threads.
        GilReturn.Share();
    }

    /// <summary>Whether somebody else has started pythonnet, and its types are not of our bases.</summary>
    public static bool WasStarted { get; private set; }

    private static void RefuseVersion(Version version)
    {
        if (CApi.IsFreeThreaded)
        {
            throw LiveObjectsAssembly.Refusal($"pythonnet {PythonNetVersion} needs Python's lock (GIL), and this is a free-threaded build");
        }
        if (version < s_oldest || !PythonEngine.IsSupportedVersion(new Version(version.Major, version.Minor)))
        {
            Version last = PythonEngine.MaxSupportedVersion;
            throw LiveObjectsAssembly.Refusal(
                $"pythonnet {PythonNetVersion} takes Python {s_oldest} to {last.Major}.{last.Minor}, and this is {version}");
        }
    }

    /// <summary>pythonnet's version.</summary>
    public static string PythonNetVersion => typeof(PythonEngine).Assembly.GetName().Version!.ToString(3);

    private static void Attach(PyInterpreter interpreter)
    {
        string library = interpreter.Library.Path;
        Runtime.PythonDLL = System.IO.File.Exists(library) ? library : interpreter.Installation.Library;
        using PyOwned module = new(Start());
        if (module.IsNull)
        {
            throw LiveObjectsAssembly.Refusal("pythonnet did not start", PyErrors.Take());
        }
    }

    // It starts once in a process; whatever it fails with, it does not start any more.
    private static nint Start()
    {
        try
        {
#pragma warning disable CS0618 // It is what pythonnet's own loader calls inside of a Python that runs; the module is in sys.modules then.
            return PythonEngine.InitExt();
#pragma warning restore CS0618
        }
        catch (Exception error)
        {
            throw LiveObjectsAssembly.Refusal($"pythonnet {PythonNetVersion} did not start: {error.Message}", error);
        }
    }

    // At the process's exit it would take itself apart, under loops that still run. PyAsync leaves the interpreter in place.
    private static void KeepAtExit()
    {
        if (typeof(PythonEngine).GetMethod("OnProcessExit", BindingFlags.NonPublic | BindingFlags.Static) is not { } method)
        {
            throw LiveObjectsAssembly.Refusal($"pythonnet {PythonNetVersion} ends with the process in a way that PyAsync does not know");
        }
        AppDomain.CurrentDomain.ProcessExit -= method.CreateDelegate<EventHandler>();
    }
}
