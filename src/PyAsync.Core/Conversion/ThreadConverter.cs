using System;
using System.Collections.Concurrent;
using PyAsync.Interpreters;

namespace PyAsync.Conversion;

/// <summary>
/// The calling thread's converter on a build without the GIL, where several threads convert at once. A thread that ends gives
/// it back, with what it remembers, for the next one.
/// </summary>
internal sealed class ThreadConverter
{
    private static readonly ConcurrentBag<PyConverter> s_free = [];

    [ThreadStatic]
    private static ThreadConverter? s_own;

    private readonly PyConverter _converter;

    private ThreadConverter(PyInterpreter interpreter) =>
        _converter = s_free.TryTake(out PyConverter? free) ? free : new PyConverter(interpreter);

    // The thread has ended. Nothing of Python is touched.
    ~ThreadConverter() => s_free.Add(_converter);

    /// <summary>The converter. One interpreter a process is all that this is for.</summary>
    public static PyConverter Of(PyInterpreter interpreter) => (s_own ??= new ThreadConverter(interpreter))._converter;
}
