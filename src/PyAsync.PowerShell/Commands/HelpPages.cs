namespace PyAsync.PowerShell.Commands;

/// <summary>Where <c>Get-Help -Online</c> finds the cmdlets' pages.</summary>
internal static class HelpPages
{
    /// <summary>The folder of the pages, one a cmdlet.</summary>
    public const string Folder = "https://github.com/pyasync/pyasync/blob/main/docs/cmdlets/";
}
