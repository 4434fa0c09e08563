using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Reflection;
using System.Runtime.Loader;
using PyAsync.Interpreters;

namespace PyAsync.Conversion;

/// <summary>
/// Finds PyAsync.PythonNet and pythonnet: beside this assembly, as the module ships them, or where the application has
/// them. Any thread.
/// </summary>
internal static class LiveObjectsAssembly
{
    private const string Bridge = "PyAsync.PythonNet";
    private const string PythonNet = "Python.Runtime";

    /// <summary>Loads both and opens the live objects of an interpreter. On a thread that holds its GIL.</summary>
    /// <exception cref="PyAsyncException">They are missing, do not fit each other, or refuse this Python (<c>NoLiveObjects</c>).</exception>
    public static ILiveObjects Open(PyInterpreter interpreter)
    {
        Type type = Load().GetType(Bridge + ".NetObjects", throwOnError: true)!;
        return (ILiveObjects)type.GetMethod("Open", BindingFlags.Static | BindingFlags.Public)!.CreateDelegate<Func<PyInterpreter, ILiveObjects>>()(interpreter);
    }

    private static Assembly Load()
    {
        Assembly own = typeof(LiveObjectsAssembly).Assembly;
        AssemblyLoadContext context = AssemblyLoadContext.GetLoadContext(own) ?? AssemblyLoadContext.Default;
        string folder = Folder(Path.GetDirectoryName(own.Location) ?? "");
        try
        {
            // The first of that name counts for the whole context, so that an older one would be found instead.
            LoadPythonNet(context, Path.Combine(folder, PythonNet + ".dll"));
            string bridge = Path.Combine(folder, Bridge + ".dll");
            return File.Exists(bridge) ? context.LoadFromAssemblyPath(bridge) : context.LoadFromAssemblyName(new AssemblyName(Bridge));
        }
        catch (Exception error) when (error is FileNotFoundException or FileLoadException or BadImageFormatException)
        {
            throw Refusal($"the assembly {Bridge} or pythonnet's {PythonNet} does not load: {error.Message}", error);
        }
    }

    // The module's assemblies that are compiled ahead lie two folders below its own; pythonnet is there once.
    private static string Folder(string own)
    {
        DirectoryInfo? parent = own.Length == 0 ? null : Directory.GetParent(own);
        return parent is { Name: "ahead", Parent: { } module } && !File.Exists(Path.Combine(own, PythonNet + ".dll")) ? module.FullName : own;
    }

    private static void LoadPythonNet(AssemblyLoadContext context, string ours)
    {
        foreach (Assembly loaded in AppDomain.CurrentDomain.GetAssemblies())
        {
            if (loaded.GetName().Name == PythonNet)
            {
                RefuseOther(context, loaded, ours);
                return;
            }
        }
        if (File.Exists(ours))
        {
            _ = context.LoadFromAssemblyPath(ours);
        }
    }

    // One process has one pythonnet: two would both claim the interpreter's module clr.
    [SuppressMessage("Maintainability", "CA1508", Justification = "The versions differ at run time.")]
    private static void RefuseOther(AssemblyLoadContext context, Assembly loaded, string ours)
    {
        Version version = loaded.GetName().Version!;
        Version? needed = File.Exists(ours) ? AssemblyName.GetAssemblyName(ours).Version : null;
        string what = $"pythonnet {version} is loaded already, from '{loaded.Location}'";
        if (needed is not null && (version < needed || version.Major != needed.Major))
        {
            throw Refusal($"{what}, and PyAsync needs {needed} or a newer {needed.Major}.x. Import PyAsync and use it first, or load that version");
        }
        if (AssemblyLoadContext.GetLoadContext(loaded) != context)
        {
            throw Refusal($"{what} in a load context of its own, and one process can have only one");
        }
    }

    /// <summary>Live objects cannot be had.</summary>
    /// <param name="why">Why, as the rest of the sentence.</param>
    /// <param name="cause">What caused it.</param>
    public static PyAsyncException Refusal(string why, Exception? cause = null) =>
        new(PyErrorId.NoLiveObjects, $".NET objects cannot be used alive in Python here: {why}.", cause)
        {
            Facts = new Dictionary<string, object?> { ["Reason"] = why },
        };
}
