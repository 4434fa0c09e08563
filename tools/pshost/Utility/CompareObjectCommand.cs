using System;
using System.Collections.Generic;
using System.Linq;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsData.Compare, "Object")]
public sealed class CompareObjectCommand : PSCmdlet
{
    private readonly List<PSObject> _differences = [];

    [Parameter(Position = 0, Mandatory = true)]
    [AllowEmptyCollection]
    public PSObject[] ReferenceObject { get; set; } = [];

    [Parameter(Position = 1, Mandatory = true, ValueFromPipeline = true)]
    [AllowEmptyCollection]
    public PSObject[] DifferenceObject { get; set; } = [];

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int SyncWindow { get; set; } = int.MaxValue;

    [Parameter]
    public object[]? Property { get; set; }

    [Parameter]
    public SwitchParameter ExcludeDifferent { get; set; }

    [Parameter]
    public SwitchParameter IncludeEqual { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    [Parameter]
    public string? Culture { get; set; }

    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    protected override void ProcessRecord() => _differences.AddRange(DifferenceObject);

    protected override void EndProcessing()
    {
        List<PropertySpec> specs = PropertySpec.Parse(this, Property);
        var comparer = new ValueComparer(CaseSensitive);
        bool Same(PSObject a, PSObject b) => specs.Count == 0
            ? comparer.Equals(a, b)
            : specs.All(s => comparer.Equals(s.GetValue(a, out _), s.GetValue(b, out _)));

        List<(PSObject Item, int Index)> left = _differences.Select((d, i) => (d, i)).ToList();
        var only = new List<PSObject>();
        for (int i = 0; i < ReferenceObject.Length; i++)
        {
            PSObject reference = ReferenceObject[i];
            int found = left.FindIndex(d => Math.Abs((long)d.Index - i) <= SyncWindow && Same(reference, d.Item));
            if (found < 0)
            {
                only.Add(reference);
                continue;
            }

            left.RemoveAt(found);
            if (IncludeEqual || ExcludeDifferent)
            {
                Emit(reference, "==", specs);
            }
        }

        if (!ExcludeDifferent)
        {
            left.ForEach(d => Emit(d.Item, "=>", specs));
            only.ForEach(r => Emit(r, "<=", specs));
        }
    }

    private void Emit(PSObject item, string side, List<PropertySpec> specs)
    {
        if (PassThru)
        {
            PSObject copy = PSObject.AsPSObject(item);
            copy.Properties.Remove("SideIndicator");
            copy.Properties.Add(new PSNoteProperty("SideIndicator", side));
            WriteObject(copy);
            return;
        }

        var output = new PSObject();
        if (specs.Count == 0)
        {
            output.Properties.Add(new PSNoteProperty("InputObject", item));
        }

        foreach (PropertySpec spec in specs)
        {
            output.Properties.Add(new PSNoteProperty(spec.Label ?? spec.Expression.ToString(), spec.GetValue(item, out _)));
        }

        output.Properties.Add(new PSNoteProperty("SideIndicator", side));
        WriteObject(output);
    }
}
