using System;
using System.IO;
using System.Linq;
using System.Text;
using CsCheck;
using PyAsync.Environments;
using Xunit;

namespace PyAsync.Tests.Properties;

/// <summary>Files about interpreters, however they are damaged: an interpreter is found, or refused with a reason. A failure prints the seed of its case.</summary>
[Trait("Runs", "Once")]
public sealed class EnvironmentProperties(LoopFixture python) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pyasync-properties-").FullName;

    // What is done to a text: at a place, by a kind of damage, with some text.
    private static readonly Gen<(double Place, int Kind, string With)[]> s_damage = Gen.Select(
        Gen.Double[0, 1],
        Gen.Int[0, 6],
        Gen.OneOf(PythonLiteral.Text(), Choice.Of("\t", "\n", "\t\t", "end\n", "file0\t/\t1\n", "version\t3\n", "bits\tx\n", "executable\t\n", "\0", "\r\n", "home = /nowhere\n", " = ", "=", "include-system-site-packages = true\n"))).Array[1, 4];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_damaged_cache_file_is_no_answer_or_one_that_is_checked()
    {
        ProbeCache cache = new(Path.Combine(_folder, "cache"));
        string executable = python.Loop.Python.Executable;
        PythonInstallation whole = Ask(executable, cache)!;
        string[] files = Directory.GetFiles(Path.Combine(_folder, "cache"));
        Assert.SkipWhen(files.Length == 0, "This interpreter's answers are not kept.");
        string text = File.ReadAllText(files[0]);
        s_damage.Sample(damage =>
        {
            Write(files[0], Damage(text, damage));
            ProbeAnswers? answers = cache.Read(executable);
            if (answers is not null)
            {
                _ = Ask(executable, cache);
            }
        }, iter: 1200, threads: 1);
        File.WriteAllText(files[0], text);
        Assert.Equal(whole, Ask(executable, cache));
    }

    [Fact]
    public void An_environment_with_a_damaged_configuration_is_found_or_refused_with_a_reason()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A link to an interpreter is made, which Windows does not follow.");
        string environment = Path.Combine(_folder, "environment");
        Directory.CreateDirectory(Path.Combine(environment, "bin"));
        File.CreateSymbolicLink(Path.Combine(environment, "bin", "python3"), python.Loop.Python.Executable);
        string text = $"home = {Path.GetDirectoryName(python.Loop.Python.Executable)}\ninclude-system-site-packages = false\nversion = {python.Loop.Python.Version}\n";
        s_damage.Sample(damage =>
        {
            Write(Path.Combine(environment, "pyvenv.cfg"), Damage(text, damage));
            _ = Ask(Path.Combine(environment, "bin", "python3"), new ProbeCache(null));
        }, iter: 100, threads: 1);
    }

    // Lone surrogates, which no file has, are replaced.
    private static void Write(string path, string text) => File.WriteAllBytes(path, Encoding.UTF8.GetBytes(text));

    // Null where it was refused, with words.
    private static PythonInstallation? Ask(string executable, ProbeCache cache)
    {
        try
        {
            return PythonProbe.Ask(executable, static _ => true, cache, new ProbeLimit(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        }
        catch (PythonNotUsableException refused)
        {
            Assert.NotEmpty(refused.Message);
            return null;
        }
    }

    private static string Damage(string text, (double Place, int Kind, string With)[] all) => all.Aggregate(text, static (before, damage) =>
    {
        int at = (int)(damage.Place * before.Length);
        int end = before.IndexOf('\n', at) + 1;
        int start = at == 0 ? 0 : before.LastIndexOf('\n', at - 1) + 1;
        string line = end > start ? before[start..end] : "";
        return damage.Kind switch
        {
            0 => before[..at],
            1 => before[..at] + damage.With + before[at..],
            2 => before[..at] + damage.With + before[Math.Min(before.Length, at + damage.With.Length)..],
            3 => before[..start] + before[Math.Max(start, end)..],
            4 => before[..start] + line + line + before[Math.Max(start, end)..],
            5 => before[..start] + damage.With + before[start..],
            _ => before[..at] + (char)(before.ElementAtOrDefault(at) ^ 1) + before[Math.Min(before.Length, at + 1)..],
        };
    });
}
