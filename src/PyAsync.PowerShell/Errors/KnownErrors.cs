using System;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using PyAsync.Calls;
using PyAsync.Environments;
using PyAsync.Loops;
using PyAsync.Packages;

namespace PyAsync.PowerShell.Errors;

/// <summary>The records of what the commands themselves find wrong: message and target here, category and advice of <see cref="ErrorTable"/>.</summary>
internal static class KnownErrors
{
    private static readonly Dictionary<string, object?> s_noFacts = [];

    /// <summary>No loop of that name.</summary>
    public static ErrorRecord LoopNotFound(string name)
    {
        List<string> running = [];
        List<string> others = [];
        foreach (PyEventLoop loop in PyEventLoop.All)
        {
            if (loop.State is PyEventLoopState.Running)
            {
                running.Add($"'{loop.Name}'");
            }
            else
            {
                others.Add($"; '{loop.Name}' is {loop.State.ToString().ToLowerInvariant()}");
            }
        }
        string there = (running.Count == 0 ? "none is running" : "running: " + string.Join(", ", running)) + string.Concat(others);
        return Make("LoopNotFound", $"No Python event loop named '{name}' is running ({there}).", name, new() { ["Loop"] = name });
    }

    /// <summary>An await inside of a blocking callback, on the loop that waits for it.</summary>
    public static ErrorRecord WaitOnBlockedLoop(PyEventLoop loop) => Make(
        "WaitOnOwnLoop",
        $"The Python event loop '{loop.Name}' waits for this script block, so nothing can be awaited on it here: it would wait for itself for ever.",
        loop,
        adviceOf: "WaitOnBlockedLoop");

    /// <summary>An await on the loop's own thread.</summary>
    public static ErrorRecord WaitOnOwnLoop(PyEventLoop loop) => Make(
        "WaitOnOwnLoop",
        $"This script block runs on the thread of the Python event loop '{loop.Name}' itself, as no command waits for the call that it was given to, so nothing can be awaited on that loop here: it would wait for itself for ever. Await it in Python, or on another loop with -Loop.",
        loop);

    /// <summary>An await took longer than it may.</summary>
    /// <param name="call">The await.</param>
    /// <param name="subject">The record's target.</param>
    /// <param name="limit">What it may take.</param>
    /// <param name="mark">How it took its cancellation.</param>
    public static ErrorRecord Timeout(PyCall call, object? subject, TimeSpan limit, TimeoutMark mark)
    {
        string what = call.HasItem ? $"{call.Target.Label} ({Short(call.Item)})" : call.Target.Label;
        string end = !mark.GoesOn ? " and was cancelled."
            : mark.BlockedAt is { } line ? $" and did not end when it was cancelled: the loop's thread is at {line}."
            : " and did not end when it was cancelled: it goes on in the background.";
        TimeoutException error = new(string.Create(CultureInfo.InvariantCulture, $"The await of {Short(what)} took longer than {limit.TotalSeconds:0.###} s{end}")) { HelpLink = ErrorTable.LinkOf("Timeout") };
        return new ErrorRecord(error, ErrorTable.Prefix + "Timeout", ErrorTable.Find("Timeout").Category, subject);
    }

    /// <summary>What Python logged as an error.</summary>
    /// <param name="logged">The log record.</param>
    /// <param name="text">Its text.</param>
    public static ErrorRecord Logged(PyLogRecord logged, string text) => Make("Logged", text, logged.Logger);

    /// <summary>The default loop did not start within the command's time.</summary>
    public static ErrorRecord StartTimeout(TimeSpan limit)
    {
        TimeoutException error = new(string.Create(CultureInfo.InvariantCulture, $"The Python event loop 'Default' did not start within {limit.TotalSeconds:0.###} s. Start it with Start-PyEventLoop first, or see what its Python waits for."));
        return new ErrorRecord(error, ErrorTable.Prefix + "Timeout", ErrorTable.Find("Timeout").Category, PyEventLoopOptions.DefaultName);
    }

