using System;
using System.Runtime.InteropServices;
using System.Text;

namespace PyAsync.CPython;

// str, bytes and buffers.
internal static unsafe partial class CApi
{
    // The most characters that a .NET string has.
    private const int MaxText = 0x3FFFFFDF;

    // Of a text that is decoded in parts.
    private const int PartLength = 1 << 26;

    [DllImport(Python), SuppressGCTransition]
    private static extern PyOwned PyUnicode_New(nint length, uint largest);

    [DllImport(Python)]
    private static extern PyOwned PyUnicode_DecodeUTF16(byte* text, nint size, byte* errors, int* order);

    [DllImport(Python)]
    private static extern byte* PyUnicode_AsUTF8AndSize(PyBorrowed value, nint* size);

    [DllImport(Python)]
    private static extern uint* PyUnicode_AsUCS4(PyBorrowed value, uint* buffer, nint length, int withNull);

    [DllImport(Python)]
    private static extern PyOwned PyUnicode_InternFromString(byte* text);

    [DllImport(Python), SuppressGCTransition]
    private static extern nint PyUnicode_GetLength(PyBorrowed value);

    [DllImport(Python)]
    private static extern PyOwned PyBytes_FromStringAndSize(byte* data, nint size);

    [DllImport(Python)]
    private static extern int PyBytes_AsStringAndSize(PyBorrowed value, byte** data, nint* size);

    [DllImport(Python)]
    private static extern byte* PyByteArray_AsString(PyBorrowed value);

    [DllImport(Python)]
    private static extern nint PyByteArray_Size(PyBorrowed value);

    [DllImport(Python)]
    private static extern int PyObject_GetBuffer(PyBorrowed value, PyBuffer* buffer, int flags);

    [DllImport(Python)]
    private static extern void PyBuffer_Release(PyBuffer* buffer);

    [DllImport(Python)]
    public static extern PyOwned PyMemoryView_FromObject(PyBorrowed value);

    /// <summary>An interned str from a UTF-8 literal.</summary>
    public static PyOwned Intern(ReadOnlySpan<byte> name)
    {
        fixed (byte* pointer = name)
        {
            return PyUnicode_InternFromString(pointer);
        }
    }

    /// <summary>A new str. Lone surrogates stay as they are.</summary>
    public static PyOwned NewText(ReadOnlySpan<char> text)
    {
        // Not for one character: Python shares those.
        if (text.Length > 1 && PyLayout.AsciiText > 0 && Ascii.IsValid(text))
        {
            PyOwned made = PyUnicode_New(text.Length, 127);
            if (!made.IsNull)
            {
                _ = Ascii.FromUtf16(text, new Span<byte>((byte*)made.Pointer + PyLayout.AsciiText, text.Length), out _);
            }
            return made;
        }
        fixed (char* characters = text)
        fixed (byte* errors = "surrogatepass"u8)
        {
            // UTF-16 has a byte-order argument: -1 is little, 1 is big endian; 0 would look for a mark.
            int order = BitConverter.IsLittleEndian ? -1 : 1;
            return PyUnicode_DecodeUTF16((byte*)characters, (nint)text.Length * 2, errors, &order);
        }
    }

    /// <summary>A new str of ASCII whose text is not written yet.</summary>
    public static PyOwned NewAscii(nint length) => PyUnicode_New(length, 127);

    /// <summary>Where the UTF-8 of a str is.</summary>
    public static nint Utf8Of(PyBorrowed value, out nint length)
    {
        nint size;
        byte* utf8 = PyUnicode_AsUTF8AndSize(value, &size);
        length = utf8 == null ? 0 : size;
        return (nint)utf8;
    }

    /// <summary>The text of a str; null with a Python error set where it is none.</summary>
    /// <exception cref="PyConversionException">It is longer than a .NET string can be.</exception>
    public static string? ReadText(PyBorrowed value)
    {
        nint length;
        byte* utf8 = PyUnicode_AsUTF8AndSize(value, &length);
        if (utf8 != null)
        {
            return length <= MaxText ? Encoding.UTF8.GetString(new ReadOnlySpan<byte>(utf8, (int)length)) : ReadLongText(utf8, length, PartLength);
        }
        // UTF-8 has no lone surrogates.
        PyErr_Clear();
        return ReadCodePoints(value);
    }

