using System.Collections.ObjectModel;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "ItemProperty", DefaultParameterSetName = "Path")]
public sealed class GetItemPropertyCommand : ProviderCommand
{
    [Parameter(Position = 1)]
    [Alias("PSProperty")]
    public string[]? Name { get; set; }

    internal override object? ProviderParameters(string path, CmdletProviderContext context) =>
        InvokeProvider.Property.GetPropertyDynamicParameters(path, new Collection<string>(Name ?? []), context);

    protected override void ProcessRecord() =>
        ForEachPath((path, context) => InvokeProvider.Property.Get(path, new Collection<string>(Name ?? []), context));
}

[Cmdlet(VerbsCommon.Get, "ItemPropertyValue", DefaultParameterSetName = "Path")]
public sealed class GetItemPropertyValueCommand : ProviderCommand
{
    [Parameter(Position = 1, Mandatory = true)]
    [Alias("PSProperty")]
    public string[] Name { get; set; } = [];

    protected override void ProcessRecord() => ForEachPath((path, _) =>
    {
        foreach (string name in Name)
        {
            foreach (PSObject item in InvokeProvider.Property.Get([path], [name], LiteralPath is not null))
            {
                WriteObject(item.Properties[name]?.Value);
            }
        }
    });
}

[Cmdlet(VerbsCommon.Set, "ItemProperty", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class SetItemPropertyCommand : ProviderCommand
{
    [Parameter(Position = 1, Mandatory = true)]
    [Alias("PSProperty")]
    public string Name { get; set; } = "";

    [Parameter(Position = 2, Mandatory = true)]
    [AllowNull]
    public object? Value { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord() => ForEachPath((path, context) =>
    {
        context.PassThru = PassThru;
        var values = new PSObject();
        values.Properties.Add(new PSNoteProperty(Name, Value));
        InvokeProvider.Property.Set(path, values, context);
    });
}

[Cmdlet(VerbsCommon.New, "ItemProperty", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class NewItemPropertyCommand : ProviderCommand
{
    [Parameter(Position = 1, Mandatory = true)]
    [Alias("PSProperty")]
    public string Name { get; set; } = "";

    [Parameter]
    [Alias("Type")]
    public string? PropertyType { get; set; }

    [Parameter]
    public object? Value { get; set; }

    protected override void ProcessRecord() =>
        ForEachPath((path, context) => InvokeProvider.Property.New(path, Name, PropertyType, Value, context));
}

[Cmdlet(VerbsCommon.Remove, "ItemProperty", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class RemoveItemPropertyCommand : ProviderCommand
{
    [Parameter(Position = 1, Mandatory = true)]
    [Alias("PSProperty")]
    public string[] Name { get; set; } = [];

    protected override void ProcessRecord() => ForEachPath((path, context) =>
    {
        foreach (string name in Name)
        {
            InvokeProvider.Property.Remove(path, name, context);
        }
    });
}
