using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interpreters;
using Python.Runtime;
using NetPyObject = Python.Runtime.PyObject;

namespace PyAsync.PythonNet;

/// <summary>
/// pythonnet's functions that Python calls by the slots of a type (<c>==</c>, <c>hash()</c>, <c>len()</c>, <c>for</c>, a call)
/// let .NET's exceptions through, and such an exception ends the process. Each is put behind one of ours, in which it
/// becomes a Python error. On a thread that holds the GIL.
/// </summary>
/// <remarks>
/// A new type passes here from inside of CPython's PyType_Ready, which asks the metatype's <c>mro</c>: pythonnet has filled
/// the slots by then, and CPython has not yet made <c>__eq__</c> and the like of them.
/// </remarks>
internal sealed class SlotGuards
{
    private static readonly string[] s_slots =
    [
        "tp_call", "tp_new", "tp_hash", "tp_richcompare", "tp_iter", "tp_iternext", "tp_str", "tp_repr", "tp_getattro", "tp_setattro", "tp_descr_get", "tp_descr_set",
        "mp_length", "mp_subscript", "mp_ass_subscript", "nb_inplace_add", "nb_inplace_subtract", "nb_int", "nb_index", "nb_float",
    ];

    private static readonly string[] s_dunders =
        ["__call__", "__hash__", "__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__iter__", "__next__", "__len__", "__getitem__", "__setitem__", "__delitem__", "__iadd__", "__isub__"];

    // Where a wrapper_descriptor has the function that it calls: behind ob_refcnt, ob_type, d_type, d_name, d_qualname, d_base.
    private static readonly int s_wrapped = 6 * nint.Size;

    private readonly PyInterpreter _interpreter;
    private readonly NetHalf _half;
    private readonly NetObjects _owner;
    private readonly DelegateDecoder _delegateOf;
    private readonly SlotBridge _bridge = new();
    private readonly int[] _offsets;
    private readonly IDictionary<nint, Delegate> _thunks;

    // Both live as long as the process, as the types' slots do.
    private readonly Dictionary<MethodInfo, nint> _guards = [];
    private readonly List<Delegate> _delegates = [];

    private SlotGuards(NetObjects owner)
    {
        _interpreter = owner.Interpreter;
        _half = owner.Half;
        _owner = owner;
        _delegateOf = new DelegateDecoder(owner);
        MethodInfo offset = SlotBridge.Internal("TypeOffset").GetMethod("GetSlotOffset", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)!;
        _offsets = Array.ConvertAll(s_slots, name => (int)offset.Invoke(null, [name])!);
        _thunks = (IDictionary<nint, Delegate>)SlotBridge.Internal("Interop").GetField("allocatedThunks", BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null)!;
    }

    /// <summary>Guards the types that are there, and each that comes.</summary>
    /// <exception cref="PyAsyncException">pythonnet is of a form that is not known (<c>NoLiveObjects</c>).</exception>
    public static void Install(NetObjects owner, PyBorrowed metatype)
    {
        try
        {
            SlotGuards guards = new(owner);
            owner.Half.Guard = type => guards.Guard(new PyBorrowed(type));
            using PyOwned mro = CApi.Intern("mro"u8).OrThrow();
            PyErrors.ThrowIfNegative(CApi.PyObject_SetAttr(metatype, mro, new PyBorrowed(owner.Half.Mro)));
            guards.Guard(metatype);
            MethodInfo typeOf = SlotBridge.Internal("TypeManager").GetMethod("GetType", BindingFlags.NonPublic | BindingFlags.Static, [typeof(Type)])!;
            foreach (string name in new[] { "MethodBinding", "MethodObject", "PropertyObject", "FieldObject", "EventBinding", "EventObject", "ModuleObject", "Iterator", "OverloadMapper" })
            {
                guards.Guard(((NetPyObject)typeOf.Invoke(null, [SlotBridge.Internal(name)])!).Borrow());
            }
            IDictionary classes = (IDictionary)SlotBridge.Internal("ClassManager").GetField("cache", BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null)!;
            foreach (NetPyObject type in new ArrayList(classes.Values))
            {
                guards.Guard(type.Borrow());
                if (PythonNetStart.WasStarted)
                {
                    NetBaseTypes.Complete(type.Borrow());
                }
            }
        }
        catch (Exception error) when (error is NullReferenceException or InvalidCastException or TargetInvocationException or TypeLoadException)
        {
            throw LiveObjectsAssembly.Refusal($"pythonnet {PythonNetStart.PythonNetVersion} makes its types in a way that PyAsync does not know: {error.Message}", error);
        }
    }

