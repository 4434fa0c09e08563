using System;
using System.Collections.Generic;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Conversion;

/// <summary>Arrays of numbers → lists, without a box for each number.</summary>
internal static class NumberLists
{
    private static readonly Dictionary<Type, WriteRule> s_rules = new()
    {
        [typeof(bool[])] = Rule<bool>(value => PyInterpreter.Current.Bool(value).Own()),
        [typeof(sbyte[])] = Rule<sbyte>(value => CApi.PyLong_FromLongLong(value)),
        [typeof(short[])] = Rule<short>(value => CApi.PyLong_FromLongLong(value)),
        [typeof(ushort[])] = Rule<ushort>(value => CApi.PyLong_FromLongLong(value)),
        [typeof(int[])] = Rule<int>(value => CApi.PyLong_FromLongLong(value)),
        [typeof(uint[])] = Rule<uint>(value => CApi.PyLong_FromLongLong(value)),
        [typeof(long[])] = Rule<long>(value => CApi.PyLong_FromLongLong(value)),
        [typeof(ulong[])] = Rule<ulong>(value => CApi.PyLong_FromUnsignedLongLong(value)),
        [typeof(Half[])] = Rule<Half>(value => CApi.PyFloat_FromDouble((double)value)),
        [typeof(float[])] = Rule<float>(value => CApi.PyFloat_FromDouble(value)),
        [typeof(double[])] = Rule<double>(value => CApi.PyFloat_FromDouble(value)),
    };

    private delegate PyOwned Make<in T>(T value);

    /// <summary>The rule of an array type, or null.</summary>
    public static WriteRule? Rule(Type type) => s_rules.GetValueOrDefault(type);

    private static WriteRule Rule<T>(Make<T> make) => (writer, value) =>
    {
        ReadOnlySpan<T> items = (T[])value;
        using PyOwned list = CApi.PyList_New(items.Length).OrThrow();
        for (int i = 0; i < items.Length; i++)
        {
            PyOwned item = make(items[i]).OrThrow();
            _ = CApi.PyList_InitItem(list, i, item.Steal());
        }
        return list.Borrow().Own();
    };
}
