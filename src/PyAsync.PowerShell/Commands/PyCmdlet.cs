using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Threading;
using PyAsync.Calls;
using PyAsync.Environments;
using PyAsync.Loops;
using PyAsync.PowerShell.Completion;
using PyAsync.PowerShell.Errors;
using PyAsync.PowerShell.Pipeline;
using PyAsync.PowerShell.ScriptBlocks;

namespace PyAsync.PowerShell.Commands;

/// <summary>What every cmdlet of PyAsync shares: learning that it was stopped, finding loops, reporting errors.</summary>
[SuppressMessage("Usage", "CA2213", Justification = "The source has neither a timer nor a wait handle, so there is nothing to dispose of.")]
public abstract class PyCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopSource = new();
    private readonly List<PyEventLoop> _awaited = [];
    private PipelineRun? _run;

    /// <summary>Makes the cmdlet.</summary>
    private protected PyCmdlet()
    {
    }

    /// <summary>Whether the pipeline was told to stop.</summary>
    private protected bool IsStopping => _stopSource.IsCancellationRequested;

    /// <summary>Cancelled when the pipeline was told to stop. Any thread.</summary>
    private protected CancellationToken StopToken => _stopSource.Token;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        // Python does what .NET does, and a script block given to it may run outside of this session.
        if (SessionState.LanguageMode is not PSLanguageMode.FullLanguage and var mode)
        {
            ThrowTerminatingError(KnownErrors.LanguageMode(MyInvocation.MyCommand.Name, mode));
        }
        if (StreamPreferences.IsAtTerminal(this))
        {
            PromptOutput.Begin(Events, Host);
        }
    }

    /// <summary>The command's wait for Python, from when it is first asked for to the command's end. The pipeline's thread.</summary>
    private protected PipelineRun Run => _run ??= MakeRun();

    /// <summary>The command without what it must keep to itself, with script and line where it is in one.</summary>
    private protected CallOrigin Described => CommandText.OriginOf(this);

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        _stopSource.Cancel();
        _run?.Stop();
    }

    /// <summary>Frees what the cmdlet holds. Awaits that an exception left in flight are cancelled.</summary>
    protected virtual void Dispose(bool disposing) => _run?.Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs what may wait for a loop, with a token that Ctrl+C cancels; the pipeline then ends here.</summary>
    private protected T UntilStopped<T>(Func<CancellationToken, T> wait)
    {
        try
        {
            return wait(_stopSource.Token);
        }
        catch (OperationCanceledException) when (IsStopping)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>The same, for what gives nothing.</summary>
    private protected void UntilStopped(Action<CancellationToken> wait) => UntilStopped(token =>
    {
        wait(token);
        return true;
    });

    /// <summary>The loop that a <c>-Loop</c> parameter names: nothing is that of the innermost <c>Use-PyEventLoop</c>, else the default one, which starts by itself.</summary>
    /// <param name="wanted">The parameter's value.</param>
    /// <param name="waits">Whether the command is going to wait for the loop; on the loop's own thread that is the error <c>PyAsync.WaitOnOwnLoop</c>.</param>
    private protected PyEventLoop FindLoop(object? wanted, bool waits = true)
    {
        PyEventLoop loop = LoopChoice.Find(this, wanted) ?? UntilStopped(token => LoopChoice.StartDefault(this, StartLimit, token));
        LoopChoice.Check(this, loop, waits);
        if (waits)
        {
            _awaited.Add(loop);
            _run?.WaitsFor(loop);
        }
        return loop;
    }

    /// <summary>How long the start of the default loop may take; null for as long as it takes.</summary>
    private protected virtual TimeSpan? StartLimit => null;

    private PipelineRun MakeRun()
    {
        PipelineRun run = new(new CmdletOutput(this), Described) { Pump = { IsAtTerminal = StreamPreferences.IsAtTerminal(this) } };
        _awaited.ForEach(run.WaitsFor);
        return run;
    }

    /// <summary>
    /// The loops whose names match; one of just that name comes before a wildcard's. An error for a name without
    /// wildcards that matches none, and for a pattern that is none.
    /// </summary>
    private protected IEnumerable<PyEventLoop> FindLoops(string[] names)
    {
        foreach (string name in names)
        {
            List<PyEventLoop>? found = NamePatterns.Matching([.. PyEventLoop.All], name, loop => loop.Name);
            if (found is null || (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name)))
            {
                WriteError(KnownErrors.LoopNotFound(name));
                continue;
            }
            foreach (PyEventLoop loop in found)
            {
                yield return loop;
            }
        }
    }

    /// <summary>
    /// Starts Python for a file that says which one it needs, with which packages, where none runs yet. A file that says
    /// nothing changes nothing.
    /// </summary>
    /// <param name="file">The file's full path.</param>
    /// <param name="python">The Python that the user names.</param>
    /// <exception cref="PyAsyncException">The environment cannot be made, or what runs will not do.</exception>
    private protected void StartPythonFor(string file, string? python = null) => UntilStopped(token => LoopChoice.StartPythonFor(this, file, python, token));

    /// <summary>
    /// A path as PowerShell writes it (~/venv, a PSDrive), or a folder at its location such as .venv; else a version or a
    /// command's name. A file at the location is not run by its bare name, as in PowerShell itself.
    /// </summary>
    private protected string? ResolvePython(string? word)
    {
        if (word is null || PythonLocator.IsVersion(word))
        {
            return word;
        }
        if (word.IndexOfAny(['/', '\\', '~', ':']) >= 0)
        {
            return FileSystemPaths.Resolve(this, word);
        }
        string path = System.IO.Path.Combine(WorkingFolder.Of(SessionState), word);
        return System.IO.Directory.Exists(path) && !PythonLocator.IsCommand(word) ? path : word;
    }

    /// <summary>
    /// The file or folder that a path names. One that is there under just that name comes before what a wildcard matches; a
    /// wildcard that matches several ends the command with <c>PyAsync.AmbiguousPath</c>.
    /// </summary>
    private protected string ResolveFile(string path, bool isLiteral)
    {
        string plain = FileSystemPaths.Resolve(this, path);
        if (isLiteral || System.IO.Path.Exists(plain) || !WildcardPattern.ContainsWildcardCharacters(path))
        {
            return plain;
        }
        Collection<string> found;
        try
        {
            found = FileSystemPaths.ResolveExisting(this, path);
        }
        catch (ItemNotFoundException)
        {
            return plain;
        }
        if (found.Count > 1)
        {
            ThrowTerminatingError(KnownErrors.AmbiguousPath(path, found));
        }
        return found.Count == 1 ? found[0] : plain;
    }
}
