using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.PowerShell.Commands;

/// <summary>Commands on the caller's variables; -Scope is a name or a number of scopes up.</summary>
public abstract class VariableCommand : PSCmdlet
{
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Scope { get; set; }

    internal SessionStateInternal State => Context.EngineSessionState;

    internal List<PSVariable> Find(string name, IEnumerable<string>? include, IEnumerable<string>? exclude)
    {
        var table = Scope is null ? State.GetVariableTable() : State.GetVariableTableAtScope(Scope);
        WildcardPattern pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
        return table.Values.Where(v => pattern.IsMatch(v.Name)
                && (include is null || include.Any(i => WildcardPattern.Get(i, WildcardOptions.IgnoreCase).IsMatch(v.Name)))
                && !(exclude ?? []).Any(x => WildcardPattern.Get(x, WildcardOptions.IgnoreCase).IsMatch(v.Name)))
            .OrderBy(v => v.Name, StringComparer.OrdinalIgnoreCase).ToList();
    }

    internal PSVariable? Get(string name) => Scope is null ? State.GetVariable(name) : State.GetVariableAtScope(name, Scope);

    internal void Guard(object? target, Action action)
    {
        try
        {
            action();
        }
        catch (SessionStateException error)
        {
            WriteError(new ErrorRecord(error.ErrorRecord, error));
        }
        catch (PSArgumentException error)
        {
            WriteError(new ErrorRecord(error.ErrorRecord, error));
        }
    }

    internal void NotFound(string name) => WriteError(new ErrorRecord(
        new ItemNotFoundException($"Cannot find a variable with the name '{name}'."), "VariableNotFound", ErrorCategory.ObjectNotFound, name));
}

[Cmdlet(VerbsCommon.Get, "Variable")]
[OutputType(typeof(PSVariable))]
public sealed class GetVariableCommand : VariableCommand
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    [Parameter]
    public SwitchParameter ValueOnly { get; set; }

    [Parameter]
    public string[]? Include { get; set; }

    [Parameter]
    public string[]? Exclude { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            if (WildcardPattern.ContainsWildcardCharacters(name))
            {
                Find(name, Include, Exclude).ForEach(Write);
            }
            else if (Get(name) is { } variable)
            {
                Write(variable);
            }
            else
            {
                NotFound(name);
            }
        }
    }

    private void Write(PSVariable variable) => WriteObject(ValueOnly ? variable.Value : variable, false);
}

[Cmdlet(VerbsCommon.Set, "Variable", SupportsShouldProcess = true)]
public sealed class SetVariableCommand : VariableCommand
{
    private readonly List<object?> _piped = [];
    private bool _fromPipeline;

    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string[] Name { get; set; } = [];

