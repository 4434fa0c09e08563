namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "PSBreakpoint")]
[OutputType(typeof(LineBreakpoint))]
public sealed class SetPSBreakpointCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true)]
    public string[] Script { get; set; } = [];

    [Parameter(Position = 1, Mandatory = true)]
    public int[] Line { get; set; } = [];

    [Parameter(Position = 2)]
    public int Column { get; set; }

    [Parameter]
    public ScriptBlock? Action { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string script in Script)
        {
            string path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(script);
            foreach (int line in Line)
            {
                WriteObject(Context.Debugger.SetLineBreakpoint(path, line, Column, Action, null));
            }
        }
    }
}

[Cmdlet(VerbsCommon.Remove, "PSBreakpoint")]
public sealed class RemovePSBreakpointCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    public Breakpoint[] Breakpoint { get; set; } = [];

    protected override void ProcessRecord()
    {
        foreach (Breakpoint breakpoint in Breakpoint)
        {
            Context.Debugger.RemoveBreakpoint(breakpoint, null);
        }
    }
}
