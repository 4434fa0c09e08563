[assembly: System.Runtime.CompilerServices.IgnoresAccessChecksTo("System.Management.Automation")]

namespace System.Runtime.CompilerServices;

/// <summary>Known to the run time by name: this assembly may use the named assembly's internals.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class IgnoresAccessChecksToAttribute(string assemblyName) : Attribute
{
    public string AssemblyName { get; } = assemblyName;
}
