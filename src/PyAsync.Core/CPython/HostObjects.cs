using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PyAsync.CPython;

/// <summary>
/// .NET objects that Python holds: a capsule with a GCHandle, freed when Python releases the capsule. On a thread that
/// holds the GIL; the destructor may run on any thread that does.
/// </summary>
internal static unsafe class HostObjects
{
    // Python compares and keeps the address, so the bytes must live as long as the process.
    private static readonly byte* s_name = (byte*)Marshal.StringToCoTaskMemUTF8("pyasync.host");

    /// <summary>A capsule that keeps a .NET object alive; null with a Python error set where there is no memory.</summary>
    public static PyOwned Wrap(object value)
    {
        GCHandle handle = GCHandle.Alloc(value);
        delegate* unmanaged[Cdecl]<nint, void> destructor = &Free;
        PyOwned capsule = CApi.NewCapsule(GCHandle.ToIntPtr(handle), s_name, (nint)destructor);
        if (capsule.IsNull)
        {
            handle.Free();
        }
        return capsule;
    }

    /// <summary>The .NET object in a capsule, or null where it is none of ours.</summary>
    public static object? Unwrap(PyBorrowed capsule)
    {
        nint address = CApi.CapsulePointer(capsule, s_name);
        if (address == 0)
        {
            CApi.PyErr_Clear();
            return null;
        }
        return GCHandle.FromIntPtr(address).Target;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    [SuppressMessage("Design", "CA1031", Justification = "No exception may cross into Python.")]
    private static void Free(nint capsule)
    {
        try
        {
            nint address = CApi.CapsulePointer(new PyBorrowed(capsule), s_name);
            // In a forked child the handle lives as long as the process.
            if (address != 0 && !ForkedChild.IsHere)
            {
                GCHandle.FromIntPtr(address).Free();
            }
        }
        catch (Exception)
        {
            // A destructor has nobody to report to; the handle then lives as long as the process.
        }
    }
}
