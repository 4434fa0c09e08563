using System;
using System.Collections.Generic;
using System.Reflection;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Conversion;

/// <summary>
/// Memory of numbers, and arrays where <see cref="PyView"/> asks for it → memoryview, without a copy. Arrays by themselves are
/// lists, as all arrays are.
/// </summary>
internal static class HostBuffers
{
    private static readonly MethodInfo s_memory = Method(nameof(MemoryRule));
    private static readonly MethodInfo s_readOnlyMemory = Method(nameof(ReadOnlyMemoryRule));
    private static readonly MethodInfo s_segment = Method(nameof(SegmentRule));

    private static readonly Dictionary<Type, HostItem> s_items = new()
    {
        [typeof(bool)] = new("?", 1),
        [typeof(sbyte)] = new("b", 1),
        [typeof(byte)] = new("B", 1),
        [typeof(short)] = new("h", 2),
        [typeof(ushort)] = new("H", 2),
        [typeof(int)] = new("i", 4),
        [typeof(uint)] = new("I", 4),
        [typeof(long)] = new("q", 8),
        [typeof(ulong)] = new("Q", 8),
        [typeof(Half)] = new("e", 2),
        [typeof(float)] = new("f", 4),
        [typeof(double)] = new("d", 8),
    };

    /// <summary>The rule of a type that is memory of numbers, else null.</summary>
    public static WriteRule? Rule(Type type)
    {
        if (type == typeof(PyView))
        {
            return (writer, value) => View(writer, (PyView)value);
        }
        if (!type.IsGenericType || !s_items.ContainsKey(type.GetGenericArguments()[0]))
        {
            return null;
        }
        Type definition = type.GetGenericTypeDefinition();
        MethodInfo? method = definition == typeof(Memory<>) ? s_memory
            : definition == typeof(ReadOnlyMemory<>) ? s_readOnlyMemory
            : definition == typeof(ArraySegment<>) ? s_segment
            : null;
        return (WriteRule?)method?.MakeGenericMethod(type.GetGenericArguments()).Invoke(null, [s_items[type.GetGenericArguments()[0]]]);
    }

    /// <summary>Whether arrays of a type can be viewed.</summary>
    public static bool HasItem(Type type) => s_items.ContainsKey(type);

    private static PyOwned View(PyWriter writer, PyView view) =>
        new HostBuffer(view.Array, s_items[view.Array.GetType().GetElementType()!]).View(writer.Converter.BufferType).OrThrow();

    private static WriteRule MemoryRule<T>(HostItem item) => (writer, value) =>
    {
        Memory<T> memory = (Memory<T>)value;
        return new HostBuffer(memory.Pin(), memory.Length, item, readOnly: false).View(writer.Converter.BufferType).OrThrow();
    };

    private static WriteRule ReadOnlyMemoryRule<T>(HostItem item) => (writer, value) =>
    {
        ReadOnlyMemory<T> memory = (ReadOnlyMemory<T>)value;
        return new HostBuffer(memory.Pin(), memory.Length, item, readOnly: true).View(writer.Converter.BufferType).OrThrow();
    };

    private static WriteRule SegmentRule<T>(HostItem item) => (writer, value) =>
    {
        Memory<T> memory = (ArraySegment<T>)value;
        return new HostBuffer(memory.Pin(), memory.Length, item, readOnly: false).View(writer.Converter.BufferType).OrThrow();
    };

    private static MethodInfo Method(string name) => typeof(HostBuffers).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;
}
