using System;
using System.Management.Automation;
using System.Reflection.Emit;
using PyAsync.Marshalling;

namespace PyAsync.PowerShell.Values;

/// <summary>Makes PSCustomObjects of Python's dicts with string keys, dataclasses and the like. Any thread.</summary>
internal sealed class PSRecordFactory : IPyRecordFactory
{
    public static readonly PSRecordFactory Instance = new();

    // PSObject(int), which knows how many members will come, is in PowerShell itself but not in the standard library.
    private static readonly Func<int, PSObject> s_make = Maker();

    public object Create(string[] names, object?[] values, string? typeName)
    {
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
