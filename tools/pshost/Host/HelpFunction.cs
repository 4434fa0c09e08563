namespace PsHost.Host;

/// <summary>What pwsh's session has beyond the engine's own defaults.</summary>
internal static class HelpFunction
{
    public static void AddTo(InitialSessionState state)
    {
        // Where the engine defines it at all, its `help` pipes to a pager; here it writes.
        state.Commands.Remove("help", typeof(SessionStateFunctionEntry));
        state.Commands.Add(new SessionStateFunctionEntry("help", "Get-Help @args"));
    }
}
