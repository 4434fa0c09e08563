using System;
using System.Collections.Generic;
using System.Reflection;
using System.Runtime.InteropServices;

namespace PyAsync.CPython;

/// <summary>
/// The functions of libpython that PyAsync calls, by their C names: each is written once, and bound at its first call.
/// One library a process, so the table is static. What takes or gives a pointer is private, with a safe method beside it.
/// </summary>
/// <remarks>
/// Call only from a thread that holds the GIL. Entries marked SuppressGCTransition never run Python code and never
/// wait; those that read a number need an object that is exactly an int or float (or a subclass), as the others would
/// be asked for <c>__index__</c> or <c>__float__</c>, which is Python code.
/// </remarks>
internal static unsafe partial class CApi
{
    // Stands for the library that was chosen at run time.
    private const string Python = "pyasync-libpython";

    private static readonly object s_gate = new();

    // Not in every version that PyAsync runs on.
    private static readonly HashSet<string> s_newOrGone =
    [
        nameof(PyObject_Vectorcall), nameof(PyErr_GetRaisedException), nameof(PyErr_SetRaisedException),
        nameof(PyCriticalSection_Begin), nameof(PyCriticalSection_End),
    ];

    private static int s_typeOffset = -1;

    /// <summary>The library that the table points into; null before <see cref="Load"/>.</summary>
    public static PythonLibrary? Library { get; private set; }

    /// <summary>CPython's version as (major, minor, …).</summary>
    public static Version Version { get; private set; } = new(0, 0);

    /// <summary>Whether it is a build without the GIL. Several threads may be attached at once then, so that "holds the GIL" means no more than "is attached".</summary>
    public static bool IsFreeThreaded { get; private set; }

    /// <summary>Points the table to a library. Does nothing when it points to one already.</summary>
    /// <exception cref="PythonNotUsableException">The library lacks an export.</exception>
    public static void Load(PythonLibrary library)
    {
        lock (s_gate)
        {
            if (Library is not null)
            {
                return;
            }
            RefuseIncomplete(library);
            Library = library;
            NativeLibrary.SetDllImportResolver(typeof(CApi).Assembly, (name, _, _) => name == Python ? library.Handle : 0);
            s_hasVectorcall = library.Has(nameof(PyObject_Vectorcall));
            s_hasRaisedException = library.Has(nameof(PyErr_GetRaisedException));
            string text = Marshal.PtrToStringUTF8((nint)Py_GetVersion()) ?? "";
            IsFreeThreaded = text.Contains("free-threading", StringComparison.Ordinal);
            int space = text.IndexOfAny([' ', '+', 'a', 'b', 'r']);
            Version = Version.Parse(space > 0 ? text[..space] : text);
        }
    }

    // At once, and not at the first call: that may be deep inside of somebody's work.
    private static void RefuseIncomplete(PythonLibrary library)
    {
        foreach (MethodInfo method in typeof(CApi).GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        {
            if ((method.Attributes & MethodAttributes.PinvokeImpl) != 0 && !s_newOrGone.Contains(method.Name))
            {
                _ = library.Export(method.GetCustomAttribute<DllImportAttribute>()!.EntryPoint!);
            }
        }
    }

    /// <summary>
    /// Finds where an object keeps its type, by looking for known types in known objects. So neither a debug build,
    /// nor a free-threaded one, nor a later layout needs to be known here.
    /// </summary>
    public static void ProbeTypeOffset()
    {
        PythonLibrary library = Library!;
        Span<nint> objects = [library.Data("_Py_TrueStruct"), library.Data("PyLong_Type"), library.Data("PyList_Type")];
        Span<nint> types = [library.Data("PyBool_Type"), library.Data("PyType_Type"), library.Data("PyType_Type")];
        for (int offset = sizeof(nint); offset <= 8 * sizeof(nint); offset += sizeof(nint))
        {
            bool all = true;
            for (int i = 0; i < objects.Length; i++)
            {
                all &= *(nint*)(objects[i] + offset) == types[i];
            }
            if (all)
            {
                s_typeOffset = offset;
                PyLayout.Probe();
                return;
            }
        }
    }
}
