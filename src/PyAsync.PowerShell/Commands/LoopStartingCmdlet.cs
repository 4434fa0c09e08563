using System;
using System.IO;
using System.Management.Automation;
using PyAsync.Loops;
using PyAsync.PowerShell.Pipeline;
using PyAsync.PowerShell.ScriptBlocks;

namespace PyAsync.PowerShell.Commands;

/// <summary>What the cmdlets that start a loop share: which Python, which loop, which folders.</summary>
public abstract class LoopStartingCmdlet : PythonCmdlet
{
    /// <summary>Makes the cmdlet.</summary>
    private protected LoopStartingCmdlet()
    {
    }

    /// <summary>Folders put in front of sys.path.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] ModulePath { get; set; } = [];

    /// <summary>asyncio's debug mode.</summary>
    [Parameter]
    public SwitchParameter DebugMode { get; set; }

    /// <summary>
    /// Starts a loop of that name, whose names for code end with it where they are to be forgotten. Ctrl+C ends the
    /// waiting, and the loop as soon as it has started.
    /// </summary>
    private protected PyEventLoop StartLoop(string name, bool forgetNames = false)
    {
        string[] folders = Array.ConvertAll(ModulePath, folder => FileSystemPaths.Resolve(this, folder));
        foreach (string folder in folders)
        {
            // Python passes over it in silence, and an import that fails later does not say why. Archives are files.
            if (!Path.Exists(folder))
            {
                WriteWarning($"The folder '{folder}' of -ModulePath does not exist, so Python finds no modules there.");
            }
        }
        PyEventLoopOptions options = new()
        {
            Name = name,
            Python = ResolvePython(Python),
            LoopFactory = LoopFactory,
            ModulePath = folders,
            DebugMode = DebugMode,
            ForgetNames = forgetNames,
            ForceThreadsafeWaker = Environment.GetEnvironmentVariable("PYASYNC_WAKER") == "threadsafe",
            Host = ModuleHost.Instance,
        };
        LoopChoice.KeepStreamsApart(this);
        return UntilStopped(token => PyEventLoop.Start(options, token));
    }

    /// <summary>Says what was started. In a stopped pipeline this throws, so whoever must stop the loop guards it.</summary>
    private protected void Tell(PyEventLoop loop) => WriteVerbose($"Started the Python event loop '{loop.Name}': {loop.Implementation} on {loop.Python}.");
}
