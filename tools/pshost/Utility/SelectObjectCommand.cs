using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommon.Select, "Object", DefaultParameterSetName = "DefaultParameter")]
public sealed class SelectObjectCommand : PSCmdlet
{
    private readonly List<PSObject> _seen = [];
    private readonly Queue<PSObject> _tail = new();
    private List<PropertySpec> _properties = [];
    private List<PSPropertyExpression> _excluded = [];
    private PropertySpec? _expanded;
    private HashSet<int>? _wanted;
    private int _index = -1;
    private int _written;

    [Parameter(ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = System.Management.Automation.Internal.AutomationNull.Value;

    [Parameter(Position = 0, ParameterSetName = "DefaultParameter")]
    [Parameter(Position = 0, ParameterSetName = "SkipLastParameter")]
    public object[]? Property { get; set; }

    [Parameter(ParameterSetName = "DefaultParameter")]
    [Parameter(ParameterSetName = "SkipLastParameter")]
    public string[]? ExcludeProperty { get; set; }

    [Parameter(ParameterSetName = "DefaultParameter")]
    [Parameter(ParameterSetName = "SkipLastParameter")]
    public string? ExpandProperty { get; set; }

    [Parameter]
    public SwitchParameter Unique { get; set; }

    [Parameter]
    public SwitchParameter CaseInsensitive { get; set; }

    [Parameter(ParameterSetName = "DefaultParameter")]
    [ValidateRange(0, int.MaxValue)]
    public int Last { get; set; } = -1;

    [Parameter(ParameterSetName = "DefaultParameter")]
    [ValidateRange(0, int.MaxValue)]
    public int First { get; set; } = -1;

    [Parameter(ParameterSetName = "DefaultParameter")]
    [ValidateRange(0, int.MaxValue)]
    public int Skip { get; set; }

    [Parameter(ParameterSetName = "SkipLastParameter")]
    [ValidateRange(0, int.MaxValue)]
    public int SkipLast { get; set; }

    [Parameter(ParameterSetName = "IndexParameter")]
    [Parameter(ParameterSetName = "DefaultParameter")]
    public SwitchParameter Wait { get; set; }

    [Parameter(ParameterSetName = "IndexParameter")]
    [ValidateRange(0, int.MaxValue)]
    public int[]? Index { get; set; }

    [Parameter(ParameterSetName = "SkipIndexParameter")]
    [ValidateRange(0, int.MaxValue)]
    public int[]? SkipIndex { get; set; }

    protected override void BeginProcessing()
    {
        // -ExcludeProperty alone means all the others.
        _properties = PropertySpec.Parse(this, Property ?? (ExcludeProperty is null || ExpandProperty is not null ? null : ["*"]));
        _excluded = (ExcludeProperty ?? []).Select(p => new PSPropertyExpression(p)).ToList();
        _expanded = ExpandProperty is null ? null : PropertySpec.Parse(this, [ExpandProperty])[0];
        _wanted = (Index ?? SkipIndex)?.ToHashSet();
    }

    protected override void ProcessRecord()
    {
        if (InputObject == System.Management.Automation.Internal.AutomationNull.Value)
        {
            return;
        }

        _index++;
        if (_wanted is not null)
        {
            SelectByIndex();
        }
        else if (First >= 0 || Last < 0)
        {
            SelectFirst();
        }
        else
        {
            Hold(Last);
        }
    }

    protected override void EndProcessing()
    {
        // What is still held: the last ones, less those that -Skip takes from their end (with -Last alone).
        int keep = First < 0 && Last >= 0 ? _tail.Count - Skip : SkipLast > 0 ? 0 : _tail.Count;
        for (; keep > 0 && _tail.Count > 0; keep--)
        {
            Emit(_tail.Dequeue());
        }
    }

    private void SelectByIndex()
    {
        if (_wanted!.Contains(_index) == Index is not null)
        {
            Emit(InputObject);
        }

        if (Index is not null && !Wait && _index >= _wanted.Max())
        {
            throw new StopUpstreamCommandsException(this);
        }
    }

    private void SelectFirst()
    {
        if (First == 0 && Last < 0)
        {
            StopUpstream();
            return;
        }

        if (_index < Skip)
        {
            return;
        }

        if (First >= 0 && _written >= First)
        {
            Hold(Last);
            return;
        }

        if (SkipLast > 0)
        {
            Hold(SkipLast);
            return;
        }

        Emit(InputObject);
        if (First >= 0 && _written >= First && Last < 0)
        {
            StopUpstream();
        }
    }

    // With -SkipLast what leaves the window is written; with -Last it is dropped.
    private void Hold(int count)
    {
        int room = SkipLast > 0 ? SkipLast : count + (First < 0 ? Skip : 0);
        _tail.Enqueue(InputObject);
        if (_tail.Count > room)
        {
            PSObject oldest = _tail.Dequeue();
            if (SkipLast > 0)
            {
                Emit(oldest);
            }
        }
    }

    private void StopUpstream()
    {
        if (!Wait)
        {
            throw new StopUpstreamCommandsException(this);
        }
    }

    private void Emit(PSObject item)
    {
        if (_expanded is not null)
        {
            Expand(item);
            return;
        }

        PSObject output = _properties.Count > 0 ? Project(item) : item;
        if (IsNew(output))
        {
            _written++;
            WriteObject(output, false);
        }
    }

    private bool IsNew(PSObject item)
    {
        if (!Unique)
        {
            return true;
        }

        var comparer = new ValueComparer(caseSensitive: !CaseInsensitive);
        foreach (PSObject other in _seen)
        {
            if (SameObject(item, other, comparer))
            {
                return false;
            }
        }

        _seen.Add(item);
        return true;
    }

    private bool SameObject(PSObject a, PSObject b, ValueComparer comparer)
    {
        if (a?.BaseObject is not PSCustomObject || b?.BaseObject is not PSCustomObject)
        {
            return comparer.Equals(a, b);
        }

        var names = a.Properties.Select(p => p.Name).ToArray();
        return names.SequenceEqual(b.Properties.Select(p => p.Name), StringComparer.OrdinalIgnoreCase)
            && names.All(n => comparer.Equals(a.Properties[n].Value, b.Properties[n].Value));
    }

    private PSObject Project(PSObject item)
    {
        var output = new PSObject();
        foreach (PropertySpec spec in _properties)
        {
            AddTo(output, item, spec);
        }

        if (item is not null)
        {
            // The type's own name first, so that formats and Get-Member still know where it came from.
            for (int i = item.TypeNames.Count - 1; i >= 0; i--)
            {
                string name = item.TypeNames[i].StartsWith("Selected.", StringComparison.Ordinal) ? item.TypeNames[i] : "Selected." + item.TypeNames[i];
                if (!output.TypeNames.Contains(name))
                {
                    output.TypeNames.Insert(0, name);
                }
            }
        }

        return output;
    }

    private void AddTo(PSObject output, PSObject item, PropertySpec spec)
    {
        List<PSPropertyExpression> names = spec.Expression.Script is null && item is not null ? spec.Expression.ResolveNames(item) : [];
        if (names.Count == 0)
        {
            string name = spec.Label ?? spec.Expression.ToString();
            if (spec.Label is not null || !spec.Expression.HasWildCardCharacters)
            {
                Add(output, name, item is null ? null : spec.GetValue(item, out _));
            }

            return;
        }

        foreach (PSPropertyExpression name in names)
        {
            if (!_excluded.Exists(x => x.ToString() is { } pattern && WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase).IsMatch(name.ToString())))
            {
                List<PSPropertyExpressionResult> values = name.GetValues(item, true, true);
                Add(output, spec.Label ?? name.ToString(), values.Count > 0 ? values[0].Result : null);
            }
        }
    }

    private void Add(PSObject output, string name, object? value)
    {
        if (output.Properties[name] is not null)
        {
            WriteError(new ErrorRecord(
                new PSArgumentException($"The property cannot be processed because the property \"{name}\" already exists."),
                "AlreadyExistingUserSpecifiedPropertyNoExpand", ErrorCategory.InvalidOperation, output));
            return;
        }

        output.Properties.Add(new PSNoteProperty(name, value));
    }

    private void Expand(PSObject item)
    {
        List<PSPropertyExpressionResult> results = _expanded!.Expression.GetValues(item, true, true);
        if (results.Count == 0)
        {
            WriteError(new ErrorRecord(
                new PSArgumentException($"Property \"{ExpandProperty}\" cannot be found."), "ExpandPropertyNotFound", ErrorCategory.InvalidArgument, item));
            return;
        }

        _written++;
        System.Collections.IEnumerable? values = LanguagePrimitives.GetEnumerable(results[0].Result);
        foreach (object? value in values ?? new[] { results[0].Result })
        {
            if (_properties.Count == 0)
            {
                if (value is null || IsNew(PSObject.AsPSObject(value)))
                {
                    WriteObject(value, false);
                }

                continue;
            }

            PSObject output = PSObject.AsPSObject(value).Copy();
            foreach (PropertySpec spec in _properties)
            {
                AddTo(output, item, spec);
            }

            WriteObject(output, false);
        }
    }
}
