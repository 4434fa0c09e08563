using System;
using System.Collections.Generic;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading;

namespace PyAsync.Interpreters;

// What the rooms above keep for this interpreter.
internal sealed partial class PyInterpreter
{
    private static int s_slots;

    private readonly List<IInterpreterPart> _parts = [];
    private object?[] _byType = new object?[16];

    /// <summary>Every part, in the order in which they were opened.</summary>
    public IReadOnlyList<IInterpreterPart> Parts => _parts;

    /// <summary>Translates exceptions.</summary>
    public IExceptionTranslator Translator { get; private set; } = null!;

    /// <summary>The part of a type: a class, or an interface that just one of them implements. Any thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Part<T>()
        where T : class
    {
        object?[] parts = _byType;
        int slot = Slot<T>.Number;
        return slot < parts.Length && parts[slot] is { } part ? Unsafe.As<T>(part) : FindPart<T>();
    }

    private T FindPart<T>()
        where T : class
    {
        T found = (T?)(object?)_parts.Find(part => part is T) ?? throw new InvalidOperationException($"No part of the interpreter is a {typeof(T)}.");
        lock (_parts)
        {
            object?[] parts = _byType;
            int slot = Slot<T>.Number;
            if (slot >= parts.Length)
            {
                Array.Resize(ref parts, slot + 16);
            }
            parts[slot] = found;
            Volatile.Write(ref _byType, parts);
        }
        return found;
    }

    private void MakeParts()
    {
        List<InterpreterPartAttribute> all = [.. typeof(PyInterpreter).Assembly.GetCustomAttributes<InterpreterPartAttribute>()];
        all.Sort((a, b) => a.Order.CompareTo(b.Order));
        foreach (InterpreterPartAttribute part in all)
        {
            _parts.Add((IInterpreterPart)Activator.CreateInstance(part.Type, this)!);
        }
        Translator = Part<IExceptionTranslator>();
    }

    private void OpenParts()
    {
        foreach (IInterpreterPart part in _parts)
        {
            part.Open();
        }
    }

    // One number for each type that is asked for.
    private static class Slot<T>
    {
        public static readonly int Number = Interlocked.Increment(ref s_slots) - 1;
    }
}
