using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using PyAsync.Environments;
using Xunit;

namespace PyAsync.Tests.Hosting;

/// <summary>
/// Whose cache is taken: what is kept there names a library that this process loads. Each test has a folder of its own;
/// some give it to another user, which takes root.
/// </summary>
[Trait("Runs", "Once")]
public sealed class ProbeCacheTrustTests(LoopFixture python) : IDisposable
{
    private const string Kept = "9.9.9";
    private const uint Other = 65534;

    private readonly string _folder = Directory.CreateTempSubdirectory("pyasync-trust-").FullName;

    private string Executable => python.Loop.Python.Executable;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_cache_of_our_own_is_taken()
    {
        Assert.True(IsTaken(Made("mine"), _ => { }));
    }

    [Theory]
    [InlineData("file")]
    [InlineData("folder")]
    [InlineData("above")]
    public void What_others_may_write_is_not_taken(string what)
    {
        SkipOnWindows();
        string folder = Made("above/cache");
        Assert.False(IsTaken(folder, file => Run("chmod", "o+w", Pick(what, file))));
        Assert.False(IsTaken(Made("again/cache"), file => Run("chmod", "g+w", Pick(what, file))));
    }

    [Theory]
    [InlineData("file")]
    [InlineData("folder")]
    [InlineData("above")]
    public void What_belongs_to_another_user_is_not_taken(string what)
    {
        SkipWithoutRoot();
        Assert.False(IsTaken(Made("above/cache"), file => Run("chown", $"{Other}", Pick(what, file))));
    }

    [Fact]
    public void What_an_access_control_list_lets_another_user_write_is_not_taken()
    {
        SkipOnWindows();
        Assert.SkipUnless(File.Exists("/usr/bin/setfacl"), "There is no setfacl.");
        Assert.False(IsTaken(Made("cache"), file => Run("setfacl", "-m", $"u:{Other}:rwx", Path.GetDirectoryName(file)!)));
    }

    [Fact]
    public void What_a_link_of_another_user_leads_to_is_not_taken()
    {
        SkipWithoutRoot();
        string folder = Made("real/cache");
        string link = Path.Combine(_folder, "link");
        File.CreateSymbolicLink(link, Path.Combine(_folder, "real"));
        Assert.True(IsTaken(Path.Combine(link, "cache"), _ => { }));
        Run("chown", "-h", $"{Other}", link);
        Assert.False(IsTaken(Path.Combine(link, "cache"), _ => { }));
        Assert.True(IsTaken(folder, _ => { }));
    }

    [Fact]
    public void What_a_link_leads_to_is_looked_at_with_every_folder_above_it()
    {
        SkipOnWindows();
        string open = Made("open/inner/cache");
        string link = Path.Combine(Made("closed"), "cache");
        File.CreateSymbolicLink(link, "../open/inner/cache");
        Assert.True(IsTaken(link, _ => { }));
        Assert.False(IsTaken(link, _ => Run("chmod", "o+w", Path.Combine(_folder, "open"))));
        Assert.True(Directory.Exists(open));
    }

    [Theory]
    [InlineData("o+w")]
    [InlineData("g+w")]
    public void Nothing_is_written_where_others_may_write(string mode)
    {
        SkipOnWindows();
        string folder = Made("open");
        Run("chmod", mode, folder);
        Ask(folder);
        Ask(Path.Combine(folder, "new", "cache"));
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void Nothing_is_written_in_another_users_folder()
    {
        SkipWithoutRoot();
        string folder = Made("theirs");
        Run("chown", $"{Other}", folder);
        Ask(folder);
        Ask(Path.Combine(folder, "new", "cache"));
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void A_folder_that_is_made_for_the_cache_is_for_nobody_else()
    {
        SkipOnWindows();
        string folder = Path.Combine(_folder, "new", "cache");
        Ask(folder);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(folder));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(Directory.GetFiles(folder).Single()));
    }

    [Fact]
    public void A_library_that_others_than_the_interpreters_owner_may_replace_is_not_loaded()
    {
        SkipOnWindows();
        string copy = LyingPython(Made("built"));
        Assert.Equal(Path.Combine(_folder, "built", "libfake.so"), AskLibrary(copy));
        Run("chmod", "o+w", Path.Combine(_folder, "built"));
        PythonNotUsableException error = Assert.Throws<PythonNotUsableException>(() => AskLibrary(copy));
        Assert.Equal((PythonProblem.LibraryNotTrusted, Path.Combine(_folder, "built", "libfake.so")), (error.Problem, error.Subject));
    }

    [Fact]
    public void A_library_of_another_user_is_loaded_for_an_interpreter_of_theirs_only()
    {
        SkipWithoutRoot();
        string copy = LyingPython(Made("theirs"));
        Run("chown", $"{Other}", Path.Combine(_folder, "theirs"));
        Assert.Equal(PythonProblem.LibraryNotTrusted, Assert.Throws<PythonNotUsableException>(() => AskLibrary(copy)).Problem);
        Run("chown", $"{Other}", copy);
        Assert.Equal(Path.Combine(_folder, "theirs", "libfake.so"), AskLibrary(copy));
    }

    // An interpreter that was told of a folder when it was built, which a script stands for.
    private string LyingPython(string libraries)
    {
        File.WriteAllText(Path.Combine(libraries, "libfake.so"), "");
        string script = Path.Combine(Made("bin"), "python3");
        string lies = string.Join(';', new[] { "LIBDIR", "LIBPL", "base_prefix" }.Select(name => $"s|^{name}\t.*|{name}\t{libraries}|"));
        File.WriteAllText(script, $"#!/bin/sh\n'{Executable}' \"$@\" | sed '{lies};s|^INSTSONAME\t.*|INSTSONAME\tlibfake.so|'\n");
        Run("chmod", "755", script);
        return script;
    }

    private static string AskLibrary(string executable) => PythonProbe.Ask(executable, static _ => true, new ProbeCache(null), Limit())!.Library;

    private string Made(string name) => Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;

    private static string Pick(string what, string file) => what switch
    {
        "file" => file,
        "folder" => Path.GetDirectoryName(file)!,
        _ => Path.GetDirectoryName(Path.GetDirectoryName(file))!,
    };

    // Whether a version that no interpreter gives is believed, after something was done to the file.
    private bool IsTaken(string folder, Action<string> change)
    {
        foreach (string old in Directory.GetFiles(folder))
        {
            File.Delete(old);
        }
        Ask(folder);
        List<string> files = [.. Directory.GetFiles(folder)];
        if (files.Count == 0)
        {
            return false;
        }
        string version = python.Loop.Python.Version.ToString();
        File.WriteAllText(files[0], File.ReadAllText(files[0]).Replace($"\nversion\t{version}\n", $"\nversion\t{Kept}\n", StringComparison.Ordinal));
        Assert.Equal(Kept, Ask(folder).Version.ToString());
        change(files[0]);
        return Ask(folder).Version.ToString() == Kept;
    }

    private PythonInstallation Ask(string folder) => PythonProbe.Ask(Executable, static _ => true, new ProbeCache(folder), Limit())!;

    private static ProbeLimit Limit() => new(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private static void SkipOnWindows() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Owners and modes of Unix.");

    private static void SkipWithoutRoot()
    {
        SkipOnWindows();
        Assert.SkipUnless(UnixFile.Us == UnixFile.Root, "Only root gives files away.");
    }
}
