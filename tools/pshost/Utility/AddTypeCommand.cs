using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommon.Add, "Type", DefaultParameterSetName = "FromSource")]
[OutputType(typeof(Type))]
public sealed class AddTypeCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "FromSource")]
    public string? TypeDefinition { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "FromMember")]
    public string? Name { get; set; }

    [Parameter(Position = 1, Mandatory = true, ParameterSetName = "FromMember")]
    public string[]? MemberDefinition { get; set; }

    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "FromPath")]
    public string[]? Path { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "FromLiteralPath")]
    [Alias("PSPath", "LP")]
    public string[]? LiteralPath { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "FromAssemblyName")]
    [Alias("AN")]
    public string[]? AssemblyName { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    [Parameter]
    public SwitchParameter IgnoreWarnings { get; set; }

    [Parameter]
    [Alias("RA")]
    public string[]? ReferencedAssemblies { get; set; }

    [Parameter(ParameterSetName = "FromMember")]
    [Alias("NS")]
    public string? Namespace { get; set; }

    [Parameter(ParameterSetName = "FromSource")]
    [Parameter(ParameterSetName = "FromMember")]
    public string? Language { get; set; }

    protected override void EndProcessing()
    {
        foreach (Assembly assembly in Load())
        {
            if (PassThru)
            {
                WriteObject(assembly.GetExportedTypes(), true);
            }
        }
    }

    private IEnumerable<Assembly> Load()
    {
        if (TypeDefinition is not null || MemberDefinition is not null)
        {
            ThrowTerminatingError(new ErrorRecord(
                new PSNotSupportedException("pshost has no C# compiler: give Add-Type an assembly with -Path or -AssemblyName, or run this with pwsh."),
                "SOURCE_CODE_NOT_SUPPORTED", ErrorCategory.NotImplemented, null));
        }

        foreach (string name in AssemblyName ?? [])
        {
            yield return LoadByName(name);
        }

        foreach (string given in LiteralPath ?? Path ?? [])
        {
            IEnumerable<string> files = LiteralPath is null
                ? SessionState.Path.GetResolvedProviderPathFromPSPath(given, out _)
                : [SessionState.Path.GetUnresolvedProviderPathFromPSPath(given)];
            foreach (string file in files)
            {
                yield return Assembly.LoadFrom(file);
            }
        }
    }

    private Assembly LoadByName(string name)
    {
        try
        {
            return Assembly.Load(new AssemblyName(name));
        }
        catch (Exception error) when (error is FileNotFoundException or FileLoadException)
        {
            if (File.Exists(name))
            {
                return Assembly.LoadFrom(System.IO.Path.GetFullPath(name));
            }

            ThrowTerminatingError(new ErrorRecord(
                new FileNotFoundException($"Cannot find path '{name}' because it does not exist.", error), "PathNotFound", ErrorCategory.ObjectNotFound, name));
            throw;
        }
    }
}
