using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommon.New, "Object", DefaultParameterSetName = "Net")]
public sealed class NewObjectCommand : PSCmdlet
{
    [Parameter(ParameterSetName = "Net", Mandatory = true, Position = 0)]
    public string TypeName { get; set; } = "";

    [Parameter(ParameterSetName = "Com", Mandatory = true)]
    public string? ComObject { get; set; }

    [Parameter(ParameterSetName = "Net", Position = 1)]
    [Alias("Args")]
    public object[] ArgumentList { get; set; } = [];

    [Parameter]
    public IDictionary? Property { get; set; }

    protected override void BeginProcessing()
    {
        if (ComObject is not null)
        {
            throw new PSNotSupportedException("COM objects are made by pwsh on Windows only.");
        }

        if (!LanguagePrimitives.TryConvertTo(TypeName, out Type type))
        {
            ThrowTerminatingError(new ErrorRecord(
                new PSArgumentException($"Cannot find type [{TypeName}]: verify that the assembly containing this type is loaded."),
                "TypeNotFound", ErrorCategory.InvalidType, null));
        }

        try
        {
            object made = Make(type);
            if (Property is not null)
            {
                made = LanguagePrimitives.SetObjectProperties(made, Property, type,
                    (target, property, _) => WriteError(new ErrorRecord(
                        new InvalidOperationException($"The member \"{property.Key}\" was not found for the specified object."), "InvalidOperationException", ErrorCategory.InvalidOperation, target)),
                    e => throw e, enableMethodCall: true);
            }

            WriteObject(made);
        }
        catch (MethodException error)
        {
            ThrowTerminatingError(new ErrorRecord(error, "ConstructorInvokedThrowException,Microsoft.PowerShell.Commands.NewObjectCommand", ErrorCategory.InvalidOperation, null));
        }
    }

    private object Make(Type type)
    {
        if (type == typeof(PSObject) || type == typeof(PSCustomObject))
        {
            return new PSObject();
        }

        if (ArgumentList.Length == 0 && (type.IsValueType || type.GetConstructor(Type.EmptyTypes) is not null))
        {
            try
            {
                return Activator.CreateInstance(type)!;
            }
            catch (TargetInvocationException error) when (error.InnerException is { } inner)
            {
                throw new MethodInvocationException($"Exception calling \".ctor\" with \"0\" argument(s): \"{inner.Message}\"", inner);
            }
        }

        // The engine picks the constructor and converts the arguments, as it does for [type]::new().
        object[] arguments = ArgumentList.Select(a => a is PSObject wrapped ? wrapped.BaseObject : a).ToArray();
        return DotNetAdapter.ConstructorInvokeDotNet(type, type.GetConstructors(), arguments);
    }
}

[Cmdlet(VerbsCommon.Add, "Member", DefaultParameterSetName = "TypeNameSet")]
public sealed class AddMemberCommand : PSCmdlet
{
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = null!;

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "MemberSet")]
    [Alias("Type")]
    public PSMemberTypes MemberType { get; set; }

    [Parameter(Mandatory = true, Position = 1, ParameterSetName = "MemberSet")]
    public string Name { get; set; } = "";

    [Parameter(Position = 2, ParameterSetName = "MemberSet")]
    public object? Value { get; set; }

    [Parameter(Position = 3, ParameterSetName = "MemberSet")]
    public object? SecondValue { get; set; }

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "NotePropertySingleMemberSet")]
    public string NotePropertyName { get; set; } = "";

    [Parameter(Mandatory = true, Position = 1, ParameterSetName = "NotePropertySingleMemberSet")]
    [AllowNull]
    public object? NotePropertyValue { get; set; }

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "NotePropertyMultiMemberSet")]
    public IDictionary? NotePropertyMembers { get; set; }

    [Parameter(ParameterSetName = "TypeNameSet")]
    [Parameter(ParameterSetName = "MemberSet")]
    [Parameter(ParameterSetName = "NotePropertySingleMemberSet")]
    [Parameter(ParameterSetName = "NotePropertyMultiMemberSet")]
    public string? TypeName { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        foreach (PSMemberInfo member in Members())
        {
            if (InputObject.Members[member.Name] is { } old)
            {
                if (!Force || old.IsInstance is false && old is not PSMemberInfo)
                {
                    WriteError(new ErrorRecord(
                        new InvalidOperationException($"Cannot add a member with the name \"{member.Name}\" because a member with that name already exists. To overwrite the member anyway, add the Force parameter to your command."),
                        "MemberAlreadyExists", ErrorCategory.InvalidOperation, InputObject));
                    continue;
                }

                if (old.IsInstance)
                {
                    InputObject.Members.Remove(member.Name);
                }
            }

            InputObject.Members.Add(member);
        }

        if (TypeName is not null)
        {
            InputObject.TypeNames.Insert(0, TypeName);
        }

        if (PassThru)
        {
            WriteObject(InputObject);
        }
    }

    private IEnumerable<PSMemberInfo> Members() => ParameterSetName switch
    {
        "NotePropertySingleMemberSet" => [new PSNoteProperty(NotePropertyName, NotePropertyValue)],
        "NotePropertyMultiMemberSet" => NotePropertyMembers!.Cast<DictionaryEntry>().Select(e => new PSNoteProperty(e.Key.ToString(), e.Value)),
        "MemberSet" => [Make()],
        _ => [],
    };

    private PSMemberInfo Make() => MemberType switch
    {
        PSMemberTypes.NoteProperty => new PSNoteProperty(Name, Value),
        PSMemberTypes.AliasProperty => new PSAliasProperty(Name, Value?.ToString()),
        PSMemberTypes.ScriptMethod => new PSScriptMethod(Name, Block(Value)),
        PSMemberTypes.ScriptProperty => SecondValue is null ? new PSScriptProperty(Name, Block(Value)) : new PSScriptProperty(Name, Block(Value), Block(SecondValue)),
        PSMemberTypes.PropertySet => new PSPropertySet(Name, LanguagePrimitives.ConvertTo<string[]>(Value)),
        PSMemberTypes.MemberSet => new PSMemberSet(Name, LanguagePrimitives.ConvertTo<PSMemberInfo[]>(Value)),
        _ => throw new PSArgumentException($"A member of type {MemberType} cannot be added."),
    };

    private static ScriptBlock Block(object? value) => LanguagePrimitives.ConvertTo<ScriptBlock>(value);
}

