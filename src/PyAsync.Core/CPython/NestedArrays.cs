using System;
using System.Runtime.InteropServices;

namespace PyAsync.CPython;

/// <summary>Arrays of several dimensions as arrays in arrays.</summary>
internal static unsafe class NestedArrays
{
    /// <summary>A copy of <c>T[,]</c> as <c>T[][]</c>, and so on.</summary>
    /// <param name="array">The array, of two dimensions or more.</param>
    /// <param name="item">Its items' type, which holds no references.</param>
    /// <param name="itemSize">The size of one, in bytes.</param>
    public static Array Of(Array array, Type item, nint itemSize)
    {
        fixed (byte* source = &MemoryMarshal.GetArrayDataReference(array))
        {
            byte* next = source;
            return Part(array, item, itemSize, 0, ref next);
        }
    }

    private static Array Part(Array array, Type item, nint itemSize, int dimension, ref byte* source)
    {
        int length = array.GetLength(dimension);
        if (dimension == array.Rank - 1)
        {
            Array row = Array.CreateInstance(item, length);
            fixed (byte* target = &MemoryMarshal.GetArrayDataReference(row))
            {
                nint size = length * itemSize;
                Buffer.MemoryCopy(source, target, size, size);
                source += size;
            }
            return row;
        }
        Type part = item;
        for (int i = dimension + 1; i < array.Rank; i++)
        {
            part = part.MakeArrayType();
        }
        Array parts = Array.CreateInstance(part, length);
        for (int i = 0; i < length; i++)
        {
            parts.SetValue(Part(array, item, itemSize, dimension + 1, ref source), i);
        }
        return parts;
    }
}
