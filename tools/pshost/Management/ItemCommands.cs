using System.Collections.Generic;
using System.Linq;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "Item", DefaultParameterSetName = "Path")]
public sealed class GetItemCommand : ProviderCommand
{
    internal override object? ProviderParameters(string path, CmdletProviderContext context) => InvokeProvider.Item.GetItemDynamicParameters(path, context);

    protected override void ProcessRecord() => ForEachPath((path, context) => InvokeProvider.Item.Get(path, context));
}

[Cmdlet(VerbsCommon.Get, "ChildItem", DefaultParameterSetName = "Path")]
public sealed class GetChildItemCommand : ProviderCommand
{
    [Parameter]
    [Alias("s", "r")]
    public SwitchParameter Recurse { get; set; }

    [Parameter]
    public uint Depth { get; set; } = uint.MaxValue;

    [Parameter]
    public SwitchParameter Name { get; set; }

    protected override string[] DefaultPaths => [""];

    internal override object? ProviderParameters(string path, CmdletProviderContext context) =>
        InvokeProvider.ChildItem.GetChildItemsDynamicParameters(path is "" ? "." : path, Recurse, context);

    protected override void ProcessRecord()
    {
        bool recurse = Recurse || MyInvocation.BoundParameters.ContainsKey(nameof(Depth));
        ForEachPath((path, context) =>
        {
            if (Name)
            {
                InvokeProvider.ChildItem.GetNames(path is "" ? "." : path, ReturnContainers.ReturnMatchingContainers, recurse, Depth, context);
            }
            else
            {
                InvokeProvider.ChildItem.Get(path is "" ? "." : path, recurse, Depth, context);
            }
        });
    }
}

[Cmdlet(VerbsCommon.Set, "Item", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class SetItemCommand : ProviderCommand
{
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    public object? Value { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    internal override object? ProviderParameters(string path, CmdletProviderContext context) => InvokeProvider.Item.SetItemDynamicParameters(path, Value, context);

    protected override void ProcessRecord() => ForEachPath((path, context) =>
    {
        context.PassThru = PassThru;
        InvokeProvider.Item.Set(path, Value, context);
    });
}

[Cmdlet(VerbsCommon.Clear, "Item", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class ClearItemCommand : ProviderCommand
{
    protected override void ProcessRecord() => ForEachPath((path, context) => InvokeProvider.Item.Clear(path, context));
}

[Cmdlet(VerbsLifecycle.Invoke, "Item", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class InvokeItemCommand : ProviderCommand
{
    protected override void ProcessRecord() => ForEachPath((path, context) => InvokeProvider.Item.Invoke(path, context));
}

[Cmdlet(VerbsCommon.New, "Item", SupportsShouldProcess = true, DefaultParameterSetName = "pathSet")]
public sealed class NewItemCommand : PSCmdlet, IDynamicParameters
{
    private object? _dynamic;

    [Parameter(Position = 0, ParameterSetName = "pathSet", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 0, ParameterSetName = "nameSet", ValueFromPipelineByPropertyName = true)]
    public string[] Path { get; set; } = [];

    [Parameter(ParameterSetName = "nameSet", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? Name { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Type")]
    public string? ItemType { get; set; }

    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Target")]
    public object? Value { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    public object? GetDynamicParameters()
    {
        string path = Path.Length > 0 ? Path[0] : ".";
        return _dynamic = InvokeProvider.Item.NewItemDynamicParameters(path, ItemType, Value, new CmdletProviderContext(this) { Force = Force });
    }

    protected override void ProcessRecord()
    {
        foreach (string path in Path.Length > 0 ? Path : [""])
        {
            var context = new CmdletProviderContext(this) { Force = Force, DynamicParameters = _dynamic };
            ProviderErrors.Guard(this, path, () => InvokeProvider.Item.New(path, Name, ItemType, Value, context));
        }
    }
}

[Cmdlet(VerbsCommon.Remove, "Item", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class RemoveItemCommand : ProviderCommand
{
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    internal override object? ProviderParameters(string path, CmdletProviderContext context) => InvokeProvider.Item.RemoveItemDynamicParameters(path, Recurse, context);

    protected override void ProcessRecord() => ForEachPath((path, context) =>
    {
        // A path that names nothing is an error, one with wildcards that match nothing is not.
        if (!context.SuppressWildcardExpansion && WildcardPattern.ContainsWildcardCharacters(path))
        {
            InvokeProvider.Item.Remove(path, Recurse, context);
            return;
        }

        if (!InvokeProvider.Item.Exists(path, NewContext()))
        {
            throw new ItemNotFoundException(path, "PathNotFound", SessionStateStrings.PathNotFound);
        }

        if (!Recurse && InvokeProvider.ChildItem.HasChild(path, NewContext())
            && !ShouldContinue($"The item at {path} has children and the Recurse parameter was not specified. If you continue, all children will be removed with the item. Are you sure you want to continue?", "Confirm"))
        {
            return;
        }

        InvokeProvider.Item.Remove(path, true, context);
    });
}

[Cmdlet(VerbsCommon.Rename, "Item", SupportsShouldProcess = true, DefaultParameterSetName = "ByPath")]
public sealed class RenameItemCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "ByPath")]
    public string? Path { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "ByLiteralPath")]
    [Alias("PSPath", "LP")]
    public string? LiteralPath { get; set; }

    [Parameter(Position = 1, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string NewName { get; set; } = "";

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        var context = new CmdletProviderContext(this) { Force = Force, PassThru = PassThru, SuppressWildcardExpansion = LiteralPath is not null };
        ProviderErrors.Guard(this, NewName, () => InvokeProvider.Item.Rename(LiteralPath ?? Path, NewName, context));
    }
}

/// <summary>Copy-Item and Move-Item.</summary>
public abstract class TransferItemCommand : ProviderCommand
{
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    public string Destination { get; set; } = ".";

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    internal IEnumerable<string> Expand(string path, CmdletProviderContext context) =>
        context.SuppressWildcardExpansion || !WildcardPattern.ContainsWildcardCharacters(path)
            ? [path]
            : SessionState.Path.GetResolvedPSPathFromPSPath(path).Select(p => p.Path);
}

[Cmdlet(VerbsCommon.Copy, "Item", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class CopyItemCommand : TransferItemCommand
{
    [Parameter]
    public SwitchParameter Container { get; set; } = true;

    [Parameter]
    public SwitchParameter Recurse { get; set; }

    internal override object? ProviderParameters(string path, CmdletProviderContext context) => InvokeProvider.Item.CopyItemDynamicParameters(path, Destination, Recurse, context);

    protected override void ProcessRecord() => ForEachPath((path, context) =>
    {
        context.PassThru = PassThru;
        InvokeProvider.Item.Copy(path, Destination, Recurse, Container ? CopyContainers.CopyTargetContainer : CopyContainers.CopyChildrenOfTargetContainer, context);
    });
}

[Cmdlet(VerbsCommon.Move, "Item", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class MoveItemCommand : TransferItemCommand
{
    protected override void ProcessRecord() => ForEachPath((path, context) =>
    {
        context.PassThru = PassThru;
        foreach (string source in Expand(path, context))
        {
            InvokeProvider.Item.Move(source, Destination, context);
        }
    });
}
