using System;
using PyAsync.Interpreters;
using PyAsync.Objects;
using PyAsync.PowerShell.Errors;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>PowerShell as the host of live objects: Ctrl+C ends their waits, and their errors are records as those of commands. Any thread.</summary>
internal sealed class ObjectHost : IObjectHost
{
    /// <summary>How Python's values reach PowerShell where no parameter says otherwise.</summary>
    public static readonly PyConversion Conversion = ConversionOf(isRaw: false, asHashtable: false);

    private static readonly ObjectHost s_instance = new();

    private ObjectHost()
    {
    }

    /// <summary>How they do where parameters say otherwise.</summary>
    public static PyConversion ConversionOf(bool isRaw, bool asHashtable) => new()
    {
        Raw = isRaw,
        AsHashtable = asHashtable,
        Records = PSRecordFactory.Instance,
        HasNestedArrays = true,
        Host = s_instance,
    };

    public bool Wait(IPendingWork work) => StoppableWait.Wait(work);

    public Exception Failure(PyAsyncException error, string typeName) => new UseException(error, ErrorRecords.From(error, typeName));

    public bool IsShowing() => Askers.IsShowing();
}
