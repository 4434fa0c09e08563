using System;
using System.Numerics;
using System.Runtime.InteropServices;

namespace PyAsync.CPython;

/// <summary>Typed arrays from objects with the buffer protocol. On a thread that holds the GIL.</summary>
internal static unsafe class PyBufferReader
{
    // .NET arrays have at most 32 dimensions.
    private const int MostDimensions = 32;

    /// <summary>
    /// A copy of the buffer as <c>T[]</c>, <c>T[,]</c> and so on. Null where the object has no buffer, or one of items
    /// that are no plain numbers of this machine's byte order, or none at all (0 dimensions).
    /// </summary>
    /// <param name="value">The object.</param>
    /// <param name="nests">Whether several dimensions become arrays of arrays: <c>T[][]</c>.</param>
    public static Array? TryRead(PyBorrowed value, bool nests)
    {
        PyBuffer buffer;
        if (!CApi.TryGetBuffer(value, &buffer, PyBuffer.RecordsReadOnly))
        {
            // No buffer, or one that cannot be had this way (numpy's datetime64): the caller has another way.
            CApi.PyErr_Clear();
            return null;
        }
        try
        {
            Type? item = ItemType(Marshal.PtrToStringUTF8((nint)buffer.Format), (int)buffer.ItemSize);
            return item is null || buffer.Dimensions is < 1 or > MostDimensions || buffer.SubOffsets != null ? null
                : nests && buffer.Dimensions > 1 ? NestedArrays.Of(Copy(buffer, item), item, buffer.ItemSize) : Copy(buffer, item);
        }
        finally
        {
            CApi.ReleaseBuffer(&buffer);
        }
    }

    private static Array Copy(in PyBuffer buffer, Type item)
    {
        int[] lengths = new int[buffer.Dimensions];
        for (int i = 0; i < lengths.Length; i++)
        {
            if (buffer.Shape[i] > Array.MaxLength)
            {
                throw new PyConversionException($"A Python array of {buffer.Shape[i]} items is longer than a .NET array can be. Take it in slices.");
            }
            lengths[i] = (int)buffer.Shape[i];
        }
        Array result = lengths.Length == 1 ? Row(item, lengths[0]) : Array.CreateInstance(item, lengths);
        if (buffer.Length == 0)
        {
            return result;
        }
        fixed (byte* target = &MemoryMarshal.GetArrayDataReference(result))
        {
            if (IsContiguous(buffer))
            {
                Buffer.MemoryCopy(buffer.Data, target, buffer.Length, buffer.Length);
            }
            else
            {
                byte* end = target;
                CopyStrided(buffer, buffer.Data, 0, ref end);
            }
        }
        if (item == typeof(bool))
        {
            // Any byte but 0 is true to Python, but not the same true to .NET.
            foreach (ref byte flag in MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(result), result.Length))
            {
                flag = flag == 0 ? (byte)0 : (byte)1;
            }
        }
        return result;
    }

    // What is overwritten at once need not be cleared: the types that large arrays are of.
    private static Array Row(Type item, int length) => Type.GetTypeCode(item) switch
    {
        TypeCode.Byte => GC.AllocateUninitializedArray<byte>(length),
        TypeCode.Int16 => GC.AllocateUninitializedArray<short>(length),
        TypeCode.Int32 => GC.AllocateUninitializedArray<int>(length),
        TypeCode.Int64 => GC.AllocateUninitializedArray<long>(length),
        TypeCode.Single => GC.AllocateUninitializedArray<float>(length),
        TypeCode.Double => GC.AllocateUninitializedArray<double>(length),
        _ => Array.CreateInstance(item, length),
    };

    private static bool IsContiguous(in PyBuffer buffer)
    {
        if (buffer.Strides == null)
        {
            return true;
        }
        nint expected = buffer.ItemSize;
        for (int i = buffer.Dimensions - 1; i >= 0; i--)
        {
            // The stride of a dimension of one item is never used, and may be anything.
            if (buffer.Shape[i] > 1 && buffer.Strides[i] != expected)
            {
                return false;
            }
            expected *= buffer.Shape[i];
        }
        return true;
    }

    private static void CopyStrided(in PyBuffer buffer, byte* source, int dimension, ref byte* target)
    {
        nint count = buffer.Shape[dimension];
        nint stride = buffer.Strides[dimension];
        bool last = dimension == buffer.Dimensions - 1;
        for (nint i = 0; i < count; i++, source += stride)
        {
            if (!last)
            {
                CopyStrided(buffer, source, dimension + 1, ref target);
                continue;
            }
            switch (buffer.ItemSize)
            {
                case 8:
                    *(long*)target = *(long*)source;
                    break;
                case 4:
                    *(int*)target = *(int*)source;
                    break;
                default:
                    Buffer.MemoryCopy(source, target, buffer.ItemSize, buffer.ItemSize);
                    break;
            }
            target += buffer.ItemSize;
        }
    }

    // The codes of Python's struct module; 'l' and 'n' have the size that the buffer says.
    private static Type? ItemType(string? format, int size)
    {
        // No format means bytes. '@', '=' and this machine's own order change nothing for single numbers.
        ReadOnlySpan<char> code = format ?? "B";
        if (code.Length > 1 && (code[0] is '@' or '=' || code[0] == (BitConverter.IsLittleEndian ? '<' : '>')))
        {
            code = code[1..];
        }
        return code switch
        {
            "?" when size == 1 => typeof(bool),
            "b" => typeof(sbyte),
            "B" or "c" => typeof(byte),
            "h" or "i" or "l" or "q" or "n" => Signed(size),
            "H" or "I" or "L" or "Q" or "N" => Unsigned(size),
            "e" => typeof(Half),
            "f" when size == 4 => typeof(float),
            "d" when size == 8 => typeof(double),
            "Zd" when size == 16 => typeof(Complex),
            _ => null,
        };
    }

    private static Type? Signed(int size) => size switch
    {
        2 => typeof(short),
        4 => typeof(int),
        8 => typeof(long),
        _ => null,
    };

    private static Type? Unsigned(int size) => size switch
    {
        2 => typeof(ushort),
        4 => typeof(uint),
        8 => typeof(ulong),
        _ => null,
    };
}
