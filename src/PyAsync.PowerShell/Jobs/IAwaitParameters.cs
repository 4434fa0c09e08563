using System;
using PyAsync.Calls;
using PyAsync.PowerShell.Pipeline;

namespace PyAsync.PowerShell.Jobs;

/// <summary>What a command was told of its awaits, whichever command it is.</summary>
internal interface IAwaitParameters
{
    /// <summary>The loop, by name or itself; null where none was named.</summary>
    object? LoopWord { get; }

    /// <summary>The context that the awaits share; null where each has its own.</summary>
    PyContext? SharedContext { get; }

    /// <summary>How long each may take; null without a limit.</summary>
    TimeSpan? TimeLimit { get; }

    /// <summary>Whether a job awaits.</summary>
    bool WantsJob { get; }

    /// <summary>The job's name; null for one made of its number.</summary>
    string? NameOfJob { get; }

    /// <summary>Whether Tasks are written in place of results.</summary>
    bool WantsTasks { get; }

    /// <summary>Whether what Python logs as ERROR or above is an error.</summary>
    bool LogsErrors { get; }

    /// <summary>How the awaits are called and their outcomes written.</summary>
    /// <param name="arguments">With what each is called, behind the pipeline's item.</param>
    AwaitOptions MakeOptions(PyArguments arguments);
}
