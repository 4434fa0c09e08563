using System.Collections.Generic;
using System.Reflection;
using PyAsync.CPython;

namespace PyAsync.PythonNet;

/// <summary>
/// Reads of .NET properties that Python does often. pythonnet calls a getter by reflection; after some reads the getter is called
/// as it is here, and what it gives is converted by pythonnet as ever. So a class whose attributes a host may add to, which costs
/// each read a look for <c>__getattr__</c>, is no slower to read than one of pythonnet alone. On a thread that holds the GIL.
/// </summary>
internal sealed class PropertyReads(SlotBridge bridge)
{
    // Compiling a read takes as long as some thousand reads; a property that is read once or twice is not worth it.
    private const int Often = 100;

    private readonly SlotBridge.Managed _managed = bridge.To<SlotBridge.Managed>(bridge.GetManagedObject);
    private readonly Dictionary<nint, Property> _properties = [];
    // Python that reads often reads one property again and again.
    private Property? _last;

    /// <summary>Reads a property; false where pythonnet is to do it.</summary>
    /// <param name="descriptor">pythonnet's descriptor of the property.</param>
    /// <param name="instance">The object; 0 or another type's where there is none.</param>
    /// <param name="value">A reference that is the caller's; 0 with a Python error.</param>
    public bool TryRead(nint descriptor, nint instance, out nint value)
    {
        Property property = _last is { } last && last.Descriptor == descriptor ? last : Find(descriptor);
        bool isOther = property.Read is null;
        value = isOther ? 0 : property.Read!(instance, ref isOther);
        if (property.Reads < Often && ++property.Reads == Often)
        {
            property.Read = Compile(property.Descriptor);
        }
        return !isOther;
    }

    private Property Find(nint descriptor)
    {
        if (!_properties.TryGetValue(descriptor, out Property? property))
        {
            property = new Property(new PyBorrowed(descriptor).Own());
            _properties.Add(descriptor, property);
        }
        return _last = property;
    }

    private SlotBridge.PropertyRead? Compile(nint descriptor)
    {
        object? property = _managed(descriptor);
        FieldInfo? field = property?.GetType().GetField("getter", BindingFlags.NonPublic | BindingFlags.Instance);
        return field?.GetValue(property) is MethodInfo { IsStatic: false } getter && CanRead(getter) ? bridge.ToRead(getter) : null;
    }

    // What can be boxed, of a class that can have objects.
    private static bool CanRead(MethodInfo getter) =>
        getter.GetParameters().Length == 0
        && getter.DeclaringType is { ContainsGenericParameters: false, IsByRefLike: false }
        && getter.ReturnType is { IsByRef: false, IsByRefLike: false, IsPointer: false, IsFunctionPointer: false };

    private sealed class Property(PyOwned descriptor)
    {
        // A reference for good, as pythonnet keeps its classes: so the address stays this descriptor's.
        public nint Descriptor { get; } = descriptor.Detach();

        public int Reads { get; set; }

        public SlotBridge.PropertyRead? Read { get; set; }
    }
}
