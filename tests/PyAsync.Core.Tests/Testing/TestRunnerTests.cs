using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using PyAsync.Objects;
using PyAsync.Testing;
using Xunit;

namespace PyAsync.Tests.Testing;

/// <summary>The testing kit, from C#.</summary>
public sealed class TestRunnerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pyasync-tests-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Tests_are_found_in_order_and_run_with_their_outcome()
    {
        string file = Write("test_three.py", "import asyncio\nasync def test_good(): await asyncio.sleep(0)\ndef test_bad(): assert 1 == 2, 'no'\nasync def test_leaks(): asyncio.ensure_future(asyncio.sleep(3600))\n");
        PyTestRunner runner = new();
        IReadOnlyList<PyTest> tests = runner.Discover([_folder.FullName], Token);
        Assert.Equal(["test_good", "test_bad", "test_leaks"], tests.Select(test => test.Name));
        Assert.Equal([2, 3, 4], tests.Select(test => test.Line));
        Assert.Equal($"{file}::test_good", tests[0].Id);
        PyTestResult[] results = [.. runner.Run(tests, Token)];
        Assert.Equal([PyTestOutcome.Passed, PyTestOutcome.Failed, PyTestOutcome.Failed], results.Select(result => result.Outcome));
        Assert.Null(results[0].Error);
        Assert.Equal("no", Assert.IsType<PyException>(results[1].Error).PythonMessage);
        Assert.Contains("still pending", Assert.Single(results[2].Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Several_tests_run_side_by_side()
    {
        // Each waits for the other, so one at a time would end by the time limit.
        Write("test_pair.py", "import threading\nbarrier = threading.Barrier(2)\ndef test_a(): barrier.wait()\nasync def test_b(): barrier.wait()\n");
        PyTestRunner runner = new(new PyTestOptions { ThrottleLimit = 2, Timeout = TimeSpan.FromSeconds(20) });
        IReadOnlyList<PyTest> tests = runner.Discover([_folder.FullName], Token);
        Assert.All(runner.Run(tests, Token), result => Assert.Equal(PyTestOutcome.Passed, result.Outcome));
    }

    [Fact]
    public void An_enumeration_that_ends_early_ends_the_test_that_runs()
    {
        string flag = Path.Combine(_folder.FullName, "cleaned");
        Write("test_early.py", $"import asyncio, pathlib\ndef test_first(): pass\nasync def test_second():\n    try: await asyncio.sleep(3600)\n    finally: pathlib.Path({Quote(flag)}).touch()\n");
        PyTestRunner runner = new();
        PyTestResult first = runner.Run(runner.Discover([_folder.FullName], Token), Token).First();
        Assert.Equal(PyTestOutcome.Passed, first.Outcome);
        // The second was not begun, or has run its finally.
        PyTestResult again = Assert.Single(runner.Run([first.Test], Token));
        Assert.Equal(PyTestOutcome.Passed, again.Outcome);
    }

    [Fact]
    public void A_path_that_is_not_there_is_an_error()
    {
        PyException error = Assert.ThrowsAny<PyException>(() => Discover(Path.Combine(_folder.FullName, "nowhere")));
        Assert.Equal("FileNotFoundError", error.PythonType);
        Assert.Throws<ArgumentOutOfRangeException>(() => new PyTestRunner(new PyTestOptions { ThrottleLimit = 0 }));
    }

    private static IReadOnlyList<PyTest> Discover(string path) => new PyTestRunner().Discover([path], Token);

    private static string Quote(string path) => $"r'{path}'";

    private string Write(string name, string text)
    {
        string file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }
}
