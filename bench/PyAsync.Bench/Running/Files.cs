using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PyAsync.Bench.Running;

/// <summary>Where the benchmarks read and write.</summary>
internal static class Files
{
    public static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Where this program's own assembly lies: the process may be pwsh's.</summary>
    public static string ProgramFolder { get; } = Path.GetDirectoryName(typeof(Files).Assembly.Location)!;

    /// <summary>The repository's bench folder, found upwards of this program.</summary>
    public static string BenchFolder { get; } = Find();

    public static string RepositoryFolder => Path.GetDirectoryName(BenchFolder)!;

    private static string Find()
    {
        for (string? folder = ProgramFolder; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "PyAsync.psd1")) && Directory.Exists(Path.Combine(folder, "bench")))
            {
                return Path.Combine(folder, "bench");
            }
        }
        return ProgramFolder;
    }
}
