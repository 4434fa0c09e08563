using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommon.Join, "String", DefaultParameterSetName = "default")]
[OutputType(typeof(string))]
public sealed class JoinStringCommand : PSCmdlet
{
    private readonly List<string> _parts = [];

    [Parameter(Position = 0)]
    public object? Property { get; set; }

    [Parameter(Position = 1)]
    [AllowEmptyString]
    public string? Separator { get; set; }

    [Parameter]
    [Alias("op")]
    public string OutputPrefix { get; set; } = "";

    [Parameter]
    [Alias("os")]
    public string OutputSuffix { get; set; } = "";

    [Parameter]
    public SwitchParameter SingleQuote { get; set; }

    [Parameter]
    public SwitchParameter DoubleQuote { get; set; }

    [Parameter]
    public string? FormatString { get; set; }

    [Parameter]
    public SwitchParameter UseCulture { get; set; }

    [Parameter(ValueFromPipeline = true)]
    public PSObject[]? InputObject { get; set; }

    protected override void ProcessRecord()
    {
        foreach (PSObject item in InputObject ?? [])
        {
            object? value = Property is null ? item : PropertySpec.Parse(this, [Property])[0].GetValue(item, out _);
            string text = value is null ? "" : FormatString is null ? PSObject.AsPSObject(value).ToString() : string.Format(FormatString, value is PSObject w ? w.BaseObject : value);
            _parts.Add(SingleQuote ? $"'{text}'" : DoubleQuote ? $"\"{text}\"" : text);
        }
    }

    protected override void EndProcessing()
    {
        string separator = Separator ?? (SessionState.PSVariable.GetValue("OFS") as string ?? "");
        WriteObject(OutputPrefix + string.Join(separator, _parts) + OutputSuffix);
    }
}

[Cmdlet(VerbsCommon.Select, "String", DefaultParameterSetName = "File")]
public sealed class SelectStringCommand : PSCmdlet
{
    private int _line;
    private bool _matched;

    [Parameter(ValueFromPipeline = true, Mandatory = true, ParameterSetName = "Object")]
    [AllowNull]
    [AllowEmptyString]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0, Mandatory = true)]
    public string[] Pattern { get; set; } = [];

    [Parameter(Position = 1, Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "File")]
    public string[]? Path { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralFile")]
    [Alias("PSPath", "LP")]
    public string[]? LiteralPath { get; set; }

    [Parameter]
    public SwitchParameter SimpleMatch { get; set; }

    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    [Parameter]
    public SwitchParameter Quiet { get; set; }

    [Parameter]
    public SwitchParameter Raw { get; set; }

    [Parameter]
    public SwitchParameter List { get; set; }

    [Parameter]
    public SwitchParameter NotMatch { get; set; }

    [Parameter]
    public SwitchParameter AllMatches { get; set; }

    [Parameter]
    public SwitchParameter NoEmphasis { get; set; }

    protected override void ProcessRecord()
    {
        if ((LiteralPath ?? Path) is null)
        {
            if (InputObject is not null)
            {
                Test(InputObject.BaseObject is FileInfo file ? null : InputObject.ToString(), "InputStream", ++_line);
                if (InputObject.BaseObject is FileInfo found)
                {
                    Search(found.FullName);
                }
            }

            return;
        }

        foreach (string given in LiteralPath ?? Path ?? [])
        {
            ProviderErrors.Guard(this, given, () =>
            {
                IEnumerable<string> files = LiteralPath is null ? SessionState.Path.GetResolvedProviderPathFromPSPath(given, out _) : [SessionState.Path.GetUnresolvedProviderPathFromPSPath(given)];
                files.Where(File.Exists).ToList().ForEach(Search);
            });
        }
    }

    protected override void EndProcessing()
    {
        if (Quiet && !_matched)
        {
            WriteObject(false);
        }
    }

    private void Search(string file)
    {
        int number = 0;
        foreach (string line in File.ReadLines(file))
        {
            if (Test(line, file, ++number) && (List || Quiet))
            {
                return;
            }
        }
    }

    private bool Test(string? line, string path, int number)
    {
        if (line is null || (Quiet && _matched))
        {
            return false;
        }

        foreach (string pattern in Pattern)
        {
            var regex = new Regex(SimpleMatch ? Regex.Escape(pattern) : pattern, CaseSensitive ? RegexOptions.None : RegexOptions.IgnoreCase);
            MatchCollection matches = regex.Matches(line);
            if (matches.Count > 0 == NotMatch)
            {
                continue;
            }

            _matched = true;
            WriteObject(Quiet ? true : Raw ? line : new MatchInfo
            {
                Line = line,
                LineNumber = number,
                Path = path,
                Pattern = pattern,
                IgnoreCase = !CaseSensitive,
                Matches = SimpleMatch || NotMatch ? [] : AllMatches ? matches.ToArray() : [matches[0]],
            });
            return true;
        }

        return false;
    }
}

/// <summary>One line that Select-String found.</summary>
public class MatchInfo
{
    public bool IgnoreCase { get; init; }

    public int LineNumber { get; init; }

    public required string Line { get; init; }

    public required string Path { get; init; }

    public string Filename => System.IO.Path.GetFileName(Path);

    public required string Pattern { get; init; }

    public Match[] Matches { get; init; } = [];

    public override string ToString() => Path == "InputStream" ? Line : $"{Path}:{LineNumber}:{Line}";

    public string ToString(string directory) => Path == "InputStream" ? Line : $"{System.IO.Path.GetRelativePath(directory, Path)}:{LineNumber}:{Line}";

    // The engine's format file calls this to mark the match with colours.
    public string ToEmphasizedString(string directory) => ToString(directory);
}

[Cmdlet(VerbsData.ConvertFrom, "StringData")]
[OutputType(typeof(Hashtable))]
public sealed class ConvertFromStringDataCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [AllowEmptyString]
    public string StringData { get; set; } = "";

    [Parameter(Position = 1)]
    public char Delimiter { get; set; } = '=';

    protected override void ProcessRecord()
    {
        var table = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (string line in StringData.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#'))
        {
            int at = line.IndexOf(Delimiter);
            if (at <= 0)
            {
                throw new PSInvalidOperationException($"Data line '{line}' is not in 'name={Delimiter}value' format.");
            }

            table[line[..at].Trim()] = Regex.Unescape(line[(at + 1)..].Trim());
        }

        WriteObject(table);
    }
}
