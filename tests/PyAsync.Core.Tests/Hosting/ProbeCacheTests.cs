using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using PyAsync.Environments;
using Xunit;

namespace PyAsync.Tests.Hosting;

/// <summary>What is kept of an interpreter's answers, and when it is not taken. Each test has a folder and an environment of its own.</summary>
[Trait("Runs", "Once")]
public sealed class ProbeCacheTests(LoopFixture python) : IDisposable
{
    private const string Kept = "9.9.9";

    private readonly string _folder = Directory.CreateTempSubdirectory("pyasync-probe-").FullName;
    private readonly List<string> _variables = [];

    private string CacheFolder => Path.Combine(_folder, "cache");

    private ProbeCache Cache => new(CacheFolder);

    private static ProbeLimit Limit => new(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

    private string Executable => python.Loop.Python.Executable;

    public void Dispose()
    {
        _variables.ForEach(name => Environment.SetEnvironmentVariable(name, null));
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Answers_are_kept_and_taken_by_the_next_process()
    {
        PythonInstallation asked = Ask(Executable);
        Assert.Equal(asked, Ask(Executable));
        Forge();
        Assert.Equal(new Version(Kept), Ask(Executable).Version);
    }

    [Fact]
    public void An_environment_is_kept_with_its_prefix()
    {
        string environment = MakeEnvironment();
        Assert.Equal(environment, Ask(InEnvironment(environment)).Prefix);
        Forge();
        Assert.Equal((environment, new Version(Kept)), (Ask(InEnvironment(environment)).Prefix, Ask(InEnvironment(environment)).Version));
    }

    [Fact]
    public void A_changed_configuration_of_an_environment_makes_it_asked_anew()
    {
        string environment = MakeEnvironment();
        AskAndForge(InEnvironment(environment));
        File.AppendAllText(Path.Combine(environment, "pyvenv.cfg"), "prompt = other\n");
        AssertAskedAnew(InEnvironment(environment));
    }

    [Fact]
    public void An_environment_that_lost_its_configuration_is_asked_anew()
    {
        string environment = MakeEnvironment();
        AskAndForge(InEnvironment(environment));
        File.Delete(Path.Combine(environment, "pyvenv.cfg"));
        Assert.Equal(python.Loop.Python.BasePrefix, Ask(InEnvironment(environment)).Prefix);
    }

    [Fact]
    public void A_link_that_leads_elsewhere_is_asked_anew()
    {
        string link = LinkTo(Executable);
        AskAndForge(link);
        File.Delete(link);
        string other = Path.Combine(_folder, "other");
        File.CreateSymbolicLink(other, Executable);
        File.CreateSymbolicLink(link, other);
        AssertAskedAnew(link);
    }

    [Fact]
    public void An_executable_with_another_time_is_asked_anew()
    {
        string copy = CopyOfExecutable();
        AskAndForge(copy);
        File.SetLastWriteTimeUtc(copy, DateTime.UtcNow.AddHours(-1));
        AssertAskedAnew(copy);
    }

    [Fact]
    public void An_executable_that_is_gone_is_an_error_and_not_served()
    {
        string copy = CopyOfExecutable();
        AskAndForge(copy);
        File.Delete(copy);
        Assert.Equal(PythonProblem.BrokenEnvironment, Assert.Throws<PythonNotUsableException>(() => Ask(copy)).Problem);
    }

    [Fact]
    public void A_changed_file_of_the_standard_library_makes_it_asked_anew()
    {
        AskAndForge(Executable);
        string text = File.ReadAllText(OnlyFile());
        int stamp = text.IndexOf("\nfile0\t", StringComparison.Ordinal);
        int end = text.IndexOf('\n', stamp + 1);
        File.WriteAllText(OnlyFile(), text[..(end - 1)] + (char)('0' + ((text[end - 1] - '0' + 1) % 10)) + text[end..]);
        AssertAskedAnew(Executable);
    }

    [Theory]
    [InlineData("PYTHONPLATLIBDIR", "lib")]
    [InlineData("LD_LIBRARY_PATH", "/nowhere")]
    public void A_variable_that_changes_the_answers_makes_it_asked_anew(string name, string value)
    {
        AskAndForge(Executable);
        Environment.SetEnvironmentVariable(name, value);
        _variables.Add(name);
        AssertAskedAnew(Executable);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not an answer")]
    [InlineData("version\nend\n")]
    [InlineData("KEY")]
    [InlineData("KEYversion\t3.x\nend\n")]
    [InlineData("KEYfile0\nend\n")]
    [InlineData("KEYversion\n\t\t\nbits\t64\nend\n")]
    public void A_corrupt_file_is_ignored_and_written_anew(string text)
    {
        AskAndForge(Executable);
        File.WriteAllText(OnlyFile(), text.Replace("KEY", Cache.KeyOf(Executable), StringComparison.Ordinal));
        AssertAskedAnew(Executable);
        Forge();
        Assert.Equal(new Version(Kept), Ask(Executable).Version);
    }

    [Fact]
    public void A_file_that_ends_early_is_ignored_wherever_it_ends()
    {
        AskAndForge(Executable);
        string text = File.ReadAllText(OnlyFile());
        for (int length = 0; length < text.Length; length += 7)
        {
            File.WriteAllText(OnlyFile(), text[..length]);
            Assert.Null(Cache.Read(Executable));
        }
    }

    [Theory]
    [InlineData("version\t9.9.9", "version\tthree")]
    [InlineData("bits\t64", "bits\t")]
    [InlineData("bits\t64", "bits\tmany")]
    [InlineData("base_prefix\t", "base_prefix\t\nno\t")]
    [InlineData("LIBDIR", "NOT_LIBDIR")]
    [InlineData("implementation", "no_implementation")]
    [InlineData("executable\t", "executable\t\nno\t")]
    public void A_damaged_answer_makes_it_asked_anew(string answer, string damage)
    {
        AskAndForge(Executable);
        string text = File.ReadAllText(OnlyFile());
        Assert.Contains("\n" + answer, text, StringComparison.Ordinal);
        File.WriteAllText(OnlyFile(), text.Replace("\n" + answer, "\n" + damage, StringComparison.Ordinal));
        AssertAskedAnew(Executable);
        Forge();
        Assert.Equal(new Version(Kept), Ask(Executable).Version);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_costs_only_the_time()
    {
        File.WriteAllText(CacheFolder, "a file where the folder should be");
        Assert.Equal(python.Loop.Python, Ask(Executable));
        Assert.Equal(python.Loop.Python, Ask(Executable));
        Assert.Equal("a file where the folder should be", File.ReadAllText(CacheFolder));
    }

    [Fact]
    public void No_folder_keeps_nothing()
    {
        Assert.Equal(python.Loop.Python, PythonProbe.Ask(Executable, static _ => true, new ProbeCache(null), Limit));
        Assert.False(Directory.Exists(CacheFolder));
    }

    [Fact]
    public void A_launcher_chooses_anew_each_time()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A script with a #! line.");
        string launcher = Path.Combine(_folder, "python3");
        File.WriteAllText(launcher, $"#!/bin/sh\nexec '{Executable}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(launcher, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
        Settle(launcher);
        Assert.Equal(python.Loop.Python.Library, Ask(launcher).Library);
        Assert.False(Directory.Exists(CacheFolder));
    }

    [Fact]
    public void An_executable_that_has_changed_just_now_is_not_kept()
    {
        string copy = CopyOfExecutable();
        File.SetLastWriteTimeUtc(copy, DateTime.UtcNow);
        Ask(copy);
        Assert.False(Directory.Exists(CacheFolder));
    }

    [Fact]
    public void Many_writers_and_readers_leave_a_whole_file()
    {
        ProbeAnswers answers = Answers();
        string? key = Cache.KeyOf(Executable);
        Parallel.For(0, 200, i =>
        {
            Cache.Write(Executable, key, answers);
            Assert.Equal(answers.All, Cache.Read(Executable)?.All);
        });
        Assert.Equal(OnlyFile(), Directory.GetFiles(CacheFolder).Single());
    }

    [Fact]
    public void Answers_to_a_question_from_before_a_change_are_not_kept()
    {
        ProbeAnswers answers = Answers();
        File.Delete(OnlyFile());
        Cache.Write(Executable, Cache.KeyOf(Executable) + "other\t1\n", answers);
        Assert.Empty(Directory.GetFiles(CacheFolder));
    }

    private PythonInstallation Ask(string executable) => PythonProbe.Ask(executable, static _ => true, Cache, Limit)!;

    private void AskAndForge(string executable)
    {
        Ask(executable);
        Forge();
        Assert.Equal(new Version(Kept), Ask(executable).Version);
    }

    private void AssertAskedAnew(string executable) => Assert.Equal(python.Loop.Python.Version, Ask(executable).Version);

    // A version that no interpreter gives: whoever tells it has read the file.
    private void Forge()
    {
        string version = python.Loop.Python.Version.ToString();
        File.WriteAllText(OnlyFile(), File.ReadAllText(OnlyFile()).Replace($"\nversion\t{version}\n", $"\nversion\t{Kept}\n", StringComparison.Ordinal));
    }

    private string OnlyFile() => Directory.GetFiles(CacheFolder).Single();

    private ProbeAnswers Answers()
    {
        Ask(Executable);
        return Cache.Read(Executable)!;
    }

    private static string InEnvironment(string environment) =>
        Path.Combine(environment, OperatingSystem.IsWindows() ? "Scripts/python.exe" : "bin/python3");

    private string MakeEnvironment()
    {
        string environment = Path.Combine(_folder, "environment");
        using Process process = Process.Start(Executable, ["-m", "venv", "--without-pip", environment]);
        Assert.True(process.WaitForExit(60_000));
        Assert.SkipUnless(process.ExitCode == 0, $"{Executable} makes no environments.");
        return environment;
    }

    private string LinkTo(string target)
    {
        string link = Path.Combine(_folder, "python3");
        File.CreateSymbolicLink(link, target);
        return link;
    }

    // An environment with a copy of the interpreter, so that the file can be changed.
    private string CopyOfExecutable()
    {
        string environment = MakeEnvironment();
        string path = InEnvironment(environment);
        string real = new FileInfo(Executable).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Executable;
        File.Delete(path);
        File.Copy(real, path);
        Settle(path);
        return path;
    }

    private static void Settle(string path) => File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(-5));
}
