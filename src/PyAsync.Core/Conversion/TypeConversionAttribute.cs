using System;

namespace PyAsync.Conversion;

/// <summary>Names a <see cref="TypeConversion"/> in its own file: so a new type needs no edit elsewhere.</summary>
/// <param name="type">The class.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class TypeConversionAttribute(Type type) : Attribute
{
    public Type Type { get; } = type;
}