    /// <summary>What was given as <c>-Function</c> is nothing that can be called.</summary>
    public static ErrorRecord NotCallable(object? value) => Make(
        "NotCallable", $"-Function takes 'module:function', a Python file or a live Python callable, not '{value}' of type '{value?.GetType()}'.", value, adviceOf: null);

    /// <summary>What was given is no live object.</summary>
    public static ErrorRecord NotLive(object value) => Make(
        "NotLive", $"A value of type '{((value as PSObject)?.BaseObject ?? value).GetType()}' is no live Python object, so there is nothing to enter and leave.", value);

    /// <summary>Two parameters that exclude each other.</summary>
    public static ErrorRecord NotTogether(string command, string one, string other) => Make(
        "NotTogether", $"{command} cannot do both -{one} and -{other}.", other);

    /// <summary>What was given as <c>-Function</c> is code.</summary>
    public static ErrorRecord CodeAsFunction(string code) => Make(
        "CodeAsFunction",
        $"'{Short(code)}' names no function.",
        code,
        new() { ["Quoted"] = ShellWord.Quote(Short(code)) });

    /// <summary>The session is in a language mode that Python would not be bound by.</summary>
    public static ErrorRecord LanguageMode(string command, PSLanguageMode mode) => Make(
        "LanguageMode", $"{command} runs Python, which is bound by no language mode, and this session is in {mode}.", command);

    /// <summary>A path of another provider than the file system.</summary>
    public static ErrorRecord NotFileSystem(string path, string provider) => Make(
        "NotFileSystem", $"'{path}' is a path of PowerShell's {provider} provider, and Python reads files only.", path);

    /// <summary>There is no such Python file.</summary>
    public static ErrorRecord FileNotFound(string file, string given) => Make("FileNotFound", $"The Python file '{file}' does not exist.", given);

    /// <summary>A folder was given where a Python file is wanted.</summary>
    public static ErrorRecord FolderAsFile(string folder, string given) => Make("FileNotFound", $"'{folder}' is a folder: give a Python file.", given, adviceOf: "FolderAsFile");

    /// <summary>A folder that is no package was given where a Python module is wanted.</summary>
    public static ErrorRecord FolderAsModule(string folder, string given) =>
        Make("FileNotFound", $"'{folder}' is a folder without an __init__.py, so it is no Python package.", given, adviceOf: "FolderAsModule");

    /// <summary>There is no such program.</summary>
    public static ErrorRecord ProgramNotFound(string file, string given) =>
        Make("FileNotFound", System.IO.Directory.Exists(file)
            ? $"The folder '{file}' has no __main__.py, so it is no Python program."
            : $"The Python program '{file}' does not exist: give a file, or a folder with a __main__.py.", given);

    /// <summary>There is nothing to find tests in.</summary>
    public static ErrorRecord TestsNotFound(string given) => Make("FileNotFound", $"There is no file or folder '{given}' to find Python tests in.", given);

    /// <summary>A wildcard matches several files where one is wanted.</summary>
    public static ErrorRecord AmbiguousPath(string given, IReadOnlyCollection<string> found) =>
        Make("AmbiguousPath", $"'{given}' matches {found.Count} files: {string.Join(", ", found)}.", given);

    /// <summary>A program ended with an exit code of its own.</summary>
    public static ErrorRecord ProgramFailed(string file, int code, string given) =>
        Make("ProgramFailed", $"The Python program '{file}' ended with exit code {code}.", given);

    /// <summary>An environment lacks what a script needs.</summary>
    public static ErrorRecord EnvironmentLacking(PythonEnvironmentReport report) => Make(
        report.Environment.Problem is { } problem ? $"Python{problem}" : "EnvironmentLacking", string.Join(" ", report.Problems), report.Environment.Executable, adviceOf: null);

