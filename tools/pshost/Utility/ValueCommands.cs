using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Microsoft.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "Date", DefaultParameterSetName = "net")]
[OutputType(typeof(DateTime), typeof(string))]
public sealed class GetDateCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LastWriteTime")]
    public DateTime Date { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("UnixTime")]
    public double? UnixTimeSeconds { get; set; }

    [Parameter]
    public int? Year { get; set; }

    [Parameter]
    public int? Month { get; set; }

    [Parameter]
    public int? Day { get; set; }

    [Parameter]
    public int? Hour { get; set; }

    [Parameter]
    public int? Minute { get; set; }

    [Parameter]
    public int? Second { get; set; }

    [Parameter]
    public int? Millisecond { get; set; }

    [Parameter]
    public SwitchParameter AsUTC { get; set; }

    [Parameter]
    public string? Format { get; set; }

    [Parameter]
    public string? UFormat { get; set; }

    protected override void ProcessRecord()
    {
        DateTime date = MyInvocation.BoundParameters.ContainsKey(nameof(Date)) ? Date : DateTime.Now;
        date = UnixTimeSeconds is { } seconds ? DateTimeOffset.UnixEpoch.AddSeconds(seconds).LocalDateTime : date;
        date = date.AddYears((Year ?? date.Year) - date.Year).AddMonths((Month ?? date.Month) - date.Month);
        date = date.AddDays((Day ?? date.Day) - date.Day).AddHours((Hour ?? date.Hour) - date.Hour);
        date = date.AddMinutes((Minute ?? date.Minute) - date.Minute).AddSeconds((Second ?? date.Second) - date.Second);
        date = date.AddMilliseconds((Millisecond ?? date.Millisecond) - date.Millisecond);
        date = AsUTC ? date.ToUniversalTime() : date;
        if (UFormat is not null)
        {
            WriteObject(Unix(date, UFormat));
        }
        else if (Format is not null)
        {
            WriteObject(date.ToString(Pattern(Format), CultureInfo.CurrentCulture));
        }
        else
        {
            WriteObject(date);
        }
    }

    private static string Pattern(string format) => format switch
    {
        "FileDate" => "yyyyMMdd",
        "FileDateUniversal" => "yyyyMMddZ",
        "FileDateTime" => "yyyyMMddTHHmmssffff",
        "FileDateTimeUniversal" => "yyyyMMddTHHmmssffffZ",
        _ => format,
    };

    // The letters of strftime that scripts use.
    private static string Unix(DateTime date, string format) => string.Concat(format.Replace("%%", "\0").Split('%').Select((part, i) =>
        i == 0 || part.Length == 0 ? part : part[0] switch
        {
            'Y' => date.ToString("yyyy"),
            'm' => date.ToString("MM"),
            'd' => date.ToString("dd"),
            'H' => date.ToString("HH"),
            'M' => date.ToString("mm"),
            'S' => date.ToString("ss"),
            'j' => date.DayOfYear.ToString("000"),
            'y' => date.ToString("yy"),
            'F' => date.ToString("yyyy-MM-dd"),
            'T' => date.ToString("HH:mm:ss"),
            'Z' => date.ToString("%z"),
            's' => new DateTimeOffset(date).ToUnixTimeSeconds().ToString(),
            'A' => date.ToString("dddd"),
            'a' => date.ToString("ddd"),
            'B' => date.ToString("MMMM"),
            'b' => date.ToString("MMM"),
            _ => part[..1],
        } + part[1..])).Replace("\0", "%");
}

[Cmdlet(VerbsCommon.New, "TimeSpan", DefaultParameterSetName = "Date")]
[OutputType(typeof(TimeSpan))]
public sealed class NewTimeSpanCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = "Date")]
    public DateTime? Start { get; set; }

    [Parameter(Position = 1, ParameterSetName = "Date")]
    public DateTime? End { get; set; }

    [Parameter(ParameterSetName = "Time")]
    public int Days { get; set; }

    [Parameter(ParameterSetName = "Time")]
    public int Hours { get; set; }

    [Parameter(ParameterSetName = "Time")]
    public int Minutes { get; set; }

    [Parameter(ParameterSetName = "Time")]
    public int Seconds { get; set; }

    [Parameter(ParameterSetName = "Time")]
    public int Milliseconds { get; set; }

    protected override void ProcessRecord()
    {
        DateTime now = DateTime.Now;
        WriteObject(ParameterSetName == "Time" ? new TimeSpan(Days, Hours, Minutes, Seconds, Milliseconds) : (End ?? now) - (Start ?? now));
    }
}

