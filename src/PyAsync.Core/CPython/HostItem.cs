using System.Runtime.InteropServices;

namespace PyAsync.CPython;

/// <summary>A kind of number that Python's buffers know: its code of the struct module, kept for ever, and its size.</summary>
internal sealed unsafe class HostItem(string format, int size)
{
    public byte* Format { get; } = (byte*)Marshal.StringToCoTaskMemUTF8(format);

    public int Size { get; } = size;
}
