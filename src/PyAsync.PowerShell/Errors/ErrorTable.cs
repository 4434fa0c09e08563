using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Text.RegularExpressions;
using PyAsync.Packages;

namespace PyAsync.PowerShell.Errors;

/// <summary>What PowerShell adds to an error of ours.</summary>
/// <param name="Category">The record's category.</param>
/// <param name="Advice">What to do, with facts of the error in braces; null where the message says all.</param>
internal sealed record ErrorEntry(ErrorCategory Category, string? Advice = null);

/// <summary>
/// Every error of PyAsync's own, by its id: a record's id is <c>PyAsync.</c> and the id. The library's messages say what has
/// happened and know no cmdlet; the advice, which does, is here. Ids are stable.
/// </summary>
internal static partial class ErrorTable
{
    /// <summary>What stands in front of an id in a record's.</summary>
    public const string Prefix = "PyAsync.";

    private const string HelpPages = "https://github.com/pyasync/pyasync/blob/main/docs/guides/troubleshooting.md#";

    private static readonly ErrorEntry s_other = new(ErrorCategory.InvalidOperation);

    private static readonly Dictionary<string, ErrorEntry> s_entries = new(StringComparer.Ordinal)
    {
        // Loops.
        ["LoopBusy"] = new(ErrorCategory.OperationTimeout),
        ["LoopExists"] = new(ErrorCategory.ResourceExists, "Use it, stop it with Stop-PyEventLoop -Name '{Loop}', or start one of another name."),
        ["LoopNotFound"] = new(ErrorCategory.ObjectNotFound, "Start it with Start-PyEventLoop -Name '{Loop}'."),
        ["LoopStopped"] = new(ErrorCategory.ResourceUnavailable, "Start it again with Start-PyEventLoop -Name '{Loop}'."),
        ["LoopStuck"] = new(ErrorCategory.OperationTimeout, "Stop it with Stop-PyEventLoop -Name '{Loop}' -Force."),
        ["NoDescriptors"] = new(ErrorCategory.ResourceUnavailable),
        ["NoLoop"] = new(ErrorCategory.ResourceUnavailable, "Start one with Start-PyEventLoop."),
        ["StopTimeout"] = new(ErrorCategory.OperationTimeout, "Give it more time with -TimeoutSeconds, or use -Force to abandon it."),
        ["WaitOnBlockedLoop"] = new(ErrorCategory.DeadlockDetected, "Give Python the script block itself instead of [PyAsync.Callback]::Blocking({...}), or await on another loop with -Loop."),
        ["WaitOnOwnLoop"] = new(ErrorCategory.DeadlockDetected),
        ["WrongLoop"] = new(ErrorCategory.InvalidOperation, "Use this {Value} on its own loop, with -Loop of that name."),

        // Pythons, by what is wrong with them.
        ["PythonAnotherIsRunning"] = new(ErrorCategory.ResourceExists, "That is Start-Job { $null = Start-PyEventLoop -Python '{Wanted}'; ... } | Receive-Job -Wait."),
        ["PythonBrokenEnvironment"] = new(ErrorCategory.InvalidArgument),
        ["PythonInitializationFailed"] = new(ErrorCategory.InvalidArgument, "Remove what is wrong: Remove-Item Env:{Variable}."),
        ["PythonLibraryNotLoadable"] = new(ErrorCategory.InvalidArgument),
        ["PythonLibraryNotTrusted"] = new(ErrorCategory.SecurityError),
        ["PythonMissingExport"] = new(ErrorCategory.InvalidArgument, "Reinstall this Python, or choose another with -Python of this command or of Start-PyEventLoop."),
        ["PythonNoSharedLibrary"] = new(ErrorCategory.NotInstalled, "Or name another Python with -Python of this command or of Start-PyEventLoop."),
        ["PythonNotAnswering"] = new(ErrorCategory.InvalidArgument, "Or name another with -Python of this command or of Start-PyEventLoop, or in PYASYNC_PYTHON."),
        ["PythonNotCPython"] = new(ErrorCategory.InvalidArgument, "Name a CPython with -Python of this command or of Start-PyEventLoop, or in PYASYNC_PYTHON."),
        ["PythonNotFound"] = new(ErrorCategory.NotInstalled, "Get-PyEnvironment lists those that there are; name one with -Python of this command or of Start-PyEventLoop."),
        ["PythonTooOld"] = new(ErrorCategory.InvalidArgument, "Name a newer one with -Python of this command or of Start-PyEventLoop, or in PYASYNC_PYTHON."),
        ["PythonWrongArchitecture"] = new(ErrorCategory.InvalidArgument),
        ["PythonWrongVersion"] = new(ErrorCategory.InvalidArgument, "Or name one with -Python of this command or of Start-PyEventLoop."),

        // What is called, and awaited.
        ["AmbiguousPath"] = new(ErrorCategory.InvalidArgument, "Name one, or give its exact name with -LiteralPath."),
        ["CallbackOffLoop"] = new(ErrorCategory.InvalidOperation, "Call it from a coroutine, or make it a blocking one with [PyAsync.Callback]::Blocking({...})."),
        ["Canceled"] = new(ErrorCategory.OperationStopped),
        ["Cancelled"] = new(ErrorCategory.OperationStopped),
        ["CodeAsFunction"] = new(ErrorCategory.InvalidArgument, "Code is given with -Code: Invoke-PyAwaitable -Code {Quoted}"),
        ["CommandName"] = new(ErrorCategory.InvalidArgument, "A name has letters, digits and underscores, and hyphens between words."),
        ["CommandPipeline"] = new(ErrorCategory.InvalidArgument, "Name a parameter that takes one value, or leave pipeline= out: then it is the first one."),
        ["FileNotFound"] = new(ErrorCategory.ObjectNotFound),
        ["FolderAsFile"] = new(ErrorCategory.ObjectNotFound, "A package's function is called by -Function, with the folder above in -ModulePath of Start-PyEventLoop."),
        ["FolderAsModule"] = new(ErrorCategory.ObjectNotFound, "Give a Python file of it, or put an empty __init__.py into it to make it a package."),
        ["LanguageMode"] = new(ErrorCategory.PermissionDenied, "PyAsync's commands need FullLanguage: have an administrator offer what you need in a trusted script."),
        ["Logged"] = new(ErrorCategory.FromStdErr),
        ["NotFileSystem"] = new(ErrorCategory.InvalidArgument, "Give a path of the file system."),
        ["NotAwaitable"] = new(ErrorCategory.InvalidType, "Give a coroutine, task, future or object with __await__; call a function with -Function instead of passing it."),
        ["NotCallable"] = new(ErrorCategory.InvalidType, "Give a function; an awaitable is piped in or passed as -InputObject."),
        ["NotDisposable"] = new(ErrorCategory.InvalidOperation, "Use-PyObject closes what it was given when its script block has ended."),
        ["NotLive"] = new(ErrorCategory.InvalidType, "Invoke-PyAwaitable -Raw gives what is called as a live object."),
        ["NotTogether"] = new(ErrorCategory.InvalidArgument),
        ["PythonValueNotConvertible"] = new(ErrorCategory.InvalidType, "Keep it in Python with -Raw."),
        ["ScriptBlockFailed"] = new(ErrorCategory.OperationStopped),
        ["Timeout"] = new(ErrorCategory.OperationTimeout),
        ["ValueNotConvertible"] = new(ErrorCategory.InvalidType),

        // Modules as commands.
        ["ModuleNotImported"] = new(ErrorCategory.ObjectNotFound, "Get-PyModule lists those that are."),
        ["FolderNotEmpty"] = new(ErrorCategory.ResourceExists, "Give a new folder, or -Force to write over what is there."),

        // Environments.
        ["AnotherEnvironment"] = new(ErrorCategory.ResourceExists, "Run it in a process of its own: Start-Job { {Command} } | Receive-Job -Wait. Or begin a new PowerShell with it."),
        ["EnvironmentExists"] = new(ErrorCategory.ResourceExists, "New-PyEnvironment '{Path}' -Force replaces it."),
        ["EnvironmentInUse"] = new(ErrorCategory.ResourceBusy, "Make it in a new PowerShell."),
        ["EnvironmentLacking"] = new(ErrorCategory.NotInstalled),
        ["InstallFailed"] = new(ErrorCategory.NotInstalled, "PIP_INDEX_URL names another index and PIP_FIND_LINKS folders with packages (for uv: UV_INDEX_URL, UV_FIND_LINKS); -Verbose shows all that {Installer} says."),
        ["InvalidRequirement"] = new(ErrorCategory.InvalidArgument),
        ["NoCacheFolder"] = new(ErrorCategory.ResourceUnavailable, "Name a folder of your own in PYASYNC_CACHE, or make an environment with New-PyEnvironment and start it with Start-PyEventLoop -Python."),
        ["NoInstaller"] = new(ErrorCategory.NotInstalled),
        ["LinksNotFound"] = new(ErrorCategory.ObjectNotFound, "Give -FindLinks a folder that has the wheels, or a page's address."),
        ["RequirementsNotFound"] = new(ErrorCategory.ObjectNotFound, "Give a requirements.txt, a pyproject.toml, or a Python file with a '# /// script' block."),

        // Tasks, programs, tests, converters.
        ["ConverterNotFound"] = new(ErrorCategory.InvalidOperation, "Get-PyConverter lists those that are."),
        ["InvalidFilter"] = new(ErrorCategory.InvalidOperation, "A '[' begins a set of characters, such as [ab]. Write `[ for the character itself."),
        ["JobHandler"] = new(ErrorCategory.NotSpecified),
        ["NoLiveObjects"] = new(ErrorCategory.ResourceUnavailable),
        ["NotATest"] = new(ErrorCategory.InvalidType, "Pipe in what Invoke-PyAsyncTest -List gives, or its reports; give files and folders with -Path."),
        ["ProgramFailed"] = new(ErrorCategory.FromStdErr),
        ["TaskNotFound"] = new(ErrorCategory.ObjectNotFound, "Get-PyTask lists those that there are."),
        ["TaskNotStopped"] = new(ErrorCategory.OperationTimeout, "It catches CancelledError or its cleanup takes longer; give it more time with -TimeoutSeconds, or stop its loop."),
    };