    // Before PyType_Ready has filled the type's dictionary the slots are enough.
    private void Guard(PyBorrowed type)
    {
        Dictionary<nint, nint>? replaced = null;
        foreach (int offset in _offsets)
        {
            nint slot = Marshal.ReadIntPtr(type.Pointer, offset);
            if (slot == 0 || !_thunks.TryGetValue(slot, out Delegate? original) || original.Target is not null || GuardOf(original.Method) is not { } guard)
            {
                continue;
            }
            Marshal.WriteIntPtr(type.Pointer, offset, guard);
            (replaced ??= [])[slot] = guard;
        }
        if (replaced is not null)
        {
            GuardWrappers(type, replaced);
        }
    }

    private static void GuardWrappers(PyBorrowed type, Dictionary<nint, nint> replaced)
    {
        using PyOwned dictionary = CApi.GetAttribute(type, "__dict__"u8);
        if (dictionary.IsNull)
        {
            CApi.PyErr_Clear();
            return;
        }
        foreach (string name in s_dunders)
        {
            using PyOwned key = PyText.ToPython(name).OrThrow();
            using PyOwned wrapper = CApi.PyObject_GetItem(dictionary, key);
            if (wrapper.IsNull)
            {
                CApi.PyErr_Clear();
                continue;
            }
            using PyOwned kind = CApi.PyObject_Type(wrapper);
            if (PyText.AttributeText(kind, "__name__"u8) == "wrapper_descriptor" && replaced.TryGetValue(Marshal.ReadIntPtr(wrapper.Pointer, s_wrapped), out nint guard))
            {
                Marshal.WriteIntPtr(wrapper.Pointer, s_wrapped, guard);
            }
        }
    }

    private nint? GuardOf(MethodInfo method)
    {
        if (_guards.TryGetValue(method, out nint known))
        {
            return known;
        }
        if (Make(method) is not { } guard)
        {
            return null;
        }
        _delegates.Add(guard);
        return _guards[method] = Marshal.GetFunctionPointerForDelegate(guard);
    }

    private Delegate? Make(MethodInfo method)
    {
        bool isReference = method.ReturnType.Name == "NewReference";
        ParameterInfo[] parameters = method.GetParameters();
        return parameters.Length switch
        {
            1 when isReference => Guard(_bridge.To<SlotBridge.Unary>(method)),
            1 when method.ReturnType == typeof(nint) => Guard(_bridge.To<SlotBridge.Length>(method)),
            2 when isReference && method.Name == "nb_inplace_add" => GuardAdd(_bridge.To<SlotBridge.Binary>(method)),
            2 when isReference => Guard(_bridge.To<SlotBridge.Binary>(method)),
            3 when isReference && method.Name == "tp_descr_get" =>
                method.DeclaringType!.Name == "PropertyObject" ? ReadProperty(_bridge.To<SlotBridge.Ternary>(method)) : null,
            3 when isReference && parameters[2].ParameterType == typeof(int) => Guard(_bridge.To<SlotBridge.Compare>(method)),
            3 when isReference && method.Name.StartsWith("tp_call", StringComparison.Ordinal) => GuardCall(_bridge.To<SlotBridge.Ternary>(method)),
            3 when isReference && method is { Name: "tp_new", DeclaringType.Name: "DelegateObject" } => GuardNewDelegate(_bridge.To<SlotBridge.Ternary>(method)),
            3 when isReference => Guard(_bridge.To<SlotBridge.Ternary>(method)),
            3 when method.ReturnType == typeof(int) => Guard(_bridge.To<SlotBridge.Set>(method)),
            _ => null,
        };
    }

#pragma warning disable CA1031 // No exception may cross into Python: it becomes a Python error.
    private SlotBridge.Unary Guard(SlotBridge.Unary inner) => self =>
    {
        try
        {
            return inner(self);
        }
        catch (Exception error)
        {
            return Fail(error);
        }
    };

    private SlotBridge.Length Guard(SlotBridge.Length inner) => self =>
    {
        try
        {
            nint result = inner(self);
            // -1 says that there is an error; GetHashCode may give it without one.
            return result == -1 && CApi.PyErr_Occurred().IsNull ? -2 : result;
        }
        catch (Exception error)
        {
            return Fail(error) - 1;
        }
    };

    private SlotBridge.Binary Guard(SlotBridge.Binary inner) => (self, other) =>
    {
        try
        {
            return inner(self, other);
        }
        catch (Exception error)
        {
            return Fail(error);
        }
    };

