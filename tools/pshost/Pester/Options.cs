using System.Collections;
using System.Linq;

namespace Pester;

/// <summary>One setting. It is read with .Value and assigned as the plain value.</summary>
public abstract class Option<T>(T value)
{
    public T Value { get; } = value;

    public override string ToString() => LanguagePrimitives.ConvertTo<string>(Value);
}

public sealed class BoolOption(bool value) : Option<bool>(value)
{
    public static implicit operator BoolOption(bool value) => new(value);
}

public sealed class StringOption(string value) : Option<string>(value)
{
    public static implicit operator StringOption(string value) => new(value);
}

public sealed class StringArrayOption(string[] value) : Option<string[]>(value)
{
    public StringArrayOption(string value)
        : this([value])
    {
    }

    public static implicit operator StringArrayOption(string[] value) => new(value);

    public static implicit operator StringArrayOption(string value) => new([value]);

    public static implicit operator StringArrayOption(object[] value) => new(value.Select(v => v?.ToString() ?? "").ToArray());
}

public sealed class ContainerInfoArrayOption(ContainerInfo[] value) : Option<ContainerInfo[]>(value)
{
    public static implicit operator ContainerInfoArrayOption(ContainerInfo value) => new([value]);

    public static implicit operator ContainerInfoArrayOption(ContainerInfo[] value) => new(value);

    public static implicit operator ContainerInfoArrayOption(object[] value) =>
        new(value.Select(v => (ContainerInfo)(v is PSObject wrapped ? wrapped.BaseObject : v)).ToArray());
}

public sealed class RunConfiguration
{
    public StringArrayOption Path { get; set; } = new(["."]);

    public StringArrayOption ExcludePath { get; set; } = new([]);

    public ContainerInfoArrayOption Container { get; set; } = new([]);

    public StringOption TestExtension { get; set; } = ".Tests.ps1";

    public BoolOption Exit { get; set; } = false;

    public BoolOption Throw { get; set; } = false;

    public BoolOption PassThru { get; set; } = false;

    public BoolOption SkipRun { get; set; } = false;

    public StringOption SkipRemainingOnFailure { get; set; } = "None";
}

public sealed class FilterConfiguration
{
    public StringArrayOption Tag { get; set; } = new([]);

    public StringArrayOption ExcludeTag { get; set; } = new([]);

    public StringArrayOption Line { get; set; } = new([]);

    public StringArrayOption ExcludeLine { get; set; } = new([]);

    public StringArrayOption FullName { get; set; } = new([]);
}

/// <summary>Accepted, so that a script that sets it runs; the stand-in measures no coverage.</summary>
public sealed class CodeCoverageConfiguration
{
    public BoolOption Enabled { get; set; } = false;

    public StringOption OutputFormat { get; set; } = "JaCoCo";

    public StringOption OutputPath { get; set; } = "coverage.xml";

    public StringArrayOption Path { get; set; } = new([]);
}

public sealed class TestResultConfiguration
{
    public BoolOption Enabled { get; set; } = false;

    public StringOption OutputFormat { get; set; } = "NUnitXml";

    public StringOption OutputPath { get; set; } = "testResults.xml";

    public StringOption OutputEncoding { get; set; } = "UTF8";

    public StringOption TestSuiteName { get; set; } = "Pester";
}

public sealed class ShouldConfiguration
{
    public StringOption ErrorAction { get; set; } = "Stop";
}

public sealed class DebugConfiguration
{
    public BoolOption ShowFullErrors { get; set; } = false;

    public BoolOption WriteDebugMessages { get; set; } = false;
}

public sealed class OutputConfiguration
{
    public StringOption Verbosity { get; set; } = "Normal";

    public StringOption StackTraceVerbosity { get; set; } = "Filtered";

    public StringOption CIFormat { get; set; } = "Auto";

    public StringOption RenderMode { get; set; } = "Auto";
}

public sealed class TestDriveConfiguration
{
    public BoolOption Enabled { get; set; } = true;
}

[Cmdlet(VerbsCommon.New, "PesterConfiguration")]
[OutputType(typeof(PesterConfiguration))]
public sealed class NewPesterConfigurationCommand : PSCmdlet
{
    [Parameter(Position = 0)]
    public IDictionary? Hashtable { get; set; }

    protected override void EndProcessing() => WriteObject(Hashtable is null ? new PesterConfiguration() : new PesterConfiguration(Hashtable));
}

[Cmdlet(VerbsCommon.New, "PesterContainer", DefaultParameterSetName = "Path")]
[OutputType(typeof(ContainerInfo))]
public sealed class NewPesterContainerCommand : PSCmdlet
{
    [Parameter(Mandatory = true, ParameterSetName = "Path")]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = "ScriptBlock")]
    public ScriptBlock[] ScriptBlock { get; set; } = [];

    [Parameter]
    public IDictionary[] Data { get; set; } = [];

    protected override void EndProcessing()
    {
        object[] items = ParameterSetName == "Path" ? TestFiles.Find(this, Path, [], ".Tests.ps1").ToArray<object>() : ScriptBlock;
        foreach (object item in items)
        {
            foreach (IDictionary? data in Data.Length > 0 ? Data : new IDictionary?[] { null })
            {
                WriteObject(new ContainerInfo { Item = item, Data = data });
            }
        }
    }
}
