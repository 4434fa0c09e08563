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
    private readonly Type _borrowed = typeof(PythonEngine).Assembly.GetType("Python.Runtime.BorrowedReference", throwOnError: true)!;
    private readonly Type _owned = typeof(PythonEngine).Assembly.GetType("Python.Runtime.NewReference", throwOnError: true)!;

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
            LocalBuilder result = il.DeclareLocal(_owned);
            il.Emit(OpCodes.Stloc, result);
            il.Emit(OpCodes.Ldloca, result);
            il.Emit(OpCodes.Call, _owned.GetMethod("DangerousMoveToPointerOrNull", BindingFlags.Public | BindingFlags.Instance)!);
        }
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<T>();
    }
}
