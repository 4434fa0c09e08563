using System;
using System.Collections.Generic;

namespace PyAsync.Objects;

/// <summary>One line of a Python traceback.</summary>
/// <param name="File">The file as Python names it.</param>
/// <param name="Line">The line's number, from 1; 0 where Python has none.</param>
/// <param name="Function">The function's name.</param>
/// <param name="Source">The line's text, or an empty string where it cannot be read.</param>
public sealed record PyFrame(string File, int Line, string Function, string Source)
{
    /// <summary>The package that the file belongs to, where it is the standard library's or an installed one; null for the user's own.</summary>
    public string? Library { get; init; }

    /// <summary>The frame as Python's traceback prints its first line.</summary>
    public override string ToString() => $"File \"{File}\", line {Line}, in {Function}";
}

/// <summary>Where the source of a <c>SyntaxError</c> is wrong.</summary>
/// <param name="File">The file as Python names it.</param>
/// <param name="Line">The line's number, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Source">The line's text.</param>
public sealed record PySyntaxPosition(string File, int Line, int Column, string Source);

/// <summary>
/// An exception that Python raised: its type, message, traceback and chain as .NET values, so that it can be read on
/// any thread and after its loop has stopped.
/// </summary>
public class PyException : PyAsyncException
{
    internal PyException(PyExceptionFacts facts, PyException? cause, PyException? context, IReadOnlyList<PyException> exceptions, PyObject? value)
        : base(PyErrorId.PythonError, facts.Message.Length == 0 ? facts.Type : $"{facts.Type}: {facts.Message}", cause ?? (Exception?)context)
    {
        PythonType = facts.Type;
        PythonModule = facts.Module;
        PythonMessage = facts.Message;
        Traceback = facts.Traceback;
        Frames = facts.Frames;
        Notes = facts.Notes;
        Bases = facts.Bases;
        SyntaxPosition = facts.Syntax;
        Cause = cause;
        Context = context;
        Exceptions = exceptions;
        Value = value;
    }

    /// <summary>The type's name, which is the error's id.</summary>
    public override string ErrorId => PythonType;

    /// <summary>The type's qualified name without its module: <c>ValueError</c>, <c>Outer.InnerError</c>.</summary>
    public string PythonType { get; }

    /// <summary>The module that defines the type: <c>builtins</c>, <c>aiohttp.client_exceptions</c>.</summary>
    public string PythonModule { get; }

    /// <summary>What <c>str()</c> of the exception gives.</summary>
    public string PythonMessage { get; }

    /// <summary>The whole traceback as Python prints it, chained exceptions, notes and groups included.</summary>
    public string Traceback { get; }

    /// <summary>The frames of this exception's own traceback, the innermost last.</summary>
    public IReadOnlyList<PyFrame> Frames { get; }

    /// <summary>The exception's <c>__notes__</c>.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>The unqualified names of the type and its bases, most derived first: <c>ConnectionRefusedError, ConnectionError, OSError, Exception, BaseException</c>.</summary>
    public IReadOnlyList<string> Bases { get; }

    /// <summary>The place in the source, for a <c>SyntaxError</c>.</summary>
    public PySyntaxPosition? SyntaxPosition { get; }

    /// <summary>The exception's <c>__cause__</c> (<c>raise … from …</c>).</summary>
    public PyException? Cause { get; }

    /// <summary>The exception's <c>__context__</c>: what was being handled when it was raised; null where suppressed.</summary>
    public PyException? Context { get; }

    /// <summary>The exceptions of a group; empty for any other exception.</summary>
    public IReadOnlyList<PyException> Exceptions { get; }

    /// <summary>The live exception object; null where it could not be kept.</summary>
    public PyObject? Value { get; }

    /// <summary>The .NET exception that a host callback threw and Python let through, if this is one.</summary>
    public Exception? HostException { get; internal set; }

    /// <summary>Whether the exception is of this Python type or derived from it, by unqualified name.</summary>
    public bool Is(string pythonType)
    {
        foreach (string name in Bases)
        {
            if (name == pythonType)
            {
                return true;
            }
        }
        return false;
    }
}

/// <summary>What is read of one exception before its chain is put together.</summary>
internal sealed record PyExceptionFacts(
    string Type,
    string Module,
    string Message,
    string Traceback,
    IReadOnlyList<PyFrame> Frames,
    IReadOnlyList<string> Notes,
    IReadOnlyList<string> Bases,
    PySyntaxPosition? Syntax);
