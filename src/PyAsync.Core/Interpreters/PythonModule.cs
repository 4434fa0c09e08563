using System;
using PyAsync.CPython;

namespace PyAsync.Interpreters;

/// <summary>Functions of a Python module that are held for as long as the interpreter lives. On a thread that holds the GIL.</summary>
internal static class PythonModule
{
    /// <summary>A new reference to something that a module has, by names written as UTF-8 literals.</summary>
    public static nint Get(ReadOnlySpan<byte> module, ReadOnlySpan<byte> name)
    {
        using PyOwned imported = CApi.Import(module).OrThrow();
        return CApi.GetAttribute(imported, name).OrThrow().Detach();
    }

    /// <summary>The same at the first use, for what few need.</summary>
    public static nint Get(ref nint slot, ReadOnlySpan<byte> module, ReadOnlySpan<byte> name)
    {
        if (slot == 0)
        {
            slot = Get(module, name);
        }
        return slot;
    }
}
