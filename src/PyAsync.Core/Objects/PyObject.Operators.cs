using System;
using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Objects;

// The languages' operators are Python's. Those of a value that stands left of a live object are static: the languages find
// them by the names that the compiler gives them.
[SuppressMessage("Usage", "CA2225", Justification = "Python's module operator has the named forms.")]
public partial class PyObject
{
    /// <summary>Python's <c>+</c>.</summary>
    public static object? operator +(object? left, PyObject right) => OperateRight(ExpressionType.Add, left, right);

    /// <summary>.NET's concatenation.</summary>
    public static string operator +(string? left, PyObject? right) => string.Concat(left, right?.ToString());

    /// <summary>Python's <c>-</c>.</summary>
    public static object? operator -(object? left, PyObject right) => OperateRight(ExpressionType.Subtract, left, right);

    /// <summary>Python's <c>*</c>.</summary>
    public static object? operator *(object? left, PyObject right) => OperateRight(ExpressionType.Multiply, left, right);

    /// <summary>Python's <c>/</c>.</summary>
    public static object? operator /(object? left, PyObject right) => OperateRight(ExpressionType.Divide, left, right);

    /// <summary>Python's <c>%</c>.</summary>
    public static object? operator %(object? left, PyObject right) => OperateRight(ExpressionType.Modulo, left, right);

    /// <summary>Python's <c>&amp;</c>.</summary>
    public static object? operator &(object? left, PyObject right) => OperateRight(ExpressionType.And, left, right);

    /// <summary>Python's <c>|</c>.</summary>
    public static object? operator |(object? left, PyObject right) => OperateRight(ExpressionType.Or, left, right);

    /// <summary>Python's <c>^</c>.</summary>
    public static object? operator ^(object? left, PyObject right) => OperateRight(ExpressionType.ExclusiveOr, left, right);

    /// <summary>The whole number that the object is, for a parameter or variable of that type. (A cast in a language with dynamic binding is <c>int()</c>, which drops a fraction.)</summary>
    /// <exception cref="InvalidCastException">It is no number, or not a whole one.</exception>
    /// <exception cref="OverflowException">It is too large.</exception>
    public static explicit operator int(PyObject value) => Number<int>(value);

    /// <summary>The same, of 64 bits.</summary>
    public static explicit operator long(PyObject value) => Number<long>(value);

    /// <summary>What <c>float()</c> makes of the object.</summary>
    /// <exception cref="InvalidCastException">It is no number.</exception>
    public static explicit operator double(PyObject value) => Number<double>(value);

    /// <summary>What <c>float()</c> makes of the object, in decimal.</summary>
    public static explicit operator decimal(PyObject value) => Number<decimal>(value);

    /// <summary>Python's operator of two values, the left of which this is.</summary>
    internal object? Operate(ExpressionType operation, object? right)
    {
        bool isEquality = operation is ExpressionType.Equal or ExpressionType.NotEqual;
        if (isEquality && right is null)
        {
            // Of an array, Python would compare each item.
            return operation is ExpressionType.NotEqual;
        }
        return OnLoop(loop =>
        {
            PyOwned other;
            try
            {
                other = Converter.ToPython(right, loop);
            }
            catch (PyConversionException) when (isEquality)
            {
                // What Python has no counterpart of is nothing that it has.
                return operation is ExpressionType.NotEqual;
            }
            using (other)
            {
                using PyOwned result = CApi.Call(new PyBorrowed(Interpreter.Operators.Find(operation)), BorrowFor(loop), other).OrThrow();
                return Result(result, loop);
            }
        });
    }

    /// <summary>Python's operator of this value.</summary>
    internal object? Operate(ExpressionType operation) => OnLoop(loop =>
    {
        using PyOwned result = CApi.Call(new PyBorrowed(Interpreter.Operators.Find(operation)), BorrowFor(loop)).OrThrow();
        return Result(result, loop);
    });

    /// <summary>Python's <c>bool()</c> of the object.</summary>
    internal bool IsTrue() => OnLoop(loop =>
    {
        using PyOwned result = CApi.Call(new PyBorrowed(Interpreter.Operators.Find(ExpressionType.IsTrue)), BorrowFor(loop)).OrThrow();
        return result.Pointer == Interpreter.True;
    });