    [Parameter(Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public object? Value { get; set; } = System.Management.Automation.Internal.AutomationNull.Value;

    [Parameter]
    public string? Description { get; set; }

    [Parameter]
    public ScopedItemOptions? Option { get; set; }

    [Parameter]
    public SessionStateEntryVisibility? Visibility { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    [Parameter]
    public SwitchParameter Append { get; set; }

    protected override void BeginProcessing() => _fromPipeline = !MyInvocation.BoundParameters.ContainsKey(nameof(Value));

    protected override void ProcessRecord()
    {
        if (_fromPipeline)
        {
            if (MyInvocation.BoundParameters.ContainsKey(nameof(Value)))
            {
                _piped.Add(Value);
            }
        }
        else
        {
            Assign(Value == System.Management.Automation.Internal.AutomationNull.Value ? null : Value);
        }
    }

    protected override void EndProcessing()
    {
        if (_fromPipeline)
        {
            Assign(_piped.Count switch { 0 => null, 1 => _piped[0], _ => _piped.ToArray() });
        }
    }

    private void Assign(object? value)
    {
        foreach (string name in Name)
        {
            if (!ShouldProcess($"Name: {name} Value: {value}", "Set variable"))
            {
                continue;
            }

            Guard(name, () =>
            {
                PSVariable variable = Get(name) ?? new PSVariable(name);
                if (Scope is null && State.GetVariableAtScope(name, "local") is null)
                {
                    // Assignment without a scope makes a local variable, like `$name = value`.
                    variable = new PSVariable(name);
                }

                if (Append && variable.Value is { } old)
                {
                    value = LanguagePrimitives.GetEnumerable(old) is { } many ? many.Cast<object?>().Append(value).ToArray() : [old, value];
                }

                bool isNew = variable.Value is null && State.GetVariableAtScope(name, Scope ?? "local") is null;
                if (isNew)
                {
                    variable = new PSVariable(name, value, Option ?? ScopedItemOptions.None);
                    State.SetVariableAtScope(variable, Scope ?? "local", Force, CommandOrigin.Internal);
                }
                else
                {
                    if (Force && variable.IsReadOnly)
                    {
                        variable.SetOptions(variable.Options & ~ScopedItemOptions.ReadOnly, true);
                    }

                    variable.Value = value;
                    if (Option is { } option)
                    {
                        variable.SetOptions(option, Force);
                    }
                }

                variable.Description = Description ?? variable.Description;
                variable.Visibility = Visibility ?? variable.Visibility;
                if (PassThru)
                {
                    WriteObject(variable);
                }
            });
        }
    }
}

[Cmdlet(VerbsCommon.New, "Variable", SupportsShouldProcess = true)]
public sealed class NewVariableCommand : VariableCommand
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string Name { get; set; } = "";

    [Parameter(Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public object? Value { get; set; }

    [Parameter]
    public string? Description { get; set; }

    [Parameter]
    public ScopedItemOptions Option { get; set; }

    [Parameter]
    public SessionStateEntryVisibility Visibility { get; set; } = SessionStateEntryVisibility.Public;

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        if (!ShouldProcess($"Name: {Name} Value: {Value}", "New variable"))
        {
            return;
        }

        Guard(Name, () =>
        {
            var variable = new PSVariable(Name, Value, Option) { Description = Description ?? "", Visibility = Visibility };
            if (!Force && State.GetVariableAtScope(Name, Scope ?? "local") is not null)
            {
                throw new SessionStateException(Name, SessionStateCategory.Variable, "VariableAlreadyExists", "A variable with name '{0}' already exists.", ErrorCategory.ResourceExists);
            }

            State.NewVariableAtScope(variable, Scope ?? "local", Force);
            if (PassThru)
            {
                WriteObject(variable);
            }
        });
    }
}

[Cmdlet(VerbsCommon.Remove, "Variable", SupportsShouldProcess = true)]
public sealed class RemoveVariableCommand : VariableCommand
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string[] Name { get; set; } = [];

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            List<PSVariable> found = WildcardPattern.ContainsWildcardCharacters(name) ? Find(name, null, null) : Get(name) is { } one ? [one] : [];
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                NotFound(name);
            }

            foreach (PSVariable variable in found.Where(v => ShouldProcess($"Name: {v.Name}", "Remove variable")))
            {
                Guard(name, () =>
                {
                    if (Scope is null)
                    {
                        State.RemoveVariable(variable, Force);
                    }
                    else
                    {
                        State.RemoveVariableAtScope(variable, Scope, Force);
                    }
                });
            }
        }
    }
}

[Cmdlet(VerbsCommon.Clear, "Variable", SupportsShouldProcess = true)]
public sealed class ClearVariableCommand : VariableCommand
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string[] Name { get; set; } = [];

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            List<PSVariable> found = WildcardPattern.ContainsWildcardCharacters(name) ? Find(name, null, null) : Get(name) is { } one ? [one] : [];
            if (found.Count == 0)
            {
                NotFound(name);
            }

            found.ForEach(v => Guard(name, () => v.Value = null));
        }
    }
}
