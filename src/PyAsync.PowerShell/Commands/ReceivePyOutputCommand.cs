using System;
using System.Collections.Generic;
using System.Management.Automation;
using PyAsync.Loops;
using PyAsync.PowerShell.Completion;
using PyAsync.PowerShell.Errors;
using PyAsync.PowerShell.Pipeline;

namespace PyAsync.PowerShell.Commands;

/// <summary>Shows what Python code said while no command waited for it.</summary>
[Cmdlet(VerbsCommunications.Receive, "PyOutput", HelpUri = HelpPages.Folder + "Receive-PyOutput.md")]
[OutputType(typeof(void))]
public sealed class ReceivePyOutputCommand : PyCmdlet
{
    private readonly CmdletOutput _output;

    /// <summary>Makes the cmdlet.</summary>
    public ReceivePyOutputCommand() => _output = new CmdletOutput(this);

    /// <summary>The names of loops; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LoopNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>What is shown stays there for the next time.</summary>
    [Parameter]
    public SwitchParameter Keep { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // Also of loops that have ended.
        SortedSet<string> names = new(UnreadRecords.LoopNames(), StringComparer.OrdinalIgnoreCase);
        foreach (PyEventLoop loop in PyEventLoop.All)
        {
            names.Add(loop.Name);
        }
        foreach (string name in Name)
        {
            List<string>? found = NamePatterns.Matching([.. names], name, other => other);
            if (found is null || (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name)))
            {
                WriteError(KnownErrors.LoopNotFound(name));
                continue;
            }
            found.ForEach(Show);
        }
    }

    private void Show(string loop)
    {
        IReadOnlyList<object> records = UnreadRecords.Read(loop, Keep, out int dropped);
        List<object> left = [];
        int next = 0;
        try
        {
            if (dropped > 0)
            {
                string text = UnreadItem.Dropped(dropped, loop);
                dropped = 0;
                WriteWarning(text);
            }
            for (; next < records.Count; next++)
            {
                Show(records[next], left, ref next);
            }
            if (left.Count > 0 && !Keep)
            {
                WriteWarning($"{left.Count} verbose or debug record(s) of the Python event loop '{loop}' stay there, as they would not be seen: 'Receive-PyOutput -Verbose -Debug' shows them.");
            }
        }
        finally
        {
            if (!Keep)
            {
                for (; next < records.Count; next++)
                {
                    left.Add(records[next]);
                }
                UnreadRecords.PutBack(loop, left, dropped);
            }
        }
    }

    private void Show(object unread, List<object> left, ref int next)
    {
        object record = OutputRecord.From(unread);
        if (IsHidden(record))
        {
            left.Add(unread);
            return;
        }
        try
        {
            OutputRecord.TryWrite(_output, record);
        }
        catch when (!IsStopping)
        {
            // It is the last that is seen: by -WarningAction Stop, or by a command downstream that has enough.
            next++;
            throw;
        }
    }

    // Its stream shows nothing, and nobody has said that this is wanted.
    private bool IsHidden(object record) => record switch
    {
        VerboseRecord => !StreamPreferences.ShowsVerbose(this) && !MyInvocation.BoundParameters.ContainsKey("Verbose"),
        DebugRecord => !StreamPreferences.ShowsDebug(this) && !MyInvocation.BoundParameters.ContainsKey("Debug"),
        _ => false,
    };
}
