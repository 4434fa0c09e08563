using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.PowerShell.Commands;

/// <summary>Update-TypeData and Update-FormatData with files.</summary>
public abstract class UpdateData : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "Path")]
    public string[] AppendPath { get; set; } = [];

    [Parameter]
    public string[] PrependPath { get; set; } = [];

    internal List<string> Resolve(string[] paths)
    {
        var files = new List<string>();
        foreach (string path in paths)
        {
            ProviderErrors.Guard(this, path, () => files.AddRange(SessionState.Path.GetResolvedProviderPathFromPSPath(path, out _)));
        }

        return files.Where(f => ShouldProcess(f)).ToList();
    }
}

[Cmdlet(VerbsData.Update, "FormatData", SupportsShouldProcess = true)]
public sealed class UpdateFormatDataCommand : UpdateData
{
    protected override void ProcessRecord()
    {
        InitialSessionState state = Context.InitialSessionState;
        List<SessionStateFormatEntry> all = [.. Resolve(PrependPath).Select(f => new SessionStateFormatEntry(f)), .. state.Formats, .. Resolve(AppendPath).Select(f => new SessionStateFormatEntry(f))];
        state.Formats.Clear();
        state.Formats.Add(all.DistinctBy(f => f.FileName ?? Guid.NewGuid().ToString()));
        try
        {
            state.UpdateFormats(Context, update: true);
        }
        catch (RuntimeException error)
        {
            WriteError(new ErrorRecord(error, "FormatXmlUpdateException", ErrorCategory.InvalidOperation, null));
        }
    }
}

[Cmdlet(VerbsData.Update, "TypeData", SupportsShouldProcess = true)]
public sealed class UpdateTypeDataCommand : UpdateData
{
    [Parameter]
    public string? TypeName { get; set; }

    [Parameter]
    public PSMemberTypes MemberType { get; set; }

    [Parameter]
    public string? MemberName { get; set; }

    [Parameter]
    public object? Value { get; set; }

    [Parameter]
    public object? SecondValue { get; set; }

    [Parameter]
    public Type? TypeConverter { get; set; }

    [Parameter]
    public Type? TypeAdapter { get; set; }

    [Parameter]
    public string? SerializationMethod { get; set; }

    [Parameter]
    public Type? TargetTypeForDeserialization { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int SerializationDepth { get; set; }

    [Parameter]
    public string? DefaultDisplayProperty { get; set; }

    [Parameter]
    public string[]? DefaultDisplayPropertySet { get; set; }

    [Parameter]
    public string[]? DefaultKeyPropertySet { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string file in Resolve(PrependPath).Concat(Resolve(AppendPath)))
        {
            var errors = new ConcurrentBag<string>();
            Context.TypeTable.Update(file, file, errors, Context.AuthorizationManager, Context.InitialSessionState.Host, out _);
            Context.InitialSessionState.Types.Add(new SessionStateTypeEntry(file));
            Report(errors);
        }

        if (TypeName is not null && ShouldProcess(TypeName))
        {
            var errors = new ConcurrentBag<string>();
            TypeData data = Make(TypeName);
            Context.TypeTable.Update(data, errors, isRemove: false);
            Context.InitialSessionState.Types.Add(new SessionStateTypeEntry(data, false));
            Report(errors);
        }

        // Types that have been looked at already keep their old members otherwise.
        Context.TypeTable.ClearConsolidatedMembers();
    }

    private TypeData Make(string typeName)
    {
        var data = new TypeData(typeName)
        {
            TypeConverter = TypeConverter,
            TypeAdapter = TypeAdapter,
            SerializationMethod = SerializationMethod,
            TargetTypeForDeserialization = TargetTypeForDeserialization,
            DefaultDisplayProperty = DefaultDisplayProperty,
            IsOverride = Force,
        };
        if (SerializationDepth > 0)
        {
            data.SerializationDepth = (uint)SerializationDepth;
        }

        if (DefaultDisplayPropertySet is not null)
        {
            data.DefaultDisplayPropertySet = new PropertySetData(DefaultDisplayPropertySet);
        }

        if (DefaultKeyPropertySet is not null)
        {
            data.DefaultKeyPropertySet = new PropertySetData(DefaultKeyPropertySet);
        }

        if (MemberName is not null)
        {
            data.Members.Add(MemberName, Member(MemberName));
        }

        return data;
    }

