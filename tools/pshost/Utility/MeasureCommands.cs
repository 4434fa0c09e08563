using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsDiagnostic.Measure, "Object", DefaultParameterSetName = "GenericMeasure")]
public sealed class MeasureObjectCommand : PSCmdlet
{
    private readonly Dictionary<string, List<object>> _values = new(StringComparer.OrdinalIgnoreCase);
    private int _count;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0)]
    public object[]? Property { get; set; }

    [Parameter(ParameterSetName = "GenericMeasure")]
    public SwitchParameter AllStats { get; set; }

    [Parameter(ParameterSetName = "GenericMeasure")]
    public SwitchParameter Sum { get; set; }

    [Parameter(ParameterSetName = "GenericMeasure")]
    public SwitchParameter Average { get; set; }

    [Parameter(ParameterSetName = "GenericMeasure")]
    public SwitchParameter Maximum { get; set; }

    [Parameter(ParameterSetName = "GenericMeasure")]
    public SwitchParameter Minimum { get; set; }

    [Parameter(ParameterSetName = "GenericMeasure")]
    public SwitchParameter StandardDeviation { get; set; }

    [Parameter(ParameterSetName = "TextMeasure")]
    public SwitchParameter Line { get; set; }

    [Parameter(ParameterSetName = "TextMeasure")]
    public SwitchParameter Word { get; set; }

    [Parameter(ParameterSetName = "TextMeasure")]
    public SwitchParameter Character { get; set; }

    [Parameter(ParameterSetName = "TextMeasure")]
    public SwitchParameter IgnoreWhiteSpace { get; set; }

    private bool NeedsNumbers => AllStats || Sum || Average || StandardDeviation;

    protected override void ProcessRecord()
    {
        if (InputObject is null)
        {
            return;
        }

        _count++;
        if (Property is null)
        {
            Take("", InputObject);
            return;
        }

        foreach (PropertySpec spec in PropertySpec.Parse(this, Property))
        {
            foreach (PSPropertyExpression name in spec.Expression.Script is null ? spec.Expression.ResolveNames(InputObject) : [spec.Expression])
            {
                if (name.GetValues(InputObject, true, true) is [{ Exception: null, Result: { } value }, ..])
                {
                    Take(name.ToString(), value);
                }
            }
        }
    }

    protected override void EndProcessing()
    {
        if (Property is null)
        {
            WriteObject(Summary(null, _values.GetValueOrDefault("", [])));
            return;
        }

        foreach ((string name, List<object> values) in _values)
        {
            WriteObject(Summary(name, values));
        }

        foreach (string missing in Property.OfType<string>().Where(p => !WildcardPattern.ContainsWildcardCharacters(p) && !_values.ContainsKey(p)))
        {
            WriteError(new ErrorRecord(
                new PSArgumentException($"The property \"{missing}\" cannot be found in the input for any objects."),
                "GenericMeasurePropertyNotFound", ErrorCategory.InvalidArgument, null));
        }
    }

    private void Take(string name, object value)
    {
        value = value is PSObject wrapped ? wrapped.BaseObject : value;
        if (NeedsNumbers && ParameterSetName == "GenericMeasure")
        {
            if (!LanguagePrimitives.TryConvertTo(value, typeof(double), CultureInfo.InvariantCulture, out object number))
            {
                WriteError(new ErrorRecord(
                    new PSInvalidCastException($"Input object \"{value}\" is not numeric."), "NonNumericInputObject", ErrorCategory.InvalidType, value));
                return;
            }

            value = Maximum || Minimum || AllStats ? (value is string ? number : value) : number;
        }

        if (!_values.TryGetValue(name, out List<object>? list))
        {
            _values[name] = list = [];
        }

        list.Add(value);
    }

    private object Summary(string? property, List<object> values)
    {
        if (ParameterSetName == "TextMeasure")
        {
            List<string> texts = values.ConvertAll(v => v.ToString() ?? "");
            return new TextMeasureInfo
            {
                Lines = Line ? texts.Sum(t => t.Length == 0 ? 0 : t.TrimEnd('\n').Count(c => c == '\n') + 1) : null,
                Words = Word ? texts.Sum(t => t.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length) : null,
                Characters = Character ? texts.Sum(t => IgnoreWhiteSpace ? t.Count(c => !char.IsWhiteSpace(c)) : t.Length) : null,
                Property = property,
            };
        }

        var comparer = new ValueComparer(false);
        List<double> numbers = NeedsNumbers ? values.ConvertAll(v => System.Convert.ToDouble(v, CultureInfo.InvariantCulture)) : [];
        double mean = numbers.Count > 0 ? numbers.Average() : 0;
        return new GenericMeasureInfo
        {
            Count = property is null ? _count : values.Count,
            Sum = Sum || AllStats ? numbers.Sum() : null,
            Average = (Average || AllStats) && numbers.Count > 0 ? mean : null,
            Maximum = Maximum || AllStats ? Extreme(values, comparer, 1) : null,
            Minimum = Minimum || AllStats ? Extreme(values, comparer, -1) : null,
            StandardDeviation = (StandardDeviation || AllStats) && numbers.Count > 1
                ? Math.Sqrt(numbers.Sum(n => (n - mean) * (n - mean)) / (numbers.Count - 1)) : null,
            Property = property,
        };
    }

    // pwsh gives the numbers among them as doubles, anything else as it is.
    private static object? Extreme(List<object> values, ValueComparer comparer, int sign)
    {
        object? best = null;
        foreach (object value in values)
        {
            if (best is null || comparer.Compare(value, best) * sign > 0)
            {
                best = value;
            }
        }

        return best is IConvertible and not string and not DateTime and not bool and not char && !best.GetType().IsEnum
            ? System.Convert.ToDouble(best, CultureInfo.InvariantCulture) : best;
    }
}

[Cmdlet(VerbsDiagnostic.Measure, "Command")]
[OutputType(typeof(TimeSpan))]
public sealed class MeasureCommandCommand : PSCmdlet
{
    private readonly Stopwatch _watch = new();

    [Parameter(ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = System.Management.Automation.Internal.AutomationNull.Value;

    [Parameter(Position = 0, Mandatory = true)]
    public ScriptBlock Expression { get; set; } = null!;

    protected override void ProcessRecord()
    {
        _watch.Start();
        Expression.InvokeWithPipe(
            useLocalScope: false,
            ScriptBlock.ErrorHandlingBehavior.WriteToCurrentErrorPipe,
            dollarUnder: InputObject,
            input: Array.Empty<object>(),
            scriptThis: System.Management.Automation.Internal.AutomationNull.Value,
            outputPipe: new System.Management.Automation.Internal.Pipe { NullPipe = true },
            invocationInfo: null);
        _watch.Stop();
    }

    protected override void EndProcessing() => WriteObject(_watch.Elapsed);
}