    /// <summary>A text of more bytes than a string has characters at most, which may be fewer characters. It is decoded in parts.</summary>
    /// <exception cref="PyConversionException">It is longer than a .NET string can be.</exception>
    internal static string ReadLongText(byte* utf8, nint length, int partLength)
    {
        long count = 0;
        for (nint start = 0; start < length;)
        {
            ReadOnlySpan<byte> part = Part(utf8, length, partLength, ref start);
            count += Encoding.UTF8.GetCharCount(part);
        }
        if (count > MaxText)
        {
            throw TooLong(count);
        }
        return string.Create((int)count, (Pointer: (nint)utf8, length, partLength), static (text, source) =>
        {
            for (nint start = 0; start < source.length;)
            {
                ReadOnlySpan<byte> part = Part((byte*)source.Pointer, source.length, source.partLength, ref start);
                text = text[Encoding.UTF8.GetChars(part, text)..];
            }
        });
    }

    // The next part of a text, which ends with a character.
    private static ReadOnlySpan<byte> Part(byte* utf8, nint length, int partLength, ref nint start)
    {
        nint end = Math.Min(start + partLength, length);
        while (end < length && (utf8[end] & 0xC0) == 0x80)
        {
            end--;
        }
        ReadOnlySpan<byte> part = new(utf8 + start, (int)(end - start));
        start = end;
        return part;
    }

    private static PyConversionException TooLong(long count) =>
        new($"A Python str of {count} characters is longer than a .NET string can be, which has {MaxText} at most. Take it in slices, or keep it in Python.");

    // Not by a codec: looking one up is Python code, and Encoding replaces lone surrogates.
    private static string? ReadCodePoints(PyBorrowed value)
    {
        nint count = PyUnicode_GetLength(value);
        if (count < 0)
        {
            return null;
        }
        if (count > MaxText)
        {
            throw TooLong(count);
        }
        uint[] points = new uint[count];
        fixed (uint* pointer = points)
        {
            if (PyUnicode_AsUCS4(value, pointer, count, 0) == null)
            {
                return null;
            }
        }
        StringBuilder text = new(points.Length);
        foreach (uint point in points)
        {
            if (point < 0x10000)
            {
                text.Append((char)point);
            }
            else
            {
                text.Append(char.ConvertFromUtf32((int)point));
            }
        }
        return text.ToString();
    }

    /// <summary>A new bytes.</summary>
    public static PyOwned NewBytes(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* data = bytes)
        {
            return PyBytes_FromStringAndSize(data, bytes.Length);
        }
    }

    /// <summary>What a bytes holds, for as long as it is held; false with a Python error set where it is none.</summary>
    /// <exception cref="PyConversionException">It is longer than a .NET array can be.</exception>
    public static bool TryReadBytes(PyBorrowed value, out ReadOnlySpan<byte> content)
    {
        byte* data;
        nint length;
        if (PyBytes_AsStringAndSize(value, &data, &length) < 0)
        {
            content = default;
            return false;
        }
        content = Content(data, length);
        return true;
    }

    /// <summary>What a bytearray holds, until Python code runs again.</summary>
    /// <exception cref="PyConversionException">It is longer than a .NET array can be.</exception>
    public static ReadOnlySpan<byte> ReadByteArray(PyBorrowed value) => Content(PyByteArray_AsString(value), PyByteArray_Size(value));

    private static ReadOnlySpan<byte> Content(byte* data, nint length) => length <= Array.MaxLength
        ? new ReadOnlySpan<byte>(data, (int)length)
        : throw new PyConversionException($"A Python value of {length} bytes is longer than a .NET array can be. Take it in slices.");

    /// <summary>Asks an object for its memory; false with a Python error set where it gives none.</summary>
    public static bool TryGetBuffer(PyBorrowed value, PyBuffer* buffer, int flags) => PyObject_GetBuffer(value, buffer, flags) == 0;

    /// <summary>Gives memory back.</summary>
    public static void ReleaseBuffer(PyBuffer* buffer) => PyBuffer_Release(buffer);

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text + "\0");
}