    private TypeMemberData Member(string name) => MemberType switch
    {
        PSMemberTypes.NoteProperty => new NotePropertyData(name, Value),
        PSMemberTypes.AliasProperty => new AliasPropertyData(name, Value?.ToString()),
        PSMemberTypes.ScriptMethod => new ScriptMethodData(name, LanguagePrimitives.ConvertTo<ScriptBlock>(Value)),
        PSMemberTypes.ScriptProperty => new ScriptPropertyData(
            name, LanguagePrimitives.ConvertTo<ScriptBlock>(Value), SecondValue is null ? null : LanguagePrimitives.ConvertTo<ScriptBlock>(SecondValue)),
        _ => throw new PSArgumentException($"A member of type {MemberType} cannot be added with Update-TypeData."),
    };

    private void Report(IEnumerable<string> errors)
    {
        foreach (string error in errors)
        {
            WriteError(new ErrorRecord(new RuntimeException(error), "TypesDynamicUpdateException", ErrorCategory.InvalidOperation, null));
        }
    }
}

[Cmdlet(VerbsCommon.Get, "TypeData")]
[OutputType(typeof(TypeData))]
public sealed class GetTypeDataCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true)]
    public string[] TypeName { get; set; } = ["*"];

    protected override void ProcessRecord()
    {
        foreach ((string name, TypeData data) in Context.TypeTable.GetAllTypeData())
        {
            if (TypeName.Any(t => WildcardPattern.Get(t, WildcardOptions.IgnoreCase).IsMatch(name)))
            {
                WriteObject(data);
            }
        }
    }
}

[Cmdlet(VerbsCommon.Remove, "TypeData", SupportsShouldProcess = true)]
public sealed class RemoveTypeDataCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    public object TypeName { get; set; } = "";

    protected override void ProcessRecord()
    {
        object target = TypeName is PSObject wrapped ? wrapped.BaseObject : TypeName;
        TypeData data = target as TypeData ?? new TypeData(target.ToString());
        if (ShouldProcess(data.TypeName))
        {
            Context.TypeTable.Update(data, [], isRemove: true);
            Context.TypeTable.ClearConsolidatedMembers();
        }
    }
}

[Cmdlet(VerbsCommon.Get, "FormatData")]
public sealed class GetFormatDataCommand : PSCmdlet
{
    [Parameter(Position = 0)]
    public string[] TypeName { get; set; } = ["*"];

    [Parameter]
    public Version? PowerShellVersion { get; set; }

    protected override void ProcessRecord()
    {
        var views = new Dictionary<string, List<FormatViewDefinition>>(StringComparer.OrdinalIgnoreCase);
        foreach (Internal.Format.ViewDefinition view in Context.FormatDBManager.Database.viewDefinitionsSection.viewDefinitionList)
        {
            PSControl? control = view.mainControl switch
            {
                Internal.Format.TableControlBody table => new TableControl(table, view),
                Internal.Format.ListControlBody list => new ListControl(list, view),
                Internal.Format.WideControlBody wide => new WideControl(wide, view),
                Internal.Format.ComplexControlBody complex => new CustomControl(complex, view),
                _ => null,
            };
            foreach (string name in view.appliesTo.referenceList.Select(r => r.name).Where(n => control is not null && !view.isHelpFormatter
                && TypeName.Any(t => WildcardPattern.Get(t, WildcardOptions.IgnoreCase).IsMatch(n))))
            {
                if (!views.TryGetValue(name, out List<FormatViewDefinition>? list))
                {
                    views[name] = list = [];
                }

                list.Add(new FormatViewDefinition(view.name, control));
            }
        }

        foreach ((string name, List<FormatViewDefinition> list) in views)
        {
            WriteObject(new ExtendedTypeDefinition(name, list));
        }
    }
}
