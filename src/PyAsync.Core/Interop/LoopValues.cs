using System;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;
using PyAsync.Objects;

namespace PyAsync.Interop;

/// <summary>.NET values and work as live Python objects. Any thread.</summary>
public static class LoopValues
{
    /// <summary>A Python awaitable of this loop that ends as the .NET work does; Python's cancelling cancels the work's token.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="work">Starts the work; called at once, on the loop's thread.</param>
    public static PyObject ToAwaitable(this PyEventLoop loop, Func<CancellationToken, Task> work) => loop.ToPython(new PyHostWork(work));

    /// <summary>A live Python object for a .NET value: an awaitable for a Task, a callable for a delegate, and so on.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="value">The value.</param>
    /// <param name="cancellationToken">Ends the waiting for a loop that is busy.</param>
    public static PyObject ToPython(this PyEventLoop loop, object? value, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(loop);
        return loop.Invoke(
            loop =>
            {
                using PyOwned python = loop.Interpreter.Converter.ToPython(value, loop);
                return new PyObject(loop.Interpreter, loop, python);
            },
            TimeSpan.FromSeconds(30),
            cancellationToken);
    }

    /// <summary>The loop that a value becomes an awaitable or a stream of. The loop's thread.</summary>
    /// <exception cref="PyConversionException">This is no loop's thread.</exception>
    internal static PyEventLoop Require(IPyScheduler? scheduler, object value) => scheduler is PyEventLoop { IsCurrent: true } loop
        ? loop
        : throw new PyConversionException($"A value of type '{value.GetType()}' becomes an awaitable of an event loop, so it can be converted only on a loop's thread.", value);
}
