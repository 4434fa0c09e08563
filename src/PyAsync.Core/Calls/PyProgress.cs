using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Calls;

/// <summary>Progress that Python code told by <c>pyasync.progress</c>, <c>pyasync.track</c> or tqdm: a record that an <see cref="ICallOutput"/> gets.</summary>
/// <param name="Id">The bar's number, from 0.</param>
/// <param name="Activity">What goes on.</param>
/// <param name="Status">Where it is; an empty text where nobody told.</param>
/// <param name="Percent">How far it is, from 0 to 100; -1 where that is not known.</param>
/// <param name="ParentId">The number of the bar that it is part of; -1 for none.</param>
/// <param name="SecondsRemaining">How long it will take yet; -1 where that is not known.</param>
/// <param name="IsCompleted">Whether the bar goes.</param>
public sealed record PyProgress(int Id, string Activity, string Status, int Percent, int ParentId, int SecondsRemaining, bool IsCompleted)
{
    /// <summary>The Python function that gives progress to the origin of the calling task, and says whether it was taken. On a thread that holds the GIL.</summary>
    internal static PyOwned CreateSender() => HostFunction.Create((arguments, _) =>
    {
        PyInterpreter interpreter = PyInterpreter.Current;
        bool taken = CallOrigin.Current?.Output is { } output && output.TryWrite(new PyProgress(
            PyInt.ToInt32(new PyBorrowed(arguments[0])),
            PyText.FromPython(new PyBorrowed(arguments[1])),
            PyText.FromPython(new PyBorrowed(arguments[2])),
            PyInt.ToInt32(new PyBorrowed(arguments[3])),
            PyInt.ToInt32(new PyBorrowed(arguments[4])),
            PyInt.ToInt32(new PyBorrowed(arguments[5])),
            arguments[6] == interpreter.True));
        return interpreter.Bool(taken).Own();
    });
}
