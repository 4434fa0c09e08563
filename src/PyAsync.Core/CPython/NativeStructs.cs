using System.Runtime.InteropServices;

namespace PyAsync.CPython;

/// <summary><c>Py_buffer</c>; its layout is part of the stable ABI (3.11) and was the same before.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PyBuffer
{
    /// <summary>PyBUF_WRITABLE.</summary>
    public const int Writable = 0x0001;

    /// <summary>PyBUF_FORMAT.</summary>
    public const int WithFormat = 0x0004;

    /// <summary>PyBUF_ND.</summary>
    public const int WithShape = 0x0008;

    /// <summary>PyBUF_STRIDES, which includes PyBUF_ND.</summary>
    public const int WithStrides = 0x0018;

    /// <summary>PyBUF_RECORDS_RO: format, shape and strides; the memory may be read-only.</summary>
    public const int RecordsReadOnly = WithStrides | WithFormat;

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

/// <summary><c>PyType_Spec</c>; part of the stable ABI.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PyTypeSpec
{
    public byte* Name;
    public int BasicSize;
    public int ItemSize;
    public uint Flags;
    public PyTypeSlot* Slots;
}

/// <summary><c>PyType_Slot</c>; part of the stable ABI.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PyTypeSlot
{
    /// <summary>Py_bf_getbuffer; PyType_FromSpec takes it since 3.9.</summary>
    public const int GetBuffer = 1;

    /// <summary>Py_tp_finalize.</summary>
    public const int Finalize = 80;

    public int Slot;
    public nint Function;
}
