using System;

namespace PyAsync.Conversion;

/// <summary>
/// An array of numbers that Python gets as a view of its memory, a memoryview, instead of a list: for numpy and others that
/// take a buffer. Nothing is copied, and what Python writes is in the array. It stays in its place for as long as Python
/// has a view of it. In PowerShell: <c>[PyAsync.View] $numbers</c>.
/// </summary>
public sealed class PyView
{
    /// <summary>Takes the array, of any number of dimensions.</summary>
    /// <exception cref="ArgumentException">Its items are no plain numbers.</exception>
    public PyView(Array array)
    {
        ArgumentNullException.ThrowIfNull(array);
        Type item = array.GetType().GetElementType()!;
        Array = HostBuffers.HasItem(item) ? array : throw new ArgumentException(
            $"An array of '{item}' has no buffer that Python could read. Give one of numbers, such as [double[]] or [int[]].", nameof(array));
    }

    /// <summary>The array.</summary>
    public Array Array { get; }
}
