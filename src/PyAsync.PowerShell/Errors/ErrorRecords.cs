using System;
using System.Management.Automation;
using PyAsync.Calls;
using PyAsync.Objects;

namespace PyAsync.PowerShell.Errors;

/// <summary>Makes ErrorRecords of what goes wrong. The ids, without the command's name that PowerShell adds, are stable.</summary>
internal static class ErrorRecords
{
    /// <summary>Whether an exception is one that this class has a record for.</summary>
    public static bool IsKnown(Exception error) => error is PyException or PyAsyncException;

    /// <summary>The record for an exception.</summary>
    /// <param name="error">The exception.</param>
    /// <param name="target">What failed: the pipeline's item, or what was called.</param>
    /// <param name="hasItem">Whether the target is an item of the pipeline.</param>
    public static ErrorRecord From(Exception error, object? target, bool hasItem = false)
    {
        switch (error)
        {
            case PyTargetException { InnerException: { } cause } failure:
                return From(cause, failure.Target.ToString());
            case PyException { HostException: RuntimeException { ErrorRecord: { } carried } }:
                // A script block's own error that Python let through.
                return ScriptBlockError.Of(carried, target, hasItem);
            case PyException python:
                return FromPython(python, target, hasItem);
            case PythonNotUsableException unusable:
                return FromOwn(unusable, unusable.Subject, unusable.ErrorId);
            case PyConversionException { Value: null } reading:
                return FromOwn(reading, target, adviceOf: "PythonValueNotConvertible");
            case PyConversionException writing:
                return FromOwn(writing, writing.Value, writing.ErrorId);
            case PyAsyncException own:
                return FromOwn(own, target, own.ErrorId);
            case OperationCanceledException canceled:
                return new ErrorRecord(canceled, ErrorTable.Prefix + "Canceled", ErrorTable.Find("Canceled").Category, target);
            default:
                return new ErrorRecord(error, ErrorTable.Prefix + error.GetType().Name, ErrorCategory.NotSpecified, target);
        }
    }

    // The library's message stays the exception's; what is shown has the advice behind it.
    private static ErrorRecord FromOwn(PyAsyncException error, object? target, string adviceOf)
    {
        ErrorEntry entry = ErrorTable.Find(adviceOf);
        string text = ErrorTable.WithAdvice(error.Message, entry, error.Facts);
        error.HelpLink ??= ErrorTable.LinkOf(error.ErrorId);
        return new ErrorRecord(error, ErrorTable.Prefix + error.ErrorId, entry.Category, target)
        {
            ErrorDetails = text == error.Message ? null : new ErrorDetails(text),
        };
    }

    // Where the view of this module does not reach, as in the parent of a job's process, the recommendation tells the places.
    private static ErrorRecord FromPython(PyException error, object? target, bool hasItem)
    {
        string places = PythonErrorText.Of(error);
        if (error.PythonModule?.StartsWith("pyasync", StringComparison.Ordinal) == true || error.Is("CancelledError"))
        {
            error.HelpLink ??= ErrorTable.LinkOf(IdOf(error));
        }
        return PythonErrorView.Mark(new ErrorRecord(error, ErrorTable.Prefix + IdOf(error), PythonCategories.Of(error), target)
        {
            ErrorDetails = new ErrorDetails(error.Message) { RecommendedAction = places.Length == 0 ? "" : "see where Python raised it:" + places },
        }, hasItem);
    }

    // A Python class whose name is an id of ours is told apart by its module.
    private static string IdOf(PyException error) =>
        error.Is("CancelledError") ? "Cancelled"
        : ErrorTable.IsOwn(error.PythonType) ? $"{error.PythonModule}.{error.PythonType}"
        : error.PythonType;
}
