using System;
using System.Collections;
using System.Collections.Generic;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Objects;

/// <summary>
/// What can be done with a live object beside its own members, which may have any name: extension methods, so that they
/// hide none of those. From PowerShell they are called as methods too.
/// </summary>
public static class PyObjectMembers
{
    extension(PyObject value)
    {
        /// <summary>Python's <c>dir()</c> of the object: the names of its attributes, those in double underscores too.</summary>
        public IReadOnlyList<string> PyDir() => value.OnLoop(loop => PyAttributes.Names(value.BorrowFor(loop)));

        /// <summary>An attribute by its exact name.</summary>
        /// <exception cref="PyException">There is none (<c>AttributeError</c>), or reading it failed.</exception>
        public object? PyGetAttribute(string name)
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            return value.OnLoop(loop =>
            {
                using PyOwned key = PyText.ToPython(name).OrThrow();
                using PyOwned attribute = CApi.PyObject_GetAttr(value.BorrowFor(loop), key).OrThrow();
                return value.Convert(attribute, loop);
            });
        }

        /// <summary>Whether there is an attribute of that exact name.</summary>
        public bool PyHasAttribute(string name)
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            return value.OnLoop(loop => PyAttributes.Find(value.BorrowFor(loop), name, ignoreCase: false) is not null);
        }

        /// <summary>Sets an attribute by its exact name.</summary>
        /// <exception cref="PyException">The object does not let it.</exception>
        public void PySetAttribute(string name, object? content)
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            value.OnLoop(loop =>
            {
                value.SetAttribute(loop, name, content);
                return true;
            });
        }

        /// <summary>Python's <c>obj[key]</c>.</summary>
        /// <exception cref="PyException">There is no such item.</exception>
        public object? PyGetItem(object? key) => value.GetItem(key);

        /// <summary>Python's <c>obj[key] = item</c>.</summary>
        /// <exception cref="PyException">The object does not let it.</exception>
        public void PySetItem(object? key, object? item) => value.SetItem(key, item);

        /// <summary>Calls the object on its loop's thread. A coroutine that it returns is a live object, to be awaited.</summary>
        /// <param name="arguments">Positional arguments.</param>
        /// <param name="keyword">Arguments by name, or null.</param>
        /// <exception cref="PyException">The call failed, or the object cannot be called.</exception>
        public object? PyInvoke(object?[] arguments, IDictionary? keyword = null)
        {
            ArgumentNullException.ThrowIfNull(arguments);
            KeyValuePair<string, object?>[] named = PyKeywords.PairsOf(keyword);
            return value.OnLoop(loop => value.Call(loop, value.BorrowFor(loop), arguments, named));
        }

        /// <summary>Calls a method by its exact name on the loop's thread.</summary>
        /// <param name="name">The method's name.</param>
        /// <param name="arguments">Positional arguments.</param>
        /// <param name="keyword">Arguments by name, or null.</param>
        /// <exception cref="PyException">There is no such method, or the call failed.</exception>
        public object? PyInvokeMethod(string name, object?[] arguments, IDictionary? keyword = null)
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            ArgumentNullException.ThrowIfNull(arguments);
            KeyValuePair<string, object?>[] named = PyKeywords.PairsOf(keyword);
            return value.OnLoop(loop =>
            {
                using PyOwned key = PyText.ToPython(name).OrThrow();
                using PyOwned method = CApi.PyObject_GetAttr(value.BorrowFor(loop), key).OrThrow();
                return value.Call(loop, method, arguments, named);
            });
        }

        /// <summary>The object's value in .NET by the usual rules, a copy: what a result of Python would have been; itself where it has no counterpart.</summary>
        public object? PyConvert() => value.OnLoop(loop => value.Copy(loop));

        /// <summary>
        /// Gives the reference back; the object must not be used any more. It is not named Dispose, as Python objects have
        /// a method of that name: this is what <c>using</c> and <see cref="IDisposable"/> call.
        /// </summary>
        public void PyRelease() => ((IDisposable)value).Dispose();
    }
}
