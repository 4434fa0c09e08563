using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Environments;
using Xunit;

namespace PyAsync.Tests.Hosting;

/// <summary>Interpreters that misbehave when they are asked, and the search that goes on without them. Scripts stand for them.</summary>
[Trait("Runs", "Once")]
public sealed class ProbeLimitTests(LoopFixture python) : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("pyasync-limit-").FullName;
    private readonly Dictionary<string, string?> _variables = [];

    private string Executable => python.Loop.Python.Executable;

    // A process id for each process that a script has started.
    private string Started => Path.Combine(_folder, "started");

    public void Dispose()
    {
        foreach ((string name, string? value) in _variables)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("exec sleep 600")]
    [InlineData("sleep 600 & echo $! >> STARTED; sleep 600")]
    [InlineData("trap '' TERM INT HUP; sleep 600 & echo $! >> STARTED; while :; do sleep 1; done")]
    [InlineData("(sleep 600 & echo $! >> STARTED) & while :; do sleep 600; done")]
    public void One_that_does_not_answer_is_ended_when_the_limit_is_over_with_what_it_has_started(string script)
    {
        Stopwatch watch = Stopwatch.StartNew();
        PythonNotUsableException error = Assert.Throws<PythonNotUsableException>(() => Ask(Script("python3", script), new ProbeLimit(s_limit, default)));
        Assert.Equal(PythonProblem.NotAnswering, error.Problem);
        Assert.Contains("did not answer within 2 s", error.Message, StringComparison.Ordinal);
        AssertEnded(watch);
    }

    [Fact]
    public void One_that_leaves_a_child_with_its_pipe_has_answered_and_the_child_is_ended()
    {
        Stopwatch watch = Stopwatch.StartNew();
        PythonInstallation installation = Ask(Script("python3", $"sleep 600 & echo $! >> STARTED; exec '{Executable}' \"$@\""), new ProbeLimit(TimeSpan.FromMinutes(1), default));
        Assert.Equal(python.Loop.Python.Library, installation.Library);
        AssertEnded(watch);
    }

    [Fact]
    public void One_that_leaves_a_child_with_its_pipe_and_fails_is_not_waited_for()
    {
        Stopwatch watch = Stopwatch.StartNew();
        PythonNotUsableException error = Assert.Throws<PythonNotUsableException>(
            () => Ask(Script("python3", "sleep 600 & echo $! >> STARTED; echo no way >&2; exit 3"), new ProbeLimit(TimeSpan.FromMinutes(1), default)));
        Assert.Contains("no way", error.Message, StringComparison.Ordinal);
        AssertEnded(watch);
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("yes >&2")]
    [InlineData("yes & echo $! >> STARTED; sleep 600")]
    public void One_that_prints_for_ever_is_ended_at_once(string script)
    {
        Stopwatch watch = Stopwatch.StartNew();
        PythonNotUsableException error = Assert.Throws<PythonNotUsableException>(() => Ask(Script("python3", script), new ProbeLimit(TimeSpan.FromMinutes(1), default)));
        Assert.Contains("it printed more than 256 KB and no answer", error.Message, StringComparison.Ordinal);
        AssertEnded(watch);
    }

    [Theory]
    [InlineData("echo hello", "hello")]
    [InlineData("printf 'version\\tthree\\nLIBPL\\tx\\nend\\t\\n'", "LIBPL")]
    [InlineData("printf '\\t\\n\\t\\nend\\t\\n'", "it printed nothing")]
    [InlineData("true", "it printed nothing")]
    public void Nonsense_is_told_as_an_error_with_what_was_said(string script, string said)
    {
        PythonNotUsableException error = Assert.Throws<PythonNotUsableException>(() => Ask(Script("python3", script), new ProbeLimit(TimeSpan.FromMinutes(1), default)));
        Assert.Equal(PythonProblem.NotAnswering, error.Problem);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_named_pipe_is_no_interpreter_and_nothing_waits_for_it()
    {
        Stopwatch watch = Stopwatch.StartNew();
        string pipe = NamedPipe("python3");
        Assert.Equal(PythonProblem.NotAnswering, Assert.Throws<PythonNotUsableException>(() => Ask(pipe, new ProbeLimit(TimeSpan.FromMinutes(1), default))).Problem);
        Assert.Null(new ProbeCache(_folder).KeyOf(pipe));
        AssertEnded(watch);
    }

    [Fact]
    public void A_named_pipe_as_an_environments_configuration_keeps_nobody_waiting()
    {
        Stopwatch watch = Stopwatch.StartNew();
        string bin = Directory.CreateDirectory(Path.Combine(_folder, "bin")).FullName;
        string link = Path.Combine(bin, "python3");
        File.CreateSymbolicLink(link, Executable);
        NamedPipe("pyvenv.cfg");
        Assert.Null(new ProbeCache(_folder).KeyOf(link));
        AssertEnded(watch);
    }

    [Fact]
    public async Task The_token_ends_the_interpreter_that_is_asked()
    {
        using CancellationTokenSource source = new();
        string script = Script("python3", "sleep 600 & echo $! >> STARTED; sleep 600");
        Stopwatch watch = Stopwatch.StartNew();
        Task<PythonInstallation> asking = Task.Run(() => Ask(script, new ProbeLimit(TimeSpan.FromMinutes(10), source.Token)));
        while (!File.Exists(Started) || new FileInfo(Started).Length == 0)
        {
            await Task.Yield();
        }
        await source.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => asking);
        AssertEnded(watch);
    }

    [Theory]
    [InlineData("not executable")]
    [InlineData("not a program")]
    [InlineData("broken")]
    [InlineData("named pipe")]
    [InlineData("broken environment")]
    public void One_on_PATH_that_does_not_run_does_not_hide_the_next_one(string what)
    {
        OnPath(Broken("first", what), Working("second"));
        Assert.Equal(python.Loop.Python.Library, PythonLocator.Find(cancellationToken: TestContext.Current.CancellationToken).Library);
    }

    [Fact]
    public void All_on_PATH_that_do_not_run_are_named()
    {
        string one = Broken("one", "not executable"), two = Broken("two", "broken");
        OnPath(one, two);
        PythonNotUsableException error = Assert.Throws<PythonNotUsableException>(() => PythonLocator.Find(cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(PythonProblem.NotAnswering, error.Problem);
        Assert.Contains($"'{one}/python3'", error.Message, StringComparison.Ordinal);
        Assert.Contains($"'{two}/python3'", error.Message, StringComparison.Ordinal);
        Assert.Contains("Permission denied", error.Message, StringComparison.Ordinal);
        Assert.Contains("no such module", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_on_PATH_that_runs_and_cannot_be_used_is_an_error()
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, "old")).FullName;
        Script("old/python3", $"'{Executable}' \"$@\" | sed 's/^version\t.*/version\t3.8.20/'");
        OnPath(folder, Working("second"));
        Assert.Equal(PythonProblem.TooOld, Assert.Throws<PythonNotUsableException>(() => PythonLocator.Find(cancellationToken: TestContext.Current.CancellationToken)).Problem);
    }

    [Fact]
    public void A_search_has_one_limit_however_many_do_not_answer()
    {
        foreach (string name in (string[])["one", "two", "three"])
        {
            Directory.CreateDirectory(Path.Combine(_folder, name));
            Script(name + "/python3", "sleep 600 & echo $! >> STARTED; sleep 600");
        }
        OnPath(Path.Combine(_folder, "one"), Path.Combine(_folder, "two"), Path.Combine(_folder, "three"));
        Stopwatch watch = Stopwatch.StartNew();
        Assert.Throws<PythonNotUsableException>(() => PythonLocator.Find(null, new ProbeLimit(s_limit, default)));
        Assert.Single(File.ReadAllLines(Started));
        AssertEnded(watch);
    }

    [Fact]
    public void A_folder_of_PATH_that_depends_on_the_current_one_is_passed_over()
    {
        OnPath("", ".", "bin", Working("only"));
        string here = Directory.GetCurrentDirectory();
        Directory.SetCurrentDirectory(_folder);
        try
        {
            Script("python3", "touch STARTED");
            Directory.CreateDirectory("bin");
            Script("bin/python3", "touch STARTED");
            Assert.Equal(python.Loop.Python.Library, PythonLocator.Find(cancellationToken: TestContext.Current.CancellationToken).Library);
            Assert.Equal(python.Loop.Python.Library, PythonLocator.Find("python3", TestContext.Current.CancellationToken).Library);
            PythonNotUsableException error = Assert.Throws<PythonNotUsableException>(() => PythonLocator.Find("pyvenv-of-mine", TestContext.Current.CancellationToken));
            Assert.Equal(PythonProblem.NotFound, error.Problem);
            Script("pyvenv-of-mine", "touch STARTED");
            error = Assert.Throws<PythonNotUsableException>(() => PythonLocator.Find("pyvenv-of-mine", TestContext.Current.CancellationToken));
            Assert.Contains("say './pyvenv-of-mine'", error.Message, StringComparison.Ordinal);
            Assert.False(File.Exists(Started));
        }
        finally
        {
            Directory.SetCurrentDirectory(here);
        }
    }

    [Theory]
    [InlineData("PYTHONHASHSEED", "seven", "seven")]
    [InlineData("PYTHONPATH", "/nowhere", null)]
    public void Variables_that_Python_does_not_start_with_are_told_before_it_is_started(string name, string value, string? told)
    {
        Set(name, value);
        Exception? error = Record.Exception(() => StartTrial.Run(python.Loop.Python, new ProbeLimit(TimeSpan.FromMinutes(1), default)));
        Assert.Equal(told is null, error is null);
        Assert.True(told is null || error!.Message.Contains($"{name}={value}", StringComparison.Ordinal));
    }

    [Fact]
    public void An_interpreter_that_hangs_with_the_variables_is_ended_as_well()
    {
        Set("PYTHONHASHSEED", "0");
        Stopwatch watch = Stopwatch.StartNew();
        PythonInstallation hanging = python.Loop.Python with { Executable = Script("python3", "sleep 600 & echo $! >> STARTED; sleep 600") };
        PythonNotUsableException error = Assert.Throws<PythonNotUsableException>(() => StartTrial.Run(hanging, new ProbeLimit(s_limit, default)));
        Assert.Contains("it was not done within 2 s", error.Message, StringComparison.Ordinal);
        AssertEnded(watch);
    }

    private static PythonInstallation Ask(string executable, ProbeLimit limit)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Scripts with a #! line.");
        return PythonProbe.Ask(executable, static _ => true, new ProbeCache(null), limit)!;
    }

    private string Script(string name, string text) => Executing(name, "#!/bin/sh\n" + text.Replace("STARTED", $"'{Started}'", StringComparison.Ordinal) + "\n");

    private string Executing(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
        return path;
    }

    private string NamedPipe(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A file of Unix.");
        string path = Path.Combine(_folder, name);
        using Process process = Process.Start("mkfifo", [path]);
        process.WaitForExit();
        return path;
    }

    private string Broken(string name, string what)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, name, "bin")).FullName;
        string inner = Path.Combine(name, "bin", "python3");
        switch (what)
        {
            case "not executable":
                File.WriteAllText(Path.Combine(_folder, inner), "text");
                break;
            case "not a program":
                Executing(inner, "no program at all");
                break;
            case "named pipe":
                NamedPipe(inner);
                break;
            case "broken environment":
                File.WriteAllText(Path.Combine(_folder, name, "pyvenv.cfg"), "home = /nowhere\n");
                Script(inner, "exit 1");
                break;
            default:
                Script(inner, "echo no such module >&2; exit 1");
                break;
        }
        return folder;
    }

    private string Working(string name)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        Script(name + "/python3", $"exec '{Executable}' \"$@\"");
        return folder;
    }

    private void OnPath(params string[] folders)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Scripts with a #! line.");
        foreach (string name in (string[])["PYASYNC_PYTHON", "VIRTUAL_ENV", "CONDA_PREFIX"])
        {
            Set(name, null);
        }
        Set("PYASYNC_CACHE", "off");
        // The scripts' own commands are behind.
        string commands = Directory.CreateDirectory(Path.Combine(_folder, "commands")).FullName;
        foreach (string command in (string[])["sleep", "sed", "touch"])
        {
            File.CreateSymbolicLink(Path.Combine(commands, command), new[] { "/bin/", "/usr/bin/" }.Select(place => place + command).First(File.Exists));
        }
        Set("PATH", string.Join(':', [.. folders, commands]));
    }

    private void Set(string name, string? value)
    {
        _variables.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }

    // Far less than what the scripts would take.
    private void AssertEnded(Stopwatch watch)
    {
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"It took {watch.Elapsed}.");
        foreach (string line in File.Exists(Started) ? File.ReadAllLines(Started) : [])
        {
            Assert.True(SpinWait.SpinUntil(() => !IsAlive(int.Parse(line, CultureInfo.InvariantCulture)), TimeSpan.FromSeconds(10)), $"Process {line} is still there.");
        }
    }

    // One that nobody has waited for yet, as in a container without an init process, has ended.
    private static bool IsAlive(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            return !File.Exists($"/proc/{id}/stat") || !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (Exception error) when (error is ArgumentException or IOException)
        {
            return false;
        }
    }
}