    /// <summary>Converts the object's value, as an assignment to a variable of that type asks for: a number by <c>int()</c> or <c>float()</c>.</summary>
    internal bool TryConvert(Type type, out object? result)
    {
        result = null;
        if (type == typeof(bool))
        {
            result = IsTrue();
            return true;
        }
        if (type == typeof(string))
        {
            return false;
        }
        object? value = this.PyConvert();
        if (type.IsInstanceOfType(value))
        {
            result = value;
            return true;
        }
        if (value is not IConvertible && PyNumbers.IsNumber(type))
        {
            value = OnLoop(loop => PyNumbers.Of(this, type, loop));
        }
        if (value is not null && PyNumbers.IsNumber(value.GetType()) && PyNumbers.IsNumber(type))
        {
            result = PyNumbers.Fit(value, type);
            return true;
        }
        if (value is IConvertible && (type.IsPrimitive || type == typeof(decimal)))
        {
            result = System.Convert.ChangeType(value, type, System.Globalization.CultureInfo.InvariantCulture);
            return true;
        }
        return false;
    }

    private static T Number<T>(PyObject value)
    {
        ArgumentNullException.ThrowIfNull(value);
        object number = value.OnLoop(loop => PyNumbers.Exactly(value, typeof(T), loop)) ?? throw new InvalidCastException($"A Python object of type '{value.PyTypeName}' is no number.");
        return (T)PyNumbers.Fit(number, typeof(T));
    }

    private static object? OperateRight(ExpressionType operation, object? left, PyObject right)
    {
        ArgumentNullException.ThrowIfNull(right);
        return right.OnLoop(loop => right.OperateRight(operation, left, loop));
    }

    // Python asks the left value first, then this one's __radd__ and the like.
    private object? OperateRight(ExpressionType operation, object? left, IPyScheduler? loop)
    {
        using PyOwned other = Converter.ToPython(left, loop);
        PyBorrowed function = new(Interpreter.Operators.Find(operation));
        using (PyOwned result = CApi.Call(function, other, BorrowFor(loop)))
        {
            if (!result.IsNull)
            {
                return Result(result, loop);
            }
        }
        // PowerShell makes -$o and +$o to 0 - $o and 0 + $o, which not every class of Python knows.
        if (left is 0 && operation is (ExpressionType.Subtract or ExpressionType.Add) && CApi.PyErr_ExceptionMatches(CApi.Exception("PyExc_TypeError")) != 0)
        {
            CApi.PyErr_Clear();
            ExpressionType sign = operation is ExpressionType.Subtract ? ExpressionType.Negate : ExpressionType.UnaryPlus;
            using PyOwned signed = CApi.Call(new PyBorrowed(Interpreter.Operators.Find(sign)), BorrowFor(loop));
            if (!signed.IsNull)
            {
                return Result(signed, loop);
            }
            CApi.PyErr_Clear();
        }
        else
        {
            PyErrors.Throw();
        }
        using PyOwned again = CApi.Call(function, other, BorrowFor(loop)).OrThrow();
        return Result(again, loop);
    }

    private int Compare(IPyScheduler? loop, object? obj)
    {
        if (obj is null)
        {
            return 1;
        }
        using PyOwned other = Converter.ToPython(obj, loop);
        PyBorrowed isLess = new(Interpreter.Operators.Find(ExpressionType.LessThan));
        try
        {
            using PyOwned less = CApi.Call(isLess, BorrowFor(loop), other).OrThrow();
            if (less.Pointer == Interpreter.True)
            {
                return -1;
            }
            using PyOwned greater = CApi.Call(isLess, other, BorrowFor(loop)).OrThrow();
            return greater.Pointer == Interpreter.True ? 1 : 0;
        }
        catch (PyException error) when (error.Is("TypeError"))
        {
            // Equal ones need no order.
            using PyOwned equal = CApi.Call(new PyBorrowed(Interpreter.Operators.Find(ExpressionType.Equal)), BorrowFor(loop), other).OrThrow();
            if (equal.Pointer == Interpreter.True)
            {
                return 0;
            }
            throw;
        }
    }
}
