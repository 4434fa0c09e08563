using System;
using System.Runtime.InteropServices;
using System.Text;

namespace PyAsync.CPython;

/// <summary>
/// The configuration of a Python that starts as the command <c>python3</c> does: the locale, UTF-8 mode, development mode
/// and whatever else the environment says are found out by CPython's own code. One thread, which becomes Python's
/// main thread.
/// </summary>
/// <remarks>
/// CPython's PyConfig, of which one field's place is known here, the same since 3.8; that it is there is checked. The
/// functions of 3.14 that need no place (PEP 741) start isolated, and cannot be told to find out what they leave unset.
/// </remarks>
internal sealed unsafe class StartConfig : IDisposable
{
    // The structure has 392 to 456 bytes.
    private const int Size = 4096;
    private const int SignalHandlers = 4;

    private readonly nint _config = (nint)NativeMemory.AllocZeroed(Size);

    /// <summary>A configuration that leaves the signals to the host.</summary>
    /// <param name="executable">What the command would be started as; prefixes, environment and <c>sys.executable</c> follow from it.</param>
    /// <param name="error">What CPython says against it; null where all is well.</param>
    public StartConfig(string executable, out string? error)
    {
        CApi.PyConfig_InitPythonConfig(_config);
        ((int*)_config)[SignalHandlers] = 0;
        error = KnowsPlaces() ? SetProgram(executable) : "this CPython keeps its configuration in another form";
    }

    /// <summary>Initializes the interpreter.</summary>
    /// <returns>What CPython says against it; null where it runs.</returns>
    public string? Start() => Message(CApi.Py_InitializeFromConfig(_config));

    /// <inheritdoc/>
    public void Dispose()
    {
        CApi.PyConfig_Clear(_config);
        NativeMemory.Free((void*)_config);
    }

    // The fields _config_init, isolated, use_environment, dev_mode and install_signal_handlers, as two functions set them.
    private static bool KnowsPlaces()
    {
        nint usual = (nint)NativeMemory.AllocZeroed(Size), isolated = (nint)NativeMemory.AllocZeroed(Size);
        try
        {
            CApi.PyConfig_InitPythonConfig(usual);
            CApi.PyConfig_InitIsolatedConfig(isolated);
            return new ReadOnlySpan<int>((void*)usual, 5).SequenceEqual([2, 0, 1, -1, 1])
                && new ReadOnlySpan<int>((void*)isolated, 5).SequenceEqual([3, 1, 0, 0, 0]);
        }
        finally
        {
            CApi.PyConfig_Clear(usual);
            CApi.PyConfig_Clear(isolated);
            NativeMemory.Free((void*)usual);
            NativeMemory.Free((void*)isolated);
        }
    }

    // The only argument, as of the command without any.
    private string? SetProgram(string executable)
    {
        byte[] bytes = OperatingSystem.IsWindows() ? Encoding.Unicode.GetBytes(executable + "\0") : Encoding.UTF8.GetBytes(executable + "\0");
        fixed (byte* text = bytes)
        {
            nint argument = (nint)text;
            return Message(OperatingSystem.IsWindows() ? CApi.PyConfig_SetArgv(_config, 1, &argument) : CApi.PyConfig_SetBytesArgv(_config, 1, &argument));
        }
    }

    private static string? Message(PyStatus status) => status.Type switch
    {
        0 => null,
        1 => Text(status.Message) ?? "it does not say why",
        _ => $"it wants to exit with {status.ExitCode}",
    };

    private static string? Text(nint text) => Marshal.PtrToStringUTF8(text);
}

/// <summary>CPython's PyStatus: 0 is well, 1 an error, 2 a wish to exit.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PyStatus
{
    public int Type;
    public nint Function;
    public nint Message;
    public int ExitCode;
}
