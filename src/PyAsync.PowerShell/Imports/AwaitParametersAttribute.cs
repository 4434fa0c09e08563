using System;

namespace PyAsync.PowerShell.Imports;

/// <summary>Says whose parameters every imported command has: the class is in a room above, where cmdlets are.</summary>
/// <param name="type">The class, which implements <see cref="Jobs.IAwaitParameters"/>.</param>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class AwaitParametersAttribute(Type type) : Attribute
{
    /// <summary>The class.</summary>
    public Type Type { get; } = type;
}
