using System;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using PyAsync.Calls;
using PyAsync.Loops;
using PyAsync.Objects;
using PyAsync.PowerShell.Pipeline;

namespace PyAsync.PowerShell.Errors;

/// <summary>Makes ErrorRecords of what goes wrong. The ids, without the command's name that PowerShell adds, are stable.</summary>
internal static class ErrorRecords
{
    private const string Prefix = "PyAsync.";

    /// <summary>Whether an exception is one that this class has a record for.</summary>
    public static bool IsKnown(Exception error) => error is PyException or PyAsyncException or PythonNotUsableException;

    /// <summary>The record for an exception.</summary>
    public static ErrorRecord From(Exception error, object? target)
    {
        switch (error)
        {
            case PyTargetException { InnerException: { } cause } failure:
                return From(cause, failure.Target.ToString());
            case PyException { HostException: RuntimeException { ErrorRecord: { } carried } }:
                // A script block's own error that Python let through.
                return carried;
            case PyException python:
                return FromPython(python, target);
            case PythonNotUsableException unusable:
                return new ErrorRecord(unusable, $"{Prefix}Python{unusable.Problem}", CategoryOf(unusable.Problem), unusable.Subject);
            case PyConversionException conversion:
                return new ErrorRecord(conversion, Prefix + conversion.ErrorId, ErrorCategory.InvalidType, conversion.Value ?? target);
            case PyAsyncException own:
                return new ErrorRecord(own, Prefix + own.ErrorId, CategoryOf(own.ErrorId), target);
            case OperationCanceledException canceled:
                return new ErrorRecord(canceled, Prefix + "Canceled", ErrorCategory.OperationStopped, target);
            default:
                return new ErrorRecord(error, Prefix + error.GetType().Name, ErrorCategory.NotSpecified, target);
        }
    }

    /// <summary>No loop of that name.</summary>
    public static ErrorRecord LoopNotFound(string name)
    {
        List<string> names = [];
        foreach (PyEventLoop loop in PyEventLoop.All)
        {
            names.Add($"'{loop.Name}'");
        }
        string there = names.Count == 0 ? "none is running" : "running: " + string.Join(", ", names);
        PyAsyncException error = new("LoopNotFound", $"No Python event loop named '{name}' is running ({there}). Start it with Start-PyEventLoop -Name '{name}'.");
        return new ErrorRecord(error, Prefix + error.ErrorId, ErrorCategory.ObjectNotFound, name);
    }

    /// <summary>An await took longer than it may.</summary>
    /// <param name="call">The await.</param>
    /// <param name="limit">What it may take.</param>
    /// <param name="mark">How it took its cancellation.</param>
    public static ErrorRecord Timeout(PipelineCall call, TimeSpan limit, TimeoutMark mark)
    {
        string what = call.HasItem ? $"{call.Target} ({Short(call.Item)})" : call.Target.ToString()!;
        string end = !mark.GoesOn ? " and was cancelled."
            : mark.BlockedAt is { } line ? $" and did not end when it was cancelled: the loop's thread is at {line}."
            : " and did not end when it was cancelled: it goes on in the background.";
        PyAsyncException error = new("Timeout", string.Create(CultureInfo.InvariantCulture, $"The await of {Short(what)} took longer than {limit.TotalSeconds:0.###} s{end}"));
        return new ErrorRecord(error, Prefix + error.ErrorId, ErrorCategory.OperationTimeout, call.HasItem ? call.Item : call.Target.ToString());
    }

    private static ErrorRecord FromPython(PyException error, object? target)
    {
        string id = error.Is("CancelledError") ? "Cancelled" : error.PythonType;
        ErrorRecord record = new(error, Prefix + id, CategoryOf(error), target)
        {
            ErrorDetails = new ErrorDetails(error.Message) { RecommendedAction = PythonErrorText.Of(error) },
        };
        return record;
    }

    private static ErrorCategory CategoryOf(PyException error)
    {
        foreach (string name in error.Bases)
        {
            if (s_pythonCategories.TryGetValue(name, out ErrorCategory category))
            {
                return category;
            }
        }
        return ErrorCategory.NotSpecified;
    }

    // The nearest base that is named here decides.
    private static readonly Dictionary<string, ErrorCategory> s_pythonCategories = new(StringComparer.Ordinal)
    {
        ["CancelledError"] = ErrorCategory.OperationStopped,
        ["TimeoutError"] = ErrorCategory.OperationTimeout,
        ["ConnectionError"] = ErrorCategory.ConnectionError,
        ["gaierror"] = ErrorCategory.ConnectionError,
        ["PermissionError"] = ErrorCategory.PermissionDenied,
        ["FileNotFoundError"] = ErrorCategory.ObjectNotFound,
        ["FileExistsError"] = ErrorCategory.ResourceExists,
        ["BlockingIOError"] = ErrorCategory.ResourceBusy,
        ["OSError"] = ErrorCategory.OpenError,
        ["EOFError"] = ErrorCategory.ReadError,
        ["ImportError"] = ErrorCategory.NotInstalled,
        ["SyntaxError"] = ErrorCategory.ParserError,
        ["UnicodeError"] = ErrorCategory.InvalidData,
        ["JSONDecodeError"] = ErrorCategory.ParserError,
        ["ValueError"] = ErrorCategory.InvalidArgument,
        ["TypeError"] = ErrorCategory.InvalidType,
        ["FunctionNotFound"] = ErrorCategory.ObjectNotFound,
        ["LookupError"] = ErrorCategory.ObjectNotFound,
        ["AttributeError"] = ErrorCategory.ObjectNotFound,
        ["NameError"] = ErrorCategory.ObjectNotFound,
        ["NotImplementedError"] = ErrorCategory.NotImplemented,
        ["ArithmeticError"] = ErrorCategory.InvalidResult,
        ["AssertionError"] = ErrorCategory.InvalidResult,
        ["MemoryError"] = ErrorCategory.ResourceUnavailable,
        ["RecursionError"] = ErrorCategory.LimitsExceeded,
        ["SystemExit"] = ErrorCategory.OperationStopped,
        ["KeyboardInterrupt"] = ErrorCategory.OperationStopped,
        ["RuntimeError"] = ErrorCategory.InvalidOperation,
    };

    private static ErrorCategory CategoryOf(string errorId) => errorId switch
    {
        "LoopExists" => ErrorCategory.ResourceExists,
        "LoopStopped" => ErrorCategory.ResourceUnavailable,
        "StopTimeout" or "LoopBusy" => ErrorCategory.OperationTimeout,
        "NotAwaitable" or "NotCallable" => ErrorCategory.InvalidType,
        "OutOfRange" => ErrorCategory.InvalidArgument,
        "WaitOnOwnLoop" => ErrorCategory.DeadlockDetected,
        _ => ErrorCategory.InvalidOperation,
    };

    private static ErrorCategory CategoryOf(PythonProblem problem) => problem switch
    {
        PythonProblem.NotFound or PythonProblem.NoSharedLibrary => ErrorCategory.NotInstalled,
        PythonProblem.AnotherIsRunning => ErrorCategory.ResourceExists,
        _ => ErrorCategory.InvalidArgument,
    };

    private static string Short(object? value)
    {
        string text = value?.ToString() ?? "$null";
        text = text.ReplaceLineEndings(" ");
        return text.Length <= 80 ? text : text[..77] + "...";
    }
}
