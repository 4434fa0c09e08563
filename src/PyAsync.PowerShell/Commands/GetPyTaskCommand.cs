using System.Management.Automation;
using PyAsync.Calls;
using PyAsync.PowerShell.Completion;
using PyAsync.PowerShell.Jobs;

namespace PyAsync.PowerShell.Commands;

/// <summary>Lists the asyncio tasks of the Python event loops.</summary>
[Cmdlet(VerbsCommon.Get, "PyTask", DefaultParameterSetName = ByName, HelpUri = HelpPages.Folder + "Get-PyTask.md")]
[OutputType(typeof(PyTaskInfo))]
public sealed class GetPyTaskCommand : PyTaskCmdlet
{
    private const string ById = "Id";
    private const string ByName = "Name";
    private const string ByJob = "Job";

    /// <summary>The numbers; tasks that have ended are found by them too.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ById)]
    [ArgumentCompleter(typeof(TaskCompleter))]
    public long[]? Id { get; set; }

    /// <summary>The names; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = ByName)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TaskCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The jobs whose tasks are meant.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByJob)]
    [ValidateNotNull]
    public PyJob[] Job { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord() =>
        WriteObject(ParameterSetName == ByJob ? FindTasks(Job) : FindTasks(ParameterSetName == ById ? Id : null, Name), enumerateCollection: true);
}