    /// <summary>What is to name a package or a range of versions does not.</summary>
    public static ErrorRecord InvalidRequirement(string message, string given) => Make("InvalidRequirement", message.TrimEnd('.') + ".", given);

    /// <summary>There is no such file of requirements.</summary>
    public static ErrorRecord RequirementsNotFound(string file, string given) => Make("FileNotFound", $"The file '{file}' does not exist.", given, adviceOf: "RequirementsNotFound");

    /// <summary>There is no folder of packages.</summary>
    public static ErrorRecord LinksNotFound(string folder, string given) => Make("FileNotFound", $"The folder of packages '{folder}' does not exist.", given, adviceOf: "LinksNotFound");

    /// <summary>No task has that number.</summary>
    public static ErrorRecord TaskNotFound(long id) => Make("TaskNotFound", $"No Python task has the number {id}.", id);

    /// <summary>No pending task has that name.</summary>
    public static ErrorRecord TaskNotFound(string name) => Make("TaskNotFound", $"No pending Python task is named '{name}'.", name);

    /// <summary>A task was cancelled and has not ended.</summary>
    public static ErrorRecord TaskNotStopped(PyTaskInfo task, double seconds, string? place)
    {
        string where = place is null ? "" : $" It is suspended at {place}.";
        return Make("TaskNotStopped", string.Create(CultureInfo.InvariantCulture, $"The Python task {task.Id} '{task.Name}' ({task.Coroutine}) was cancelled and did not end within {seconds:0.###} s.{where}"), task);
    }

    /// <summary>No Python module of that name was imported as commands.</summary>
    public static ErrorRecord ModuleNotImported(string name) => Make("ModuleNotImported", $"No Python module '{name}' was imported as commands.", name);

    /// <summary>A folder to write into has something in it.</summary>
    public static ErrorRecord FolderNotEmpty(string folder) => Make("FolderNotEmpty", $"The folder '{folder}' is not empty.", folder);

    /// <summary>No converter is registered for that type.</summary>
    public static ErrorRecord ConverterNotFound(string type) => Make("ConverterNotFound", $"No converter is registered for '{type}'.", type);

    /// <summary>A <c>-Filter</c> is no wildcard pattern.</summary>
    public static ErrorRecord InvalidFilter(string filter) => Make("InvalidFilter", $"-Filter '{filter}' is no wildcard pattern.", filter);

    /// <summary>What was piped in is no test.</summary>
    public static ErrorRecord NotATest(object value) => Make("NotATest", $"An object of type '{((value as PSObject)?.BaseObject ?? value).GetType()}' is no Python test.", value);

    /// <summary>What was given is no work.</summary>
    public static ErrorRecord NotWork(object work, object given) => Make(
        "NotAwaitable",
        $"A value of type '{work.GetType()}' is no work that Python could await. Give a Task, a ValueTask, a job, a Func[CancellationToken, Task] or a script block.",
        given,
        adviceOf: null);

    private static ErrorRecord Make(string id, string message, object? target, Dictionary<string, object?>? facts = null) => Make(id, message, target, id, facts);

    private static ErrorRecord Make(string id, string message, object? target, string? adviceOf, Dictionary<string, object?>? facts = null)
    {
        ErrorEntry entry = ErrorTable.Find(adviceOf ?? id);
        string text = adviceOf is null ? message : ErrorTable.WithAdvice(message, entry, facts ?? s_noFacts);
        return new ErrorRecord(new PyAsyncException(id, text) { HelpLink = ErrorTable.LinkOf(adviceOf ?? id) }, ErrorTable.Prefix + id, entry.Category, target);
    }

    /// <summary>A value as a few words of one line.</summary>
    internal static string Short(object? value)
    {
        string text = (value is null ? "$null" : PSObject.AsPSObject(value).ToString()).ReplaceLineEndings(" ");
        return text.Length <= 80 ? text : text[..77] + "...";
    }
}
