using System.Runtime.InteropServices;

namespace PyAsync.Native;

/// <summary><c>Py_buffer</c>; its layout is part of the stable ABI (3.11) and was the same before.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PyBuffer
{
    public byte* Data;
    public nint Owner;
    public nint Length;
    public nint ItemSize;
    public int ReadOnly;
    public int Dimensions;
    public byte* Format;
    public nint* Shape;
    public nint* Strides;
    public nint* SubOffsets;
    public nint Internal;
}

/// <summary><c>PyMethodDef</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PyMethodDef
{
    /// <summary>METH_NOARGS.</summary>
    public const int NoArguments = 0x0004;

    /// <summary>METH_O.</summary>
    public const int OneArgument = 0x0008;

    /// <summary>METH_FASTCALL.</summary>
    public const int FastCall = 0x0080;

    /// <summary>METH_FASTCALL | METH_KEYWORDS.</summary>
    public const int FastCallKeywords = 0x0082;

    public nint Name;
    public nint Function;
    public int Flags;
    public nint Documentation;
}
