namespace PyAsync.Calls;

/// <summary>
/// Who started an await: the command, job or imported function, and where it stands. One object serves all awaits of a
/// command. Python code carries it in a context variable, so that what a task, its child tasks, threads of
/// <c>asyncio.to_thread</c> and callbacks say finds its way to <see cref="Output"/>. Immutable; any thread.
/// </summary>
public sealed class CallOrigin
{
    /// <summary>The command as it was written, or the function's name; empty where nobody told.</summary>
    public string Command { get; init; } = "";

    /// <summary>The full path of the script that the command stands in; null at a prompt.</summary>
    public string? ScriptPath { get; init; }

    /// <summary>The command's line in <see cref="ScriptPath"/>, from 1; 0 at a prompt.</summary>
    public int ScriptLine { get; init; }

    /// <summary>Where the records of this await go; null where nobody takes them.</summary>
    public ICallOutput? Output { get; init; }

    /// <summary>The place and the command, as a list of tasks shows it.</summary>
    public override string ToString() => ScriptPath is null ? Command : $"{ScriptPath}:{ScriptLine}: {Command}";
}
