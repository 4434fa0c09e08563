using System;
using System.Collections;
using System.Linq;
using Pester;

#pragma warning disable CA1050 // The type is in no namespace in Pester either: scripts write [PesterConfiguration].
/// <summary>What Invoke-Pester is to do.</summary>
public sealed class PesterConfiguration
{
    public PesterConfiguration()
    {
    }

    public PesterConfiguration(IDictionary values)
    {
        foreach (DictionaryEntry section in values)
        {
            object target = GetType().GetProperties().FirstOrDefault(p => p.Name.Equals(section.Key.ToString(), StringComparison.OrdinalIgnoreCase))?.GetValue(this)
                ?? throw new PSArgumentException($"There is no section '{section.Key}' in the configuration.");
            foreach (DictionaryEntry option in (IDictionary)(section.Value is PSObject wrapped ? wrapped.BaseObject : section.Value!))
            {
                PSObject.AsPSObject(target).Properties[option.Key.ToString()].Value = option.Value;
            }
        }
    }

    public static PesterConfiguration Default => new();

    public RunConfiguration Run { get; } = new();

    public FilterConfiguration Filter { get; } = new();

    public CodeCoverageConfiguration CodeCoverage { get; } = new();

    public TestResultConfiguration TestResult { get; } = new();

    public ShouldConfiguration Should { get; } = new();

    public DebugConfiguration Debug { get; } = new();

    public OutputConfiguration Output { get; } = new();

    public TestDriveConfiguration TestDrive { get; } = new();

    public static PesterConfiguration FromPSObject(object value) =>
        value is PSObject { BaseObject: IDictionary table } ? new PesterConfiguration(table) : new PesterConfiguration((IDictionary)value);
}
