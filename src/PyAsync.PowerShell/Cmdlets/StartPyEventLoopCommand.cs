using System;
using System.Management.Automation;
using PyAsync.PowerShell.Completers;
using PyAsync.PowerShell.Errors;

namespace PyAsync.PowerShell;

/// <summary>Starts a Python event loop in this process.</summary>
[Cmdlet(VerbsLifecycle.Start, "PyEventLoop")]
[OutputType(typeof(PyEventLoop))]
public sealed class StartPyEventLoopCommand : PyCmdlet
{
    /// <summary>The loop's name.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = PyEventLoopOptions.DefaultName;

    /// <summary>An executable, an environment's folder, or a version.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PythonCompleter))]
    public string? Python { get; set; }

    /// <summary>What makes the loop: asyncio, uvloop, or module:callable.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LoopFactoryCompleter))]
    public string? LoopFactory { get; set; }

    /// <summary>Folders put in front of sys.path.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] ModulePath { get; set; } = [];

    /// <summary>asyncio's debug mode.</summary>
    [Parameter]
    public SwitchParameter DebugMode { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        PyEventLoopOptions options = new()
        {
            Name = Name,
            Python = ResolvePython(Python),
            LoopFactory = LoopFactory,
            ModulePath = Array.ConvertAll(ModulePath, GetUnresolvedProviderPathFromPSPath),
            DebugMode = DebugMode,
            ForceThreadsafeWaker = Environment.GetEnvironmentVariable("PYASYNC_WAKER") == "threadsafe",
        };
        try
        {
            PyEventLoop loop = PyEventLoop.Start(options);
            WriteVerbose($"Started the Python event loop '{loop.Name}': {loop.Implementation} on {loop.Python}.");
            WriteObject(loop);
        }
        catch (Exception error) when (ErrorRecords.IsKnown(error))
        {
            WriteError(ErrorRecords.From(error, Name));
        }
    }

    // A path as PowerShell writes it (~/venv, a PSDrive) where it names something; else a version or a command's name.
    private string? ResolvePython(string? word)
    {
        if (word is null || word.IndexOfAny(['/', '\\', '~', ':']) < 0)
        {
            return word;
        }
        return GetUnresolvedProviderPathFromPSPath(word);
    }
}
