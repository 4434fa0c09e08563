using System;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.InteropServices;
using Python.Runtime;

namespace PyAsync.PythonNet;

/// <summary>
/// pythonnet's slot functions as delegates over plain addresses: managed calls, whose exceptions can be caught. Its own take
/// references of types that it keeps to itself.
/// </summary>
internal sealed class SlotBridge
{
    private readonly Type _borrowed = Internal("BorrowedReference");
    private readonly Type _owned = Internal("NewReference");

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate nint Unary(nint self);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate nint Length(nint self);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate nint Binary(nint self, nint other);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate nint Ternary(nint self, nint first, nint second);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate nint Compare(nint self, nint other, int operation);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int Set(nint self, nint key, nint value);

    /// <summary>A property of the object that a Python object stands for, as a reference that is the caller's.</summary>
    public delegate nint PropertyRead(nint self, ref bool isOther);

    /// <summary>What pythonnet has behind one of its Python objects.</summary>
    public delegate object? Managed(nint self);

    /// <summary>pythonnet's <c>ManagedType.GetManagedObject</c>.</summary>
    public MethodInfo GetManagedObject { get; } = Internal("ManagedType").GetMethod("GetManagedObject", BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>A type that pythonnet keeps to itself.</summary>
    public static Type Internal(string name) => typeof(PythonEngine).Assembly.GetType("Python.Runtime." + name, throwOnError: true)!;

    /// <summary>The function as such a delegate.</summary>
    public T To<T>(MethodInfo function)
        where T : Delegate
    {
        MethodInfo form = typeof(T).GetMethod("Invoke")!;
        DynamicMethod method = new(
            "pyasync_" + function.Name, form.ReturnType, Array.ConvertAll(form.GetParameters(), parameter => parameter.ParameterType), function.Module, skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        ParameterInfo[] parameters = function.GetParameters();
        for (int i = 0; i < parameters.Length; i++)
        {
            il.Emit(OpCodes.Ldarg, (short)i);
            if (parameters[i].ParameterType == _borrowed)
            {
                il.Emit(OpCodes.Newobj, _borrowed.GetConstructor([typeof(nint)])!);
            }
        }
        il.Emit(OpCodes.Call, function);
        if (function.ReturnType == _owned)
        {
            EmitAddress(il);
        }
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<T>();
    }

    /// <summary>
    /// A property's getter with pythonnet's own conversion of what it gives, without reflection between the two:
    /// <c>Converter.ToPython(((CLRObject)GetManagedObject(self)).inst.Property, typeof(Property))</c>. Where <c>self</c> is no object
    /// with that property, <c>isOther</c> becomes true.
    /// </summary>
    public PropertyRead ToRead(MethodInfo getter)
    {
        Type wrapper = Internal("CLRObject");
        Type owner = getter.DeclaringType!;
        DynamicMethod method = new("pyasync_" + getter.Name, typeof(nint), [typeof(nint), typeof(bool).MakeByRefType()], wrapper.Module, skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        Label other = il.DefineLabel();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Newobj, _borrowed.GetConstructor([typeof(nint)])!);
        il.Emit(OpCodes.Call, GetManagedObject);
        il.Emit(OpCodes.Isinst, wrapper);
        il.Emit(OpCodes.Dup);
        il.Emit(OpCodes.Brfalse, other);
        il.Emit(OpCodes.Ldfld, wrapper.GetField("inst", BindingFlags.NonPublic | BindingFlags.Instance)!);
        il.Emit(OpCodes.Isinst, owner);
        il.Emit(OpCodes.Dup);
        il.Emit(OpCodes.Brfalse, other);
        if (owner.IsValueType)
        {
            il.Emit(OpCodes.Unbox, owner);
        }
        il.Emit(owner.IsValueType ? OpCodes.Call : OpCodes.Callvirt, getter);
        if (getter.ReturnType.IsValueType)
        {
            il.Emit(OpCodes.Box, getter.ReturnType);
        }
        il.Emit(OpCodes.Ldtoken, getter.ReturnType);
        il.Emit(OpCodes.Call, typeof(Type).GetMethod(nameof(Type.GetTypeFromHandle))!);
        il.Emit(OpCodes.Call, Internal("Converter").GetMethod("ToPython", BindingFlags.NonPublic | BindingFlags.Static, [typeof(object), typeof(Type)])!);
        EmitAddress(il);
        il.Emit(OpCodes.Ret);
        il.MarkLabel(other);
        il.Emit(OpCodes.Pop);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Stind_I1);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<PropertyRead>();
    }

    // An owned reference's address, which is the caller's now.
    private void EmitAddress(ILGenerator il)
    {
        LocalBuilder result = il.DeclareLocal(_owned);
        il.Emit(OpCodes.Stloc, result);
        il.Emit(OpCodes.Ldloca, result);
        il.Emit(OpCodes.Call, _owned.GetMethod("DangerousMoveToPointerOrNull", BindingFlags.Public | BindingFlags.Instance)!);
    }
}
