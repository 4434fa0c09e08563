using System;
using System.IO;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;

namespace PsHost.Host;

/// <summary>Empty stand-ins for the assemblies that InitialSessionState.CreateDefault insists on.</summary>
/// <remarks>
/// CreateDefault loads pwsh's command assemblies as snap-ins and fails where there are none. With empty ones it goes on,
/// and the commands come from the modules, as they do after CreateDefault2.
/// </remarks>
internal static class SnapInStubs
{
    private static readonly string[] s_names =
    [
        "Microsoft.PowerShell.ConsoleHost", "Microsoft.PowerShell.Commands.Utility", "Microsoft.PowerShell.Commands.Management",
        "Microsoft.PowerShell.Commands.Diagnostics", "Microsoft.PowerShell.Security",
    ];

    public static void Install() => AssemblyLoadContext.Default.Resolving += Resolve;

    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name)
    {
        if (Array.IndexOf(s_names, name.Name) < 0)
        {
            return null;
        }

        var assembly = new PersistedAssemblyBuilder(new AssemblyName(name.Name!) { Version = name.Version }, typeof(object).Assembly);
        assembly.DefineDynamicModule(name.Name!);
        using var image = new MemoryStream();
        assembly.Save(image);
        image.Position = 0;
        return context.LoadFromStream(image);
    }
}
