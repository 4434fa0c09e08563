using System;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Conversion;

/// <summary>
/// A conversion to Python that a room above brings as a part of the interpreter: tasks, delegates,
/// asynchronous sequences. Asked after users' converters and unwrappers, and before the general rules for collections.
/// </summary>
internal interface IHostConverter
{
    /// <summary>Whether it has something to say about values of this type; asked once for each type.</summary>
    bool Handles(Type type);

    /// <summary>Converts a value of such a type. False leaves it to the next. On the loop's thread, with the GIL.</summary>
    bool TryToPython(object value, IPyScheduler? scheduler, out PyOwned result);
}
