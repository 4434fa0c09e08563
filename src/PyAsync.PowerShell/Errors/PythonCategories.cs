using System;
using System.Collections.Generic;
using System.Management.Automation;
using PyAsync.Objects;

namespace PyAsync.PowerShell.Errors;

/// <summary>The category of Python's exceptions, by their classes.</summary>
internal static class PythonCategories
{
    // The nearest base that is named here decides.
    private static readonly Dictionary<string, ErrorCategory> s_categories = new(StringComparer.Ordinal)
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

    /// <summary>An exception's category.</summary>
    public static ErrorCategory Of(PyException error)
    {
        foreach (string name in error.Bases)
        {
            if (s_categories.TryGetValue(name, out ErrorCategory category))
            {
                return category;
            }
        }
        return ErrorCategory.NotSpecified;
    }
}
