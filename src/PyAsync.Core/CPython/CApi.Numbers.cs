using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PyAsync.CPython;

// int, float, complex.
internal static unsafe partial class CApi
{
    [DllImport(Python), SuppressGCTransition]
    public static extern PyOwned PyLong_FromLongLong(long value);

    [DllImport(Python), SuppressGCTransition]
    public static extern PyOwned PyLong_FromUnsignedLongLong(ulong value);

    [DllImport(Python), SuppressGCTransition]
    private static extern long PyLong_AsLongLongAndOverflow(PyBorrowed value, int* overflow);

    [DllImport(Python)]
    private static extern PyOwned PyLong_FromString(byte* text, byte** end, int numberBase);

    [DllImport(Python)]
    public static extern PyOwned PyNumber_ToBase(PyBorrowed value, int numberBase);

    [DllImport(Python), SuppressGCTransition]
    public static extern nint PyLong_AsVoidPtr(PyBorrowed value);

    [DllImport(Python), SuppressGCTransition]
    public static extern PyOwned PyLong_FromVoidPtr(nint address);

    [DllImport(Python), SuppressGCTransition]
    public static extern PyOwned PyFloat_FromDouble(double value);

    [DllImport(Python), SuppressGCTransition]
    public static extern double PyFloat_AsDouble(PyBorrowed value);

    [DllImport(Python)]
    public static extern PyOwned PyComplex_FromDoubles(double real, double imaginary);

    [DllImport(Python)]
    public static extern double PyComplex_RealAsDouble(PyBorrowed value);

    [DllImport(Python)]
    public static extern double PyComplex_ImagAsDouble(PyBorrowed value);

    [DllImport(Python)]
    public static extern PyOwned PyNumber_Index(PyBorrowed value);

    /// <summary>The value of an int; <paramref name="overflow"/> is not 0 where it is none of 64 bits.</summary>
    /// <remarks>For an int only: for anything else it runs Python code, which a call without transition must not.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long PyLong_AsLongLongAndOverflow(PyBorrowed value, out int overflow)
    {
        int over;
        long result = PyLong_AsLongLongAndOverflow(value, &over);
        overflow = over;
        return result;
    }

    /// <summary>An int from its digits in a base.</summary>
    public static PyOwned PyLong_FromString(string digits, int numberBase)
    {
        fixed (byte* text = Utf8(digits))
        {
            return PyLong_FromString(text, null, numberBase);
        }
    }
}