[Cmdlet(VerbsCommon.Get, "Member")]
public sealed class GetMemberCommand : PSCmdlet
{
    private readonly HashSet<string> _seen = [];

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public string[] Name { get; set; } = ["*"];

    [Parameter]
    [Alias("Type")]
    public PSMemberTypes MemberType { get; set; } = PSMemberTypes.All;

    [Parameter]
    public PSMemberViewTypes View { get; set; } = PSMemberViewTypes.Adapted | PSMemberViewTypes.Extended;

    [Parameter]
    public SwitchParameter Static { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        if (InputObject is null)
        {
            return;
        }

        object value = InputObject.BaseObject;
        string typeName = Static ? (value as Type ?? value.GetType()).ToString() : InputObject.TypeNames.Count > 0 ? InputObject.TypeNames[0] : typeof(object).FullName!;
        if (!_seen.Add(string.Join('|', InputObject.TypeNames)))
        {
            return;
        }

        IEnumerable<PSMemberInfo> members = Static
            ? PSObject.DotNetStaticAdapter.BaseGetMembers<PSMemberInfo>(value as Type ?? value.GetType())
            : new PSMemberInfoIntegratingCollection<PSMemberInfo>(InputObject, PSObject.GetMemberCollection(View));
        foreach (PSMemberInfo member in members
            .Where(m => MemberType.HasFlag(m.MemberType) && Name.Any(n => WildcardPattern.Get(n, WildcardOptions.IgnoreCase).IsMatch(m.Name)) && IsShown(m))
            .OrderBy(m => m.MemberType.ToString(), StringComparer.OrdinalIgnoreCase).ThenBy(m => m.Name, StringComparer.OrdinalIgnoreCase))
        {
            WriteObject(new Microsoft.PowerShell.Commands.MemberDefinition(typeName, member.Name, member.MemberType, member.ToString() ?? ""));
        }
    }

    protected override void EndProcessing()
    {
        if (_seen.Count == 0)
        {
            WriteError(new ErrorRecord(
                new InvalidOperationException("You must specify an object for the Get-Member cmdlet."), "NoObjectInGetMember", ErrorCategory.CloseError, null));
        }
    }

    // The accessors behind properties, events and operators are for the compiler.
    private bool IsShown(PSMemberInfo member)
    {
        if (Force)
        {
            return true;
        }

        string name = member.Name;
        bool accessor = member is PSMethod && (name.StartsWith("get_", StringComparison.Ordinal) || name.StartsWith("set_", StringComparison.Ordinal)
            || name.StartsWith("add_", StringComparison.Ordinal) || name.StartsWith("remove_", StringComparison.Ordinal) || name.StartsWith("op_", StringComparison.Ordinal));
        bool intrinsic = member is PSMemberSet && name is "psbase" or "psadapted" or "psextended" or "psobject" or "PSStandardMembers";
        return !accessor && !intrinsic && !(name is "pstypenames");
    }
}
