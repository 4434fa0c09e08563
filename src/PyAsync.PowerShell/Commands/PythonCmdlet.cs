using System.Management.Automation;
using PyAsync.PowerShell.Completion;

namespace PyAsync.PowerShell.Commands;

/// <summary>What the cmdlets that may start Python and make loops share: which Python, which loop.</summary>
public abstract class PythonCmdlet : PyCmdlet
{
    /// <summary>Makes the cmdlet.</summary>
    private protected PythonCmdlet()
    {
    }

    /// <summary>An executable, an environment's folder, or a version.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PythonCompleter))]
    public string? Python { get; set; }

    /// <summary>What makes a loop: asyncio, uvloop, or module:callable.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LoopFactoryCompleter))]
    public string? LoopFactory { get; set; }
}
