using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace Microsoft.PowerShell.Commands;

/// <summary>Objects to lines of CSV.</summary>
public abstract class WriteCsvCommand : PSCmdlet
{
    private string[]? _names;

    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = null!;

    [Parameter(Position = 1)]
    public char Delimiter { get; set; } = ',';

    [Parameter]
    [Alias("ITI")]
    public SwitchParameter IncludeTypeInformation { get; set; }

    [Parameter]
    [Alias("NTI")]
    public SwitchParameter NoTypeInformation { get; set; }

    [Parameter]
    public SwitchParameter NoHeader { get; set; }

    [Parameter]
    [ValidateSet("Always", "AsNeeded", "Never")]
    [Alias("UQ")]
    public string UseQuotes { get; set; } = "Always";

    protected abstract void Emit(string line);

    internal void WithoutHeader() => NoHeader = true;

    protected override void ProcessRecord()
    {
        var table = InputObject.BaseObject as System.Collections.IDictionary;
        if (_names is null)
        {
            _names = table is not null ? table.Keys.Cast<object>().Select(k => k.ToString() ?? "").ToArray() : InputObject.Properties.Select(p => p.Name).ToArray();
            if (IncludeTypeInformation)
            {
                Emit("#TYPE " + InputObject.TypeNames[0]);
            }

            if (!NoHeader)
            {
                Emit(Line(_names));
            }
        }

        Emit(Line(_names.Select(n => table is not null ? table[n] : Value(n))));
    }

    private object? Value(string name)
    {
        try
        {
            return InputObject.Properties[name]?.Value;
        }
        catch (GetValueException)
        {
            return null;
        }
    }

    private string Line(IEnumerable<object?> values) => string.Join(Delimiter, values.Select(v =>
    {
        if (v is null)
        {
            return "";
        }

        string text = v is IFormattable and not Enum ? ((IFormattable)v).ToString(null, System.Globalization.CultureInfo.InvariantCulture) : PSObject.AsPSObject(v).ToString();
        bool needs = text.AsSpan().IndexOfAny(Delimiter, '"', '\n') >= 0;
        return UseQuotes == "Always" || (UseQuotes == "AsNeeded" && needs) ? '"' + text.Replace("\"", "\"\"") + '"' : text;
    }));
}

[Cmdlet(VerbsData.ConvertTo, "Csv")]
[OutputType(typeof(string))]
public sealed class ConvertToCsvCommand : WriteCsvCommand
{
    protected override void Emit(string line) => WriteObject(line);
}

[Cmdlet(VerbsData.Export, "Csv", SupportsShouldProcess = true)]
public sealed class ExportCsvCommand : WriteCsvCommand, IDisposable
{
    private StreamWriter? _writer;

    [Parameter(Position = 0, Mandatory = true)]
    [Alias("LiteralPath", "LP", "PSPath")]
    public string Path { get; set; } = "";

    [Parameter]
    public SwitchParameter Append { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    [Parameter]
    [ArgumentToEncodingTransformation]
    public Encoding Encoding { get; set; } = System.Text.Encoding.Default;

    protected override void BeginProcessing()
    {
        string path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path);
        if (Append && File.Exists(path) && new FileInfo(path).Length > 0)
        {
            WithoutHeader();
        }

        if (ShouldProcess(path))
        {
            _writer = FileText.OpenWrite(this, path, Append, NoClobber, Force, Encoding);
        }
    }

    protected override void EndProcessing() => Dispose();

    protected override void Emit(string line) => _writer?.WriteLine(line);

    public void Dispose()
    {
        _writer?.Dispose();
        _writer = null;
    }
}

/// <summary>Lines of CSV to objects.</summary>
public abstract class ReadCsvCommand : PSCmdlet
{
    [Parameter(Position = 1)]
    public char Delimiter { get; set; } = ',';

    [Parameter]
    public string[]? Header { get; set; }

    internal void Read(string text)
    {
        string[]? names = Header;
        foreach (List<string?> record in Records(text))
        {
            if (names is null)
            {
                names = record.Select((n, i) => string.IsNullOrEmpty(n) ? $"H{i + 1}" : n).ToArray();
                continue;
            }

            var item = new PSObject();
            for (int i = 0; i < names.Length; i++)
            {
                item.Properties.Add(new PSNoteProperty(names[i], i < record.Count ? record[i] : null));
            }

            WriteObject(item);
        }
    }

    private IEnumerable<List<string?>> Records(string text)
    {
        var record = new List<string?>();
        var field = new StringBuilder();
        bool quoted = false;
        for (int i = 0; i <= text.Length; i++)
        {
            char c = i < text.Length ? text[i] : '\n';
            if (quoted && i < text.Length)
            {
                if (c != '"')
                {
                    field.Append(c);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    field.Append(text[++i]);
                }
                else
                {
                    quoted = false;
                }
            }
            else if (c == '"')
            {
                quoted = true;
            }
            else if (c == Delimiter)
            {
                record.Add(field.ToString());
                field.Clear();
            }
            else if (c == '\n')
            {
                if (record.Count > 0 || field.Length > 0)
                {
                    record.Add(field.ToString());
                    if (!record[0]!.StartsWith("#TYPE", StringComparison.Ordinal))
                    {
                        yield return record;
                    }
                }

                record = [];
                field.Clear();
            }
            else if (c != '\r')
            {
                field.Append(c);
            }
        }
    }
}

[Cmdlet(VerbsData.ConvertFrom, "Csv")]
public sealed class ConvertFromCsvCommand : ReadCsvCommand
{
    private readonly StringBuilder _text = new();

    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [AllowEmptyString]
    public string[] InputObject { get; set; } = [];

    protected override void ProcessRecord()
    {
        foreach (string line in InputObject)
        {
            _text.Append(line).Append('\n');
        }
    }

    protected override void EndProcessing() => Read(_text.ToString());
}

[Cmdlet(VerbsData.Import, "Csv")]
public sealed class ImportCsvCommand : ReadCsvCommand
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("LiteralPath", "LP", "PSPath")]
    public string[] Path { get; set; } = [];

    [Parameter]
    [ArgumentToEncodingTransformation]
    public Encoding Encoding { get; set; } = System.Text.Encoding.Default;

    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            ProviderErrors.Guard(this, path, () =>
            {
                foreach (string file in SessionState.Path.GetResolvedProviderPathFromPSPath(path, out _))
                {
                    Read(File.ReadAllText(file, Encoding));
                }
            });
        }
    }
}
