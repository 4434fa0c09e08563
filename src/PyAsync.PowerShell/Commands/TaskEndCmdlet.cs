using System.Collections.Generic;
using System.Management.Automation;
using PyAsync.Calls;
using PyAsync.PowerShell.Completion;
using PyAsync.PowerShell.Jobs;

namespace PyAsync.PowerShell.Commands;

/// <summary>What the cmdlets that see tasks end share: which tasks.</summary>
public abstract class TaskEndCmdlet : PyTaskCmdlet
{
    /// <summary>The parameter set of numbers, which is the default one.</summary>
    private protected const string ById = "Id";
    private const string ByName = "Name";
    private const string ByObject = "InputObject";
    private const string ByJob = "Job";

    /// <summary>The numbers.</summary>
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = ById)]
    [ArgumentCompleter(typeof(TaskCompleter))]
    public long[]? Id { get; set; }

    /// <summary>The names; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByName)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TaskCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The tasks themselves.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByObject)]
    [ValidateNotNull]
    public PyTaskInfo[] InputObject { get; set; } = [];

    /// <summary>The jobs whose tasks are meant.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByJob)]
    [ValidateNotNull]
    public PyJob[] Job { get; set; } = [];

    /// <summary>Makes the cmdlet.</summary>
    private protected TaskEndCmdlet()
    {
    }

    /// <summary>The tasks that this record names.</summary>
    private protected IReadOnlyList<PyTaskInfo> ChosenTasks() => ParameterSetName switch
    {
        ByObject => InputObject,
        ByJob => FindTasks(Job),
        _ => FindTasks(Id, Name),
    };
}