    // A fact's name; the braces of a script block in an advice are none.
    [GeneratedRegex(@"\{[A-Z]\w*\}")]
    private static partial Regex Placeholder();

    /// <summary>Where an id has its paragraph.</summary>
    public static string LinkOf(string id) => HelpPages + id.ToLowerInvariant();

    /// <summary>The ids that have an entry.</summary>
    public static IEnumerable<string> Ids => s_entries.Keys;

    /// <summary>The entry of an id; that of an id without an entry tells an invalid operation.</summary>
    public static ErrorEntry Find(string id) => s_entries.GetValueOrDefault(id, s_other);

    /// <summary>Whether an id is one of ours, which no Python class may take.</summary>
    public static bool IsOwn(string id) => s_entries.ContainsKey(id) || Enum.TryParse<PyErrorId>(id, out _);

    /// <summary>A message with its advice behind it; without, where a fact that the advice names is not known.</summary>
    public static string WithAdvice(string message, ErrorEntry entry, IReadOnlyDictionary<string, object?> facts)
    {
        if (entry.Advice is not { } advice)
        {
            return message;
        }
        foreach (KeyValuePair<string, object?> fact in facts)
        {
            // Between quotes it is a word of a command.
            advice = advice.Replace("'{" + fact.Key + "}'", ShellWord.Quote(fact.Value?.ToString() ?? ""), StringComparison.Ordinal);
            advice = advice.Replace("{" + fact.Key + "}", fact.Value?.ToString(), StringComparison.Ordinal);
        }
        return Placeholder().IsMatch(advice) ? message : $"{message} {advice}";
    }
}
