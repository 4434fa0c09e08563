using System;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Reflection;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// Ends the commands upstream of a cmdlet that has enough, as <c>Select-Object -First</c> does. PowerShell keeps the
/// exception for it internal (StopUpstreamCommandsException, since 3.0), so it is made by name.
/// </summary>
internal static class UpstreamStop
{
    private static readonly ConstructorInfo? s_constructor = typeof(PSObject).Assembly
        .GetType("System.Management.Automation.StopUpstreamCommandsException")?
        .GetConstructor(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance, [typeof(InternalCommand)]);

    /// <summary>Throws what stops upstream. An engine without it goes on feeding, and what it feeds is ignored.</summary>
    public static void Throw(Cmdlet cmdlet)
    {
        if (s_constructor is not null)
        {
            throw (Exception)s_constructor.Invoke([cmdlet]);
        }
    }
}
