using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using Xunit;

namespace PyAsync.Tests.Hosting;

/// <summary>Python starts here as its own command starts it: whatever the environment says, both say the same of themselves.</summary>
public sealed class StartTests(LoopFixture python) : IDisposable
{
    private readonly List<string> _folders = [];

    public void Dispose() => _folders.ForEach(folder => Directory.Delete(folder, recursive: true));

    // Facts that both tell; what goes wrong in finding one out is a fact as well.
    private const string Script = """
        import faulthandler, json, locale, os, site, sys, tracemalloc, warnings

        def facts():
            def fact(function):
                try:
                    return function()
                except Exception as error:
                    return repr(error)
            def opened():
                with open(os.devnull) as file:
                    return file.encoding
            streams = {name: [stream.encoding, stream.errors, stream.write_through]
                for name, stream in (("stdin", sys.stdin), ("stdout", sys.stdout), ("stderr", sys.stderr))}
            return json.dumps({
                "flags": {name: getattr(sys.flags, name) for name in dir(sys.flags) if not name.startswith(("_", "n_")) and name not in ("count", "index")},
                "streams": streams,
                "filesystem": [sys.getfilesystemencoding(), sys.getfilesystemencodeerrors()],
                "preferred": locale.getpreferredencoding(),
                "preferred without locale": locale.getpreferredencoding(False),
                "LC_CTYPE": locale.setlocale(locale.LC_CTYPE),
                "LC_CTYPE for children": os.environ.get("LC_CTYPE"),
                "open": fact(opened),
                "file name": fact(lambda: list(os.fsencode("caf\u00e9"))),
                "faulthandler": faulthandler.is_enabled(),
                "tracemalloc": [tracemalloc.is_tracing(), tracemalloc.get_traceback_limit()],
                "warnings": [sys.warnoptions, [[f[0], f[2].__name__] for f in warnings.filters if f[2] in (DeprecationWarning, ResourceWarning, BytesWarning, UserWarning, Warning)]],
                "options": sys._xoptions,
                "hash": hash("a") if os.environ.get("PYTHONHASHSEED") else None,
                "pycache": sys.pycache_prefix,
                "user site": site.ENABLE_USER_SITE,
                "path": [folder for folder in sys.path if folder],
                "prefixes": [sys.executable, sys.prefix, sys.base_prefix],
                "processors": os.cpu_count(),
                "digits": getattr(sys, "get_int_max_str_digits", int)(),
                "positions": fact.__code__.co_positions is not None and list(list(fact.__code__.co_positions())[-1]) if hasattr(fact.__code__, "co_positions") else None,
            }, sort_keys=True)
        """;

    [Theory]
    [InlineData("")]
    [InlineData("LANG=C")]
    [InlineData("LANG=POSIX")]
    [InlineData("LANG=C.UTF-8")]
    [InlineData("LANG=xx_YY.UTF-8")]
    [InlineData("LANG=C.UTF-8 LC_ALL=C")]
    [InlineData("LANG=C.UTF-8 LC_CTYPE=xx_YY")]
    [InlineData("LC_ALL=xx_YY.UTF-8")]
    [InlineData("LANG=C PYTHONCOERCECLOCALE=0")]
    [InlineData("LANG=C PYTHONUTF8=0")]
    [InlineData("LANG=C PYTHONUTF8=0 PYTHONCOERCECLOCALE=0")]
    [InlineData("LANG=xx_YY.UTF-8 PYTHONUTF8=0 PYTHONCOERCECLOCALE=0")]
    [InlineData("LANG=C.UTF-8 PYTHONUTF8=1")]
    [InlineData("LANG=C.UTF-8 PYTHONUTF8=0")]
    [InlineData("LANG=C.UTF-8 PYTHONDEVMODE=1")]
    [InlineData("LANG=C.UTF-8 PYTHONIOENCODING=latin-1:replace PYTHONSAFEPATH=1 PYTHONFAULTHANDLER=1 PYTHONTRACEMALLOC=3 PYTHONHASHSEED=7")]
    [InlineData("LANG=C.UTF-8 PYTHONWARNINGS=error::UserWarning,ignore::ResourceWarning PYTHONHASHSEED=0 PYTHONOPTIMIZE=1 PYTHONNOUSERSITE=1")]
    [InlineData("LANG=C.UTF-8 PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PYTHONPYCACHEPREFIX=/nowhere PYTHONPATH=/nowhere")]
    [InlineData("LANG=C.UTF-8 PYTHONINTMAXSTRDIGITS=5000 PYTHON_CPU_COUNT=3 PYTHONNODEBUGRANGES=1 PYTHONWARNDEFAULTENCODING=1")]
    [InlineData("LANG=C.UTF-8 PYTHONMALLOC=debug")]
    public void Everything_that_the_command_honours_is_honoured(string settings)
    {
        string theirs = Run(python.Loop.Python.Executable, ["-c", $"{Script}\nprint(facts())"], settings);
        string ours = Run(Environment.ProcessPath!, [Program.RunPython, $"{Script}\nfacts()"], settings);
        Assert.Equal(Lines(theirs), Lines(ours));
    }

    [Fact]
    public void A_start_that_takes_its_time_can_be_cancelled_and_does_not_keep_the_process()
    {
        Stopwatch watch = Stopwatch.StartNew();
        string folder = StartThat("import time; time.sleep(600)");
        Assert.Equal("True True 0", Run(Environment.ProcessPath!, [Program.CancelStart], "PYTHONPATH=" + folder).Trim());
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"It took {watch.Elapsed}.");
    }

    [Fact]
    public void A_start_that_nobody_waits_for_any_more_is_there_for_the_next_who_asks()
    {
        string gate = Path.Combine(Path.GetTempPath(), $"pyasync-gate-{Guid.NewGuid():N}");
        string folder = StartThat($"import os, time\nwhile not os.path.exists('{gate}'): time.sleep(0.01)");
        Assert.Equal(["True True 0", "42"], Run(Environment.ProcessPath!, [Program.CancelStart, gate], "PYTHONPATH=" + folder).Trim().Split('\n'));
        File.Delete(gate);
    }

    // A folder with code that the interpreter runs as it starts, though not when it is asked with -I.
    private string StartThat(string code)
    {
        string folder = Directory.CreateTempSubdirectory("pyasync-start-").FullName;
        _folders.Add(folder);
        File.WriteAllText(Path.Combine(folder, "sitecustomize.py"), code);
        return folder;
    }

    private static string[] Lines(string facts) => facts.Replace(", \"", ",\n\"", StringComparison.Ordinal).Trim().Split('\n');

    private string Run(string program, string[] arguments, string settings)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            string name = (string)variable.Key;
            if (name.StartsWith("PYTHON", StringComparison.Ordinal) || name.StartsWith("LC_", StringComparison.Ordinal) || name is "LANG" or "LANGUAGE")
            {
                start.Environment.Remove(name);
            }
        }
        start.Environment["PYASYNC_PYTHON"] = python.Loop.Python.Executable;
        foreach (string setting in settings.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = setting.Split('=', 2);
            start.Environment[parts[0]] = parts[1];
        }
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        System.Threading.Tasks.Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{Path.GetFileName(program)} ended with {process.ExitCode}: {errors.Result}");
        return output;
    }
}
