using System;
using System.Globalization;

namespace PyAsync.Calls;

/// <summary>A converted Python value as the .NET type that the caller asked for.</summary>
internal static class TypedResult
{
    /// <summary>The value as that type: itself, or converted as <see cref="Convert.ChangeType(object, Type, IFormatProvider)"/> does, arrays element by element.</summary>
    /// <exception cref="PyConversionException">It has no such form.</exception>
    public static T As<T>(object? value)
    {
        if (value is T typed)
        {
            return typed;
        }
        if (value is null && default(T) is null)
        {
            return default!;
        }
        return (T)ChangeType(value, typeof(T))!;
    }

    private static object? ChangeType(object? value, Type type)
    {
        Type target = Nullable.GetUnderlyingType(type) ?? type;
        try
        {
            if (value is null)
            {
                return !type.IsValueType || target != type ? null : throw new InvalidCastException();
            }
            if (target.IsInstanceOfType(value))
            {
                return value;
            }
            if (target.IsSZArray && value is object?[] items)
            {
                Type element = target.GetElementType()!;
                Array array = Array.CreateInstance(element, items.Length);
                for (int i = 0; i < items.Length; i++)
                {
                    array.SetValue(ChangeType(items[i], element), i);
                }
                return array;
            }
            if (target.IsEnum)
            {
                return value is string name ? Enum.Parse(target, name, ignoreCase: true) : Enum.ToObject(target, value);
            }
            if (target == typeof(System.Numerics.BigInteger) && value is int or long)
            {
                return new System.Numerics.BigInteger(Convert.ToInt64(value, CultureInfo.InvariantCulture));
            }
            if (target == typeof(string))
            {
                throw new InvalidCastException();
            }
            if (Type.GetTypeCode(target) is >= TypeCode.SByte and <= TypeCode.UInt64 && HasFraction(value))
            {
                throw new InvalidCastException();
            }
            return Convert.ChangeType(value, target, CultureInfo.InvariantCulture);
        }
        catch (Exception error) when (error is InvalidCastException or FormatException or OverflowException or ArgumentException)
        {
            throw new PyConversionException($"A Python result of .NET type '{value?.GetType().ToString() ?? "null"}' cannot become a '{type}'.", value, error);
        }
    }

    // It would be rounded away, without a word.
    private static bool HasFraction(object value) => value is double number ? number != Math.Truncate(number) : value is decimal exact && exact != Math.Truncate(exact);
}
