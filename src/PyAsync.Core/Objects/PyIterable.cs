using System;
using System.Collections;
using System.Collections.Generic;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Objects;

/// <summary>
/// A live Python iterator or collection: <c>foreach</c> takes its items from Python one by one as they are asked for, so
/// an endless generator is no harm. What is known to hold its items (a set, a dict's views) gives them in bulk.
/// </summary>
public class PyIterable : PyObject, IEnumerable<object?>
{
    private const int Bulk = 256;

    private readonly bool _inBulk;

    internal PyIterable(PyInterpreter interpreter, IPyScheduler? loop, PyBorrowed value, string typeName, PyConversion conversion, bool inBulk)
        : base(interpreter, loop, value, typeName, conversion)
    {
        _inBulk = inBulk;
    }

    IEnumerator<object?> IEnumerable<object?>.GetEnumerator() =>
        // An iterator's items are gone once they are taken, so who only shows it gets its text instead.
        !_inBulk && Host?.IsShowing() is true ? Text() : Items();

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<object?>)this).GetEnumerator();

    private IEnumerator<object?> Text() => ((IEnumerable<object?>)[PyRepr]).GetEnumerator();

    private IEnumerator<object?> Items()
    {
        using PyObject? iterator = Iterator();
        if (iterator is null)
        {
            yield return PyRepr;
            yield break;
        }
        while (true)
        {
            object?[] items = Take(iterator, out bool ended);
            if (Array.Exists(items, item => item is PyMapping or PyIterable) && Host?.IsShowing() is true)
            {
                // Views show a container in a container by nothing but its braces.
                items = Array.ConvertAll(items, item => item is PyMapping or PyIterable ? ((PyObject)item).PyRepr : item);
            }
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

    // Null for one who only shows the object, whose loop does not answer.
    private PyObject? Iterator()
    {
        try
        {
            return OnLoop(loop =>
            {
                using PyOwned own = CApi.PyObject_GetIter(BorrowFor(loop)).OrThrow();
                return new PyObject(Interpreter, Owner, own, PyTypeName, PyConversion.Default);
            });
        }
        catch (Exception error) when (IsOnlyShown(error))
        {
            return null;
        }
    }

    private object?[] Take(PyObject iterator, out bool ended)
    {
        bool end = false;
        int most = _inBulk ? Bulk : 1;
        object?[] items = OnLoop(loop =>
        {
            List<object?> taken = new(most);
            // An iterator gives results; what a collection holds may be changed in it.
            bool isIterator = iterator.Pointer == Pointer;
            while (taken.Count < most)
            {
                using PyOwned item = CApi.PyIter_Next(iterator.BorrowFor(loop));
                if (item.IsNull)
                {
                    if (!CApi.PyErr_Occurred().IsNull)
                    {
                        PyErrors.Throw();
                    }
                    end = true;
                    break;
                }
                taken.Add(isIterator ? Result(item, loop) : Convert(item, loop));
            }
            return taken.ToArray();
        });
        ended = end;
        return items;
    }
}