    // event += handler
    private SlotBridge.Binary GuardAdd(SlotBridge.Binary inner) => (self, handler) =>
    {
        try
        {
            using PyOwned own = CApi.Call(new PyBorrowed(_half.MakeHandler), new PyBorrowed(handler), new PyBorrowed(self));
            return own.IsNull ? 0 : inner(self, own.Pointer);
        }
        catch (Exception error)
        {
            return Fail(error);
        }
    };

    private SlotBridge.Compare Guard(SlotBridge.Compare inner) => (self, other, operation) =>
    {
        try
        {
            return inner(self, other, operation);
        }
        catch (Exception error)
        {
            return Fail(error);
        }
    };

    private SlotBridge.Ternary Guard(SlotBridge.Ternary inner) => (self, first, second) =>
    {
        try
        {
            return inner(self, first, second);
        }
        catch (Exception error)
        {
            return Fail(error);
        }
    };

    // object.property
    private SlotBridge.Ternary ReadProperty(SlotBridge.Ternary inner)
    {
        PropertyReads reads = new(_bridge);
        // As pythonnet tells of a getter's error, with the pending one as its context.
        Func<Exception, bool> setError = SlotBridge.Internal("Exceptions").GetMethod("SetError", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static, [typeof(Exception)])!
            .CreateDelegate<Func<Exception, bool>>();
        return (descriptor, instance, type) =>
        {
            try
            {
                try
                {
                    return reads.TryRead(descriptor, instance, out nint value) ? value : inner(descriptor, instance, type);
                }
                catch (Exception error)
                {
                    return setError(error) ? 0 : Fail(error);
                }
            }
            catch (Exception error)
            {
                return Fail(error);
            }
        };
    }

    // Action(function): the delegate that the function would be as an argument.
    private SlotBridge.Ternary GuardNewDelegate(SlotBridge.Ternary inner) => (self, arguments, keywords) =>
    {
        try
        {
            using PyOwned own = NewDelegate(new PyBorrowed(self), new PyBorrowed(arguments));
            return own.IsNull ? inner(self, arguments, keywords) : own.Detach();
        }
        catch (Exception error)
        {
            return Fail(error);
        }
    };

    private PyOwned NewDelegate(PyBorrowed type, PyBorrowed arguments)
    {
        using NetPyObject net = type.ToPythonNet();
        if (net.AsManagedObject(typeof(Type)) is not Type target || target.IsAbstract || CApi.PyTuple_Size(arguments) != 1)
        {
            return default;
        }
        PyBorrowed callable = CApi.PyTuple_GetItem(arguments, 0);
        using PyOwned kind = CApi.PyObject_Type(callable);
        using PyOwned call = CApi.GetAttribute(kind, "__call__"u8);
        if (call.IsNull)
        {
            CApi.PyErr_Clear();
            return default;
        }
        // Another delegate is pythonnet's own matter.
        return _owner.IsLive(kind.Pointer) || _delegateOf.Make(callable, target) is not { } made ? default : made.ToPython().Release();
    }

    // A call of a .NET method: what it gives belongs to the token that it gets.
    private SlotBridge.Ternary GuardCall(SlotBridge.Ternary inner) => (self, arguments, keywords) =>
    {
        using TokenScope scope = TokenScope.Enter(isCall: true);
        try
        {
            return inner(self, arguments, keywords);
        }
        catch (Exception error)
        {
            return Fail(error);
        }
    };

    private SlotBridge.Set Guard(SlotBridge.Set inner) => (self, key, value) =>
    {
        try
        {
            return inner(self, key, value);
        }
        catch (Exception error)
        {
            return (int)Fail(error) - 1;
        }
    };

    /// <summary>Makes an exception the pending Python error, of its .NET type. Never throws.</summary>
    /// <returns>0, a null reference.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "The no-throw boundary to Python.")]
    private nint Fail(Exception error)
    {
        try
        {
            while (error is TargetInvocationException { InnerException: { } cause })
            {
                error = cause;
            }
            using AttachedScope scope = AttachedScope.Enter(_interpreter);
            (error as PythonException)?.Normalize();
            CApi.RestoreError(error is PythonException { Value: { } raised } ? raised.Borrow().Own() : error.ToPython().Release());
        }
        catch (Exception second)
        {
            CApi.SetError("PyExc_RuntimeError", $"{HostText.MessageOf(error)} (and reporting it failed: {HostText.MessageOf(second)})");
        }
        return 0;
    }
#pragma warning restore CA1031
}
