using System;
using System.Collections.Generic;
using System.Reflection;

namespace PyAsync.Conversion;

/// <summary>The conversions of an interpreter, made with the first value that has no quick path in <see cref="PyConverter"/>. On a thread that holds the GIL.</summary>
internal sealed class TypeConversions
{
    private readonly Dictionary<Type, TypeConversion> _byHostType = [];
    private readonly Dictionary<string, TypeConversion> _byPythonType = new(StringComparer.Ordinal);

    public TypeConversions()
    {
        foreach (TypeConversionAttribute attribute in typeof(TypeConversions).Assembly.GetCustomAttributes<TypeConversionAttribute>())
        {
            TypeConversion conversion = (TypeConversion)Activator.CreateInstance(attribute.Type)!;
            foreach (Type type in conversion.HostTypes)
            {
                _byHostType.Add(type, conversion);
            }
            foreach (string name in conversion.PythonTypes)
            {
                _byPythonType.Add(name, conversion);
            }
        }
    }

    /// <summary>The conversion of a .NET type or of the nearest class that it derives from, or null.</summary>
    public TypeConversion? Find(Type type)
    {
        for (Type? candidate = type; candidate is not null; candidate = candidate.BaseType)
        {
            if (_byHostType.TryGetValue(candidate, out TypeConversion? conversion))
            {
                return conversion;
            }
        }
        return null;
    }

    /// <summary>The conversion of a Python class by its qualified name and those of its bases, the nearest first, or null.</summary>
    public TypeConversion? Find(ReadOnlySpan<string> classes)
    {
        foreach (string candidate in classes)
        {
            if (_byPythonType.TryGetValue(candidate, out TypeConversion? conversion))
            {
                return conversion;
            }
        }
        return null;
    }
}
