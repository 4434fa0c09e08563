using System;
using System.Collections.Specialized;
using System.Management.Automation;
using System.Reflection.Emit;
using PyAsync.Objects;

namespace PyAsync.PowerShell.Values;

/// <summary>Makes PSCustomObjects of Python's dicts with string keys, dataclasses and the like. Any thread.</summary>
internal sealed class PSRecordFactory : IPyRecordFactory, IPyMemberFactory
{
    public static readonly PSRecordFactory Instance = new();

    // PSObject(int), which knows how many members will come, is in PowerShell itself but not in the standard library.
    private static readonly Func<int, PSObject> s_make = Maker();

    // The names that were looked at last, which those of the next record mostly are.
    private static string[]? s_plain;

    public object Create(string[] names, object?[] values, string? typeName)
    {
        if (names != s_plain)
        {
            if (Array.Exists(names, IsReserved))
            {
                return Dictionary(names, values);
            }
            s_plain = names;
        }
        PSObject record = s_make(names.Length);
        for (int i = 0; i < names.Length; i++)
        {
            record.Properties.Add(new PSNoteProperty(names[i], values[i]), preValidated: true);
        }
        if (typeName is not null)
        {
            record.TypeNames.Insert(0, typeName);
        }
        return record;
    }

    object IPyMemberFactory.CreateMember(string name, object? value, string typeName, PyObject member) => new EnumText(name, value, typeName, member);

    // The names by which every object's own members are reached: a property of such a name could not be read.
    private static bool IsReserved(string name) => name.Length >= 6 && (name[0] | 0x20) == 'p' && (name[1] | 0x20) == 's'
        && name.ToUpperInvariant() is "PSBASE" or "PSOBJECT" or "PSADAPTED" or "PSEXTENDED" or "PSTYPENAMES";

    private static OrderedDictionary Dictionary(string[] names, object?[] values)
    {
        OrderedDictionary result = new(names.Length, StringComparer.Ordinal);
        for (int i = 0; i < names.Length; i++)
        {
            result[names[i]] = values[i];
        }
        return result;
    }

    private static Func<int, PSObject> Maker()
    {
        if (typeof(PSObject).GetConstructor([typeof(int)]) is not { } constructor)
        {
            return _ => new PSObject();
        }
        DynamicMethod method = new("MakePSObject", typeof(PSObject), [typeof(int)]);
        ILGenerator code = method.GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Newobj, constructor);
        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<int, PSObject>>();
    }
}
