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
        SortedSet<string> names = new(UnreadRecords.LoopNames(), System.StringComparer.OrdinalIgnoreCase);
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
        CmdletOutput output = new(this);
        IReadOnlyList<object> records = UnreadRecords.Read(loop, Keep, out int dropped);
        if (dropped > 0)
        {
            WriteWarning($"{dropped} older line(s) of the Python event loop '{loop}' were dropped: only the last {UnreadRecords.Most} of all loops are kept.");
        }
        foreach (object record in records)
        {
            OutputRecord.TryWrite(output, OutputRecord.From(record));
        }
    }
}
