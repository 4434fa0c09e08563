using System;
using System.Linq.Expressions;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Objects;

// The languages' operators are Python's.
public partial class PyObject
{
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

    /// <summary>Converts the object's value, as an assignment to a variable of that type asks for.</summary>
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
        if (value is IConvertible && (type.IsPrimitive || type == typeof(decimal)))
        {
            result = System.Convert.ChangeType(value, type, System.Globalization.CultureInfo.InvariantCulture);
            return true;
        }
        return false;
    }

    private int Compare(IPyScheduler? loop, object? obj)
    {
        if (obj is null)
        {
            return 1;
        }
        using PyOwned other = Converter.ToPython(obj, loop);
        PyBorrowed isLess = new(Interpreter.Operators.Find(ExpressionType.LessThan));
        using PyOwned less = CApi.Call(isLess, BorrowFor(loop), other).OrThrow();
        if (less.Pointer == Interpreter.True)
        {
            return -1;
        }
        using PyOwned greater = CApi.Call(isLess, other, BorrowFor(loop)).OrThrow();
        return greater.Pointer == Interpreter.True ? 1 : 0;
    }
}
