using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "Alias", DefaultParameterSetName = "Default")]
[OutputType(typeof(AliasInfo))]
public sealed class GetAliasCommand : PSCmdlet
{
    [Parameter(ParameterSetName = "Default", Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string[] Name { get; set; } = ["*"];

    [Parameter(ParameterSetName = "Definition")]
    public string[]? Definition { get; set; }

    [Parameter]
    public string[]? Exclude { get; set; }

    [Parameter]
    public string? Scope { get; set; }

    protected override void ProcessRecord()
    {
        IDictionary<string, AliasInfo> table = Scope is null ? SessionState.Internal.GetAliasTable() : SessionState.Internal.GetAliasTableAtScope(Scope);
        foreach (string wanted in Definition ?? Name)
        {
            WildcardPattern pattern = WildcardPattern.Get(wanted, WildcardOptions.IgnoreCase);
            List<AliasInfo> found = table.Values.Where(a => pattern.IsMatch(Definition is null ? a.Name : a.Definition) && Exclude?.Contains(a.Name, StringComparer.OrdinalIgnoreCase) != true)
                .OrderBy(a => a.Name, StringComparer.OrdinalIgnoreCase).ToList();
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(wanted))
            {
                WriteError(new ErrorRecord(
                    new ItemNotFoundException($"This command cannot find a matching alias because an alias with the {(Definition is null ? "name" : "definition")} '{wanted}' does not exist."),
                    "ItemNotFoundException", ErrorCategory.ObjectNotFound, wanted));
            }

            found.ForEach(WriteObject);
        }
    }
}

/// <summary>Set-Alias and New-Alias.</summary>
public abstract class WriteAliasCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string Name { get; set; } = "";

    [Parameter(Position = 1, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string Value { get; set; } = "";

    [Parameter]
    public string Description { get; set; } = "";

    [Parameter]
    public ScopedItemOptions Option { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    [Parameter]
    public string Scope { get; set; } = "local";

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected abstract bool Replaces { get; }

    protected override void ProcessRecord()
    {
        if (!ShouldProcess($"Name: {Name} Value: {Value}"))
        {
            return;
        }

        if (!Replaces && !Force && SessionState.Internal.GetAliasAtScope(Name, Scope) is not null)
        {
            WriteError(new ErrorRecord(
                new SessionStateException($"The alias is not allowed, because an alias with the name '{Name}' already exists."),
                "AliasAlreadyExists", ErrorCategory.ResourceExists, Name));
            return;
        }

        ProviderErrors.Guard(this, Name, () =>
        {
            var alias = new AliasInfo(Name, Value, Context, Option) { Description = Description };
            AliasInfo made = SessionState.Internal.SetAliasItemAtScope(alias, Scope, Force, MyInvocation.CommandOrigin);
            if (PassThru)
            {
                WriteObject(made);
            }
        });
    }
}

[Cmdlet(VerbsCommon.Set, "Alias", SupportsShouldProcess = true)]
public sealed class SetAliasCommand : WriteAliasCommand
{
    protected override bool Replaces => true;
}

[Cmdlet(VerbsCommon.New, "Alias", SupportsShouldProcess = true)]
public sealed class NewAliasCommand : WriteAliasCommand
{
    protected override bool Replaces => false;
}

[Cmdlet(VerbsCommon.Remove, "Alias")]
public sealed class RemoveAliasCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string[] Name { get; set; } = [];

    [Parameter]
    public string? Scope { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            if (SessionState.Internal.GetAlias(name) is null)
            {
                WriteError(new ErrorRecord(
                    new ItemNotFoundException($"This command cannot find a matching alias because an alias with the name '{name}' does not exist."),
                    "ItemNotFoundException", ErrorCategory.ObjectNotFound, name));
                continue;
            }

            ProviderErrors.Guard(this, name, () => SessionState.Internal.RemoveAlias(name, Force));
        }
    }
}
