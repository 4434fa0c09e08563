using System;
using System.Runtime.CompilerServices;

namespace PyAsync.CPython;

/// <summary>
/// Where lists keep their items, ints their digits and strs their text, found out at start by looking into objects that are known, as
/// <see cref="CApi.ProbeTypeOffset"/> does: so that a million items take no two million calls. Where
/// anything looks different, CPython's functions are asked as ever. On a thread that holds the GIL.
/// </summary>
internal static unsafe class PyLayout
{
    // An int of one digit (below 2 to the 30th), by the word in front of its digit.
    private enum IntKind
    {
        Unknown,

        // Until 3.11: the number of digits, negative for a negative int (PyVarObject.ob_size).
        Size,

        // From 3.12 on: the number of digits above three bits, of which two are 0 for positive, 1 for zero, 2 for negative (lv_tag).
        Tag,
    }

    /// <summary>Where a str of ASCII keeps its text; 0 where that is not known.</summary>
    public static int AsciiText { get; private set; }

    private static int s_listItems = -1;
    private static int s_intHead;
    private static IntKind s_intKind;

    /// <summary>Looks into a list and some ints.</summary>
    /// <param name="typeOffset">Where objects keep their type.</param>
    public static void Probe(int typeOffset)
    {
        if (typeOffset < 0)
        {
            return;
        }
        s_intHead = typeOffset + sizeof(nint);
        s_intKind = IntKind.Size;
        if (!ReadsInts())
        {
            s_intKind = IntKind.Tag;
            s_intKind = ReadsInts() ? IntKind.Tag : IntKind.Unknown;
        }
        int items = typeOffset + (2 * sizeof(nint));
        s_listItems = HasItemsAt(items) ? items : -1;
        AsciiText = FindAsciiText();
    }

    /// <summary>The item of a list at an index below its size; false where it must be asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadItem(PyBorrowed list, nint index, out nint item)
    {
        if (s_listItems < 0)
        {
            item = 0;
            return false;
        }
        item = (*(nint**)(list.Pointer + s_listItems))[index];
        return true;
    }

    /// <summary>The value of an int of one digit; false for others. The object is an int or of a class derived from it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadInt(PyBorrowed value, out long number)
    {
        byte* head = (byte*)(value.Pointer + s_intHead);
        nint word = *(nint*)head;
        long digit = *(uint*)(head + sizeof(nint));
        if (s_intKind is IntKind.Tag)
        {
            number = digit * (1 - (word & 3));
            return (nuint)word < 2 << 3;
        }
        number = digit * word;
        return s_intKind is IntKind.Size && (nuint)(word + 1) <= 2;
    }

    private static bool ReadsInts()
    {
        foreach (long expected in (ReadOnlySpan<long>)[0, 1, -1, 255, -255, 1 << 20, 123_456_789, -987_654_321, (1 << 30) - 1, 1 - (1 << 30)])
        {
            using PyOwned value = CApi.PyLong_FromLongLong(expected);
            if (!TryReadInt(value, out long number) || number != expected)
            {
                return false;
            }
        }
        // More digits must be seen as such.
        foreach (long large in (ReadOnlySpan<long>)[1L << 30, -1L << 30, (1L << 30) + 1, 1L << 45, 1L << 60, long.MaxValue, long.MinValue])
        {
            using PyOwned value = CApi.PyLong_FromLongLong(large);
            if (TryReadInt(value, out _))
            {
                return false;
            }
        }
        return true;
    }

    // CPython gives the text itself for its UTF-8, as that is the same.
    private static int FindAsciiText()
    {
        ReadOnlySpan<byte> sample = "sample"u8;
        using PyOwned text = CApi.NewAscii(sample.Length);
        nint offset = CApi.Utf8Of(text, out nint length) - text.Pointer;
        return length == sample.Length && offset is > 0 and < 256 ? (int)offset : 0;
    }

    private static bool HasItemsAt(int offset)
    {
        using PyOwned list = CApi.PyList_New(0);
        nint* known = stackalloc nint[3];
        for (int i = 0; i < 3; i++)
        {
            using PyOwned item = CApi.PyLong_FromLongLong(1000 + i);
            _ = CApi.PyList_Append(list, item);
            known[i] = item.Pointer;
        }
        // A list's size comes before its items: where it is not there, neither are they.
        if (*(nint*)(list.Pointer + offset - sizeof(nint)) != 3)
        {
            return false;
        }
        nint* items = *(nint**)(list.Pointer + offset);
        return items != null && ((nint)items & (sizeof(nint) - 1)) == 0 && new ReadOnlySpan<nint>(items, 3).SequenceEqual(new ReadOnlySpan<nint>(known, 3));
    }
}
