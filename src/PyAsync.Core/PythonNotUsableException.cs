using System;

namespace PyAsync;

/// <summary>Why a Python cannot be used. The names are part of the error ids that PowerShell shows.</summary>
public enum PythonProblem
{
    /// <summary>No Python was found, or the one that was asked for does not exist.</summary>
    NotFound,

    /// <summary>The interpreter did not start or did not answer when it was asked about itself.</summary>
    NotAnswering,

    /// <summary>A virtual environment whose base Python is gone, or a folder that is none.</summary>
    BrokenEnvironment,

    /// <summary>Older than Python 3.9.</summary>
    TooOld,

    /// <summary>Another implementation than CPython.</summary>
    NotCPython,

    /// <summary>Built without a shared library, or its package is not installed.</summary>
    NoSharedLibrary,

    /// <summary>Built for another processor or word size.</summary>
    WrongArchitecture,

    /// <summary>The shared library can be changed by users who cannot change the interpreter.</summary>
    LibraryNotTrusted,

    /// <summary>The shared library exists but does not load.</summary>
    LibraryNotLoadable,

    /// <summary>The shared library lacks a function that PyAsync calls.</summary>
    MissingExport,

    /// <summary>Python refused to start.</summary>
    InitializationFailed,

    /// <summary>Another Python is already running in this process.</summary>
    AnotherIsRunning,

    /// <summary>Of another version than a script or project says that it needs.</summary>
    WrongVersion,
}

/// <summary>The chosen Python cannot be used in this process; the message says why and what to do.</summary>
public sealed class PythonNotUsableException : PyAsyncException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="problem">What is wrong.</param>
    /// <param name="message">The sentence for the user.</param>
    /// <param name="subject">What was asked for: a path, a version, the name of an export.</param>
    /// <param name="innerException">What caused it, if anything did.</param>
    public PythonNotUsableException(PythonProblem problem, string message, string? subject = null, Exception? innerException = null)
        : base(PyErrorId.PythonNotUsable, message, innerException)
    {
        Problem = problem;
        Subject = subject;
    }

    /// <summary>What is wrong.</summary>
    public PythonProblem Problem { get; }

    /// <inheritdoc/>
    public override string ErrorId => $"Python{Problem}";

    /// <summary>What was asked for: a path, a version, the name of an export.</summary>
    public string? Subject { get; }
}
