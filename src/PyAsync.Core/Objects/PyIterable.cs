using System.Collections;
using System.Collections.Generic;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Objects;

/// <summary>
/// A live Python object that can be iterated: <c>foreach</c> takes its items from Python one by one as they are asked
/// for, so an endless generator is no harm. What is known to hold its items (range, deque, a dict's views) gives them
/// in bulk.
/// </summary>
public sealed class PyIterable : PyObject, IEnumerable<object?>
{
    private const int Bulk = 256;

    private readonly bool _inBulk;

    internal PyIterable(PyInterpreter interpreter, IPyScheduler? loop, PyBorrowed value, string typeName, PyConversion conversion, bool inBulk)
        : base(interpreter, loop, value, typeName, conversion)
    {
        _inBulk = inBulk;
    }

    IEnumerator<object?> IEnumerable<object?>.GetEnumerator()
    {
        using PyObject iterator = PyIterator();
        while (true)
        {
            object?[] items = PyTake(iterator, _inBulk ? Bulk : 1, out bool ended);
            foreach (object? item in items)
            {
                yield return item;
            }
            if (ended)
            {
                yield break;
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<object?>)this).GetEnumerator();
}
