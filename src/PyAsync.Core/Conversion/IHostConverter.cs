using System;
using PyAsync.CPython;
using PyAsync.Loops;

namespace PyAsync.Conversion;

/// <summary>
/// A conversion to Python that another part of PyAsync adds with <see cref="PyConverters.AddHost"/>: tasks, delegates,
/// asynchronous sequences. Asked after users' converters and unwrappers, and before the general rules for collections.
/// </summary>
internal interface IHostConverter
{
    /// <summary>Whether it has something to say about values of this type; asked once for each type.</summary>
    bool Handles(Type type);

    /// <summary>Converts a value of such a type. False leaves it to the next. On the loop's thread, with the GIL.</summary>
    bool TryToPython(object value, PyEventLoop? loop, PyConverter converter, out PyOwned result);
}
