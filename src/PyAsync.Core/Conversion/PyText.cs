using System;
using System.Text;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Conversion;

/// <summary>
/// Text both ways. A lone surrogate, which UTF-16 strings and Python's str may both hold, survives ("surrogatepass").
/// On a thread that holds the GIL.
/// </summary>
internal static unsafe class PyText
{
    /// <summary>A new str; null with a Python error set where memory ran out.</summary>
    public static PyOwned ToPython(ReadOnlySpan<char> text)
    {
        // Not for one character: Python shares those.
        if (text.Length > 1 && PyLayout.AsciiText > 0 && Ascii.IsValid(text))
        {
            PyOwned made = CApi.PyUnicode_New(text.Length, 127);
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
            return CApi.PyUnicode_DecodeUTF16((byte*)characters, (nint)text.Length * 2, errors, &order);
        }
    }

    /// <summary>The text of a str. Runs no Python code.</summary>
    public static string FromPython(PyBorrowed value)
    {
        nint length;
        byte* utf8 = CApi.PyUnicode_AsUTF8AndSize(value, &length);
        if (utf8 != null)
        {
            return Encoding.UTF8.GetString(new ReadOnlySpan<byte>(utf8, checked((int)length)));
        }
        // UTF-8 has no lone surrogates.
        CApi.PyErr_Clear();
        return FromCodePoints(value);
    }

    // Not by a codec: looking one up is Python code, and Encoding replaces lone surrogates.
    private static string FromCodePoints(PyBorrowed value)
    {
        nint count = CApi.PyUnicode_GetLength(value);
        if (count < 0)
        {
            // It is no str.
            PyErrors.Throw();
        }
        uint[] points = new uint[count];
        fixed (uint* pointer = points)
        {
            if (CApi.PyUnicode_AsUCS4(value, pointer, count, 0) == null)
            {
                PyErrors.Throw();
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

    /// <summary>The text of an attribute, or null where it is missing or no str.</summary>
    public static string? AttributeText(PyBorrowed target, ReadOnlySpan<byte> name)
    {
        using PyOwned value = CApi.GetAttribute(target, name);
        if (value.IsNull)
        {
            CApi.PyErr_Clear();
            return null;
        }
        return CApi.TypeOf(value) == PyInterpreter.Current.Types.Str ? FromPython(value) : null;
    }

    /// <summary>What <c>str()</c> of an object gives.</summary>
    public static string Str(PyBorrowed value)
    {
        using PyOwned text = CApi.PyObject_Str(value).OrThrow();
        return FromPython(text);
    }
}
