using System;
using System.Globalization;
using System.Numerics;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Objects;

/// <summary>Live objects as numbers of .NET: what Python's <c>int()</c> and <c>float()</c> make of them.</summary>
internal static class PyNumbers
{
    /// <summary>Whether a type is one of .NET's numbers.</summary>
    public static bool IsNumber(Type type) => (!type.IsEnum && Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.Decimal) || type == typeof(BigInteger);

    /// <summary>The number that an object is: whole where the type is; null where the object's class knows none. On the loop's thread.</summary>
    public static object? Of(PyObject value, Type type, IPyScheduler? loop)
    {
        PyOperators operators = value.Interpreter.Operators;
        bool isWhole = Type.GetTypeCode(type) is not (TypeCode.Single or TypeCode.Double or TypeCode.Decimal);
        using PyOwned number = CApi.Call(new PyBorrowed(isWhole ? operators.Int : operators.Float), value.BorrowFor(loop));
        if (!number.IsNull)
        {
            return value.Result(number, loop);
        }
        if (CApi.PyErr_ExceptionMatches(CApi.Exception("PyExc_TypeError")) == 0)
        {
            PyErrors.Throw();
        }
        CApi.PyErr_Clear();
        return null;
    }

    /// <summary>The same where nothing of it is lost; null where the object's class knows no number. On the loop's thread.</summary>
    /// <exception cref="InvalidCastException">A whole number is asked for, and it has a fraction.</exception>
    public static object? Exactly(PyObject value, Type type, IPyScheduler? loop)
    {
        object? number = Of(value, type, loop);
        return number is int or long or BigInteger && Of(value, typeof(double), loop) is double exact && exact != (double)Fit(number, typeof(double))
            ? throw new InvalidCastException($"The Python object of type '{value.PyTypeName}' is {exact.ToString(CultureInfo.InvariantCulture)}, which is no whole number. A cast to a type of whole numbers drops the fraction.")
            : number;
    }

    /// <summary>A number as one of another type.</summary>
    /// <exception cref="OverflowException">It is beyond what that type can hold.</exception>
    public static object Fit(object number, Type type) => number switch
    {
        _ when type.IsInstanceOfType(number) => number,
        BigInteger big when type == typeof(double) => (double)big,
        BigInteger big when type == typeof(float) => (float)big,
        BigInteger big when type == typeof(decimal) => (decimal)big,
        BigInteger big when type == typeof(ulong) => (ulong)big,
        BigInteger big => throw new OverflowException($"The Python number {big} is beyond {type.Name}."),
        int small when type == typeof(BigInteger) => new BigInteger(small),
        long large when type == typeof(BigInteger) => new BigInteger(large),
        _ => Convert.ChangeType(number, type, CultureInfo.InvariantCulture),
    };
}