[Cmdlet(VerbsCommon.Get, "Random", DefaultParameterSetName = "Number")]
public sealed class GetRandomCommand : PSCmdlet
{
    private readonly List<object> _items = [];
    private Random _random = Random.Shared;

    [Parameter]
    public int? SetSeed { get; set; }

    [Parameter(Position = 0, ParameterSetName = "Number")]
    public object? Maximum { get; set; }

    [Parameter(ParameterSetName = "Number")]
    public object? Minimum { get; set; }

    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ParameterSetName = "List")]
    public object[] InputObject { get; set; } = [];

    [Parameter]
    public int Count { get; set; } = 1;

    [Parameter(ParameterSetName = "List")]
    public SwitchParameter Shuffle { get; set; }

    protected override void BeginProcessing() => _random = SetSeed is { } seed ? new Random(seed) : Random.Shared;

    protected override void ProcessRecord() => _items.AddRange(InputObject);

    protected override void EndProcessing()
    {
        if (ParameterSetName == "List")
        {
            object[] all = _items.ToArray();
            _random.Shuffle(all);
            WriteObject(Shuffle ? all : all.Take(Count).ToArray(), true);
            return;
        }

        object minimum = (Minimum as PSObject)?.BaseObject ?? Minimum ?? 0;
        object maximum = (Maximum as PSObject)?.BaseObject ?? Maximum ?? int.MaxValue;
        for (int i = 0; i < Count; i++)
        {
            if (minimum is double || maximum is double)
            {
                double low = LanguagePrimitives.ConvertTo<double>(minimum);
                WriteObject(low + (_random.NextDouble() * (LanguagePrimitives.ConvertTo<double>(maximum) - low)));
                continue;
            }

            long number = _random.NextInt64(LanguagePrimitives.ConvertTo<long>(minimum), LanguagePrimitives.ConvertTo<long>(maximum));
            WriteObject(minimum is long || maximum is long ? number : (int)number);
        }
    }
}

[Cmdlet(VerbsCommon.New, "Guid")]
[OutputType(typeof(Guid))]
public sealed class NewGuidCommand : PSCmdlet
{
    [Parameter]
    public SwitchParameter Empty { get; set; }

    [Parameter(Position = 0, ValueFromPipeline = true)]
    public string? InputObject { get; set; }

    protected override void ProcessRecord() => WriteObject(InputObject is not null ? Guid.Parse(InputObject) : Empty ? Guid.Empty : Guid.NewGuid());
}

[Cmdlet(VerbsCommon.New, "TemporaryFile", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class NewTemporaryFileCommand : PSCmdlet
{
    protected override void EndProcessing()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".tmp");
        if (ShouldProcess(Path.GetTempPath()))
        {
            File.Create(path).Dispose();
            WriteObject(new FileInfo(path));
        }
    }
}

[Cmdlet(VerbsLifecycle.Start, "Sleep", DefaultParameterSetName = "Seconds")]
public sealed class StartSleepCommand : PSCmdlet, IDisposable
{
    private readonly System.Threading.ManualResetEventSlim _stop = new();

    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Seconds")]
    [ValidateRange(0.0, int.MaxValue / 1000)]
    public double Seconds { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Milliseconds")]
    [Alias("ms")]
    [ValidateRange(0, int.MaxValue)]
    public int Milliseconds { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Duration")]
    [Alias("ts")]
    public TimeSpan Duration { get; set; }

    protected override void ProcessRecord() => _stop.Wait(ParameterSetName switch
    {
        "Seconds" => TimeSpan.FromSeconds(Seconds),
        "Milliseconds" => TimeSpan.FromMilliseconds(Milliseconds),
        _ => Duration,
    });

    protected override void StopProcessing() => _stop.Set();

    public void Dispose() => _stop.Dispose();
}
