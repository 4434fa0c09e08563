using System;
using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PyAsync.CPython;

/// <summary>
/// .NET memory that Python reads and writes in place: pinned for as long as Python holds a view of it. Held by the
/// Python object that exports it.
/// </summary>
internal sealed unsafe class HostBuffer
{
    // Where an instance of the exporting type keeps the handle of its HostBuffer: behind what every object has.
    private static int s_offset;

    private readonly int _itemSize;
    private readonly bool _readOnly;
    private readonly nint _length;
    private readonly int _dimensions;
    private readonly byte* _data;
    private readonly byte* _format;
    private readonly nint* _shape;
    private MemoryHandle _memory;
    private GCHandle _array;

    /// <summary>Pins a Memory.</summary>
    public HostBuffer(MemoryHandle memory, int length, HostItem item, bool readOnly)
        : this(item, readOnly, [length])
    {
        _memory = memory;
        _data = (byte*)memory.Pointer;
    }

    /// <summary>Pins an array.</summary>
    public HostBuffer(Array array, HostItem item)
        : this(item, false, Lengths(array))
    {
        _array = GCHandle.Alloc(array, GCHandleType.Pinned);
        _data = (byte*)_array.AddrOfPinnedObject();
    }

    private HostBuffer(HostItem item, bool readOnly, ReadOnlySpan<int> lengths)
    {
        _itemSize = item.Size;
        _format = item.Format;
        _readOnly = readOnly;
        _dimensions = lengths.Length;
        // Shape, then strides.
        _shape = (nint*)NativeMemory.Alloc((nuint)(2 * lengths.Length), (nuint)sizeof(nint));
        _length = item.Size;
        for (int i = lengths.Length - 1; i >= 0; i--)
        {
            _shape[i] = lengths[i];
            _shape[lengths.Length + i] = _length;
            _length *= lengths[i];
        }
    }

    /// <summary>The type whose instances export HostBuffers. Once an interpreter. Null with a Python error set where it cannot be made.</summary>
    public static PyOwned MakeType()
    {
        using PyOwned builtins = CApi.Import("builtins"u8);
        if (builtins.IsNull)
        {
            return default;
        }
        using PyOwned plain = CApi.GetAttribute(builtins, "object"u8);
        using PyOwned size = CApi.GetAttribute(plain, "__basicsize__"u8);
        s_offset = (int)CApi.PyLong_AsLongLongAndOverflow(size, out _);
        PyTypeSlot* slots = stackalloc PyTypeSlot[3];
        slots[0] = new PyTypeSlot { Slot = PyTypeSlot.GetBuffer, Function = (nint)(delegate* unmanaged[Cdecl]<nint, PyBuffer*, int, int>)&GetBuffer };
        slots[1] = new PyTypeSlot { Slot = PyTypeSlot.Finalize, Function = (nint)(delegate* unmanaged[Cdecl]<nint, void>)&Finalize };
        slots[2] = default;
        // Python keeps the name's address in the type (before 3.11), so it must live as long.
        PyTypeSpec spec = new()
        {
            Name = (byte*)Marshal.StringToCoTaskMemUTF8("pyasync.HostBuffer"),
            BasicSize = s_offset + sizeof(nint),
            Slots = slots,
        };
        return CApi.NewType(&spec);
    }

    /// <summary>A memoryview of this memory; the last one that goes frees it. Null with a Python error set, and the memory freed, where it cannot be made.</summary>
    public PyOwned View(PyBorrowed type)
    {
        using PyOwned exporter = CApi.Call(type);
        if (exporter.IsNull)
        {
            Free();
            return default;
        }
        *(nint*)(exporter.Pointer + s_offset) = GCHandle.ToIntPtr(GCHandle.Alloc(this));
        return CApi.PyMemoryView_FromObject(exporter);
    }

    private static int[] Lengths(Array array)
    {
        int[] lengths = new int[array.Rank];
        for (int i = 0; i < lengths.Length; i++)
        {
            lengths[i] = array.GetLength(i);
        }
        return lengths;
    }

    private void Free()
    {
        _memory.Dispose();
        if (_array.IsAllocated)
        {
            _array.Free();
        }
        NativeMemory.Free(_shape);
    }

    private bool Fill(PyBuffer* view, int flags)
    {
        if (_readOnly && (flags & PyBuffer.Writable) != 0)
        {
            return false;
        }
        view->Data = _data;
        view->Length = _length;
        view->ItemSize = _itemSize;
        view->ReadOnly = _readOnly ? 1 : 0;
        view->Dimensions = _dimensions;
        view->Format = (flags & PyBuffer.WithFormat) != 0 ? _format : null;
        view->Shape = (flags & PyBuffer.WithShape) != 0 ? _shape : null;
        view->Strides = (flags & PyBuffer.WithStrides) == PyBuffer.WithStrides ? _shape + _dimensions : null;
        view->SubOffsets = null;
        view->Internal = 0;
        return true;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    [SuppressMessage("Design", "CA1031", Justification = "No exception may cross into Python: it becomes a Python error.")]
    private static int GetBuffer(nint self, PyBuffer* view, int flags)
    {
        try
        {
            view->Owner = 0;
            nint handle = *(nint*)(self + s_offset);
            if (handle == 0 || !Unsafe.As<HostBuffer>(GCHandle.FromIntPtr(handle).Target!).Fill(view, flags))
            {
                CApi.SetError("PyExc_BufferError", handle == 0 ? "this buffer has been released" : "this memory is read-only");
                return -1;
            }
            view->Owner = new PyBorrowed(self).Own().Detach();
            return 0;
        }
        catch (Exception error)
        {
            CApi.SetError("PyExc_BufferError", error.Message);
            return -1;
        }
    }

    // Called by the type's destructor, on whichever thread releases the last view.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    [SuppressMessage("Design", "CA1031", Justification = "No exception may cross into Python.")]
    private static void Finalize(nint self)
    {
        try
        {
            nint address = *(nint*)(self + s_offset);
            // In a forked child the memory lives as long as the process.
            if (address != 0 && !ForkedChild.IsHere)
            {
                *(nint*)(self + s_offset) = 0;
                GCHandle handle = GCHandle.FromIntPtr(address);
                Unsafe.As<HostBuffer>(handle.Target!).Free();
                handle.Free();
            }
        }
        catch (Exception)
        {
            // A destructor has nobody to report to; the memory then lives as long as the process.
        }
    }
}
