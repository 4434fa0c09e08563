using System;
using System.Runtime.InteropServices;
using System.Text;

namespace PyAsync.CPython;

/// <summary>
/// The shared library of CPython, loaded once and never unloaded. Its exports are looked up by name.
/// </summary>
internal sealed class PythonLibrary
{
    private const int RtldNow = 2;

    // RTLD_GLOBAL's value differs: 0x100 on Linux, 8 on macOS.
    private static int RtldGlobal => OperatingSystem.IsMacOS() ? 8 : 0x100;

    private readonly nint _handle;

    private PythonLibrary(string path, nint handle)
    {
        Path = path;
        _handle = handle;
    }

    /// <summary>The file that was loaded, or a word for "already in the process".</summary>
    public string Path { get; }

    /// <summary>
    /// Loads the library with global symbols on Unix: extension modules such as _ssl and numpy are linked without
    /// libpython and resolve its symbols from the global scope.
    /// </summary>
    /// <exception cref="PythonNotUsableException">The file is missing, is of another architecture, or does not load.</exception>
    public static PythonLibrary Load(string path)
    {
        nint handle;
        if (OperatingSystem.IsWindows())
        {
            if (!NativeLibrary.TryLoad(path, out handle))
            {
                throw new PythonNotUsableException(PythonProblem.LibraryNotLoadable,
                    $"The Python library '{path}' could not be loaded. Check that it is built for {RuntimeInformation.ProcessArchitecture}, like this process.", path);
            }
            return new PythonLibrary(path, handle);
        }
        unsafe
        {
            fixed (byte* name = Encoding.UTF8.GetBytes(path + "\0"))
            {
                handle = DlOpen(name, RtldNow | RtldGlobal);
            }
        }
        if (handle == 0)
        {
            string reason = Marshal.PtrToStringUTF8(DlError()) ?? "unknown reason";
            throw new PythonNotUsableException(PythonProblem.LibraryNotLoadable,
                $"The Python library '{path}' could not be loaded: {reason}. It must be built for {RuntimeInformation.ProcessArchitecture}, like this process.", path);
        }
        return new PythonLibrary(path, handle);
    }

    /// <summary>The libpython that something else has already loaded into this process, if there is one.</summary>
    public static PythonLibrary? FindLoaded()
    {
        if (OperatingSystem.IsWindows())
        {
            // python3.dll forwards the stable ABI only, so the versioned one is looked for.
            for (int minor = 9; minor < 30; minor++)
            {
                if (GetModuleHandle($"python3{minor}.dll") is nint module and not 0)
                {
                    return new PythonLibrary($"python3{minor}.dll", module);
                }
            }
            return null;
        }
        nint self = NativeLibrary.GetMainProgramHandle();
        return NativeLibrary.TryGetExport(self, "Py_IsInitialized", out _) ? new PythonLibrary("(this process)", self) : null;
    }

    /// <summary>What the exports are looked up in.</summary>
    public nint Handle => _handle;

    /// <summary>Whether there is an export of that name.</summary>
    public bool Has(string name) => TryExport(name, out _);

    public bool TryExport(string name, out nint address) => NativeLibrary.TryGetExport(_handle, name, out address);

    /// <summary>The address of an export.</summary>
    /// <exception cref="PythonNotUsableException">This libpython lacks it; the message names it.</exception>
    public nint Export(string name) => TryExport(name, out nint address)
        ? address
        : throw new PythonNotUsableException(PythonProblem.MissingExport,
            $"The Python library '{Path}' has no export '{name}'. PyAsync needs CPython 3.9 or newer, complete.", name);

    /// <summary>The object or type that a data symbol such as <c>PyLong_Type</c> is.</summary>
    public nint Data(string name) => Export(name);

    /// <summary>What a pointer-valued data symbol such as <c>PyExc_ValueError</c> points to.</summary>
    public unsafe nint Indirect(string name) => *(nint*)Export(name);

    [DllImport("libc", EntryPoint = "dlopen")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern unsafe nint DlOpen(byte* path, int flags);

    [DllImport("libc", EntryPoint = "dlerror")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint DlError();

    [DllImport("kernel32", EntryPoint = "GetModuleHandleW", CharSet = CharSet.Unicode)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern nint GetModuleHandle(string name);
}
