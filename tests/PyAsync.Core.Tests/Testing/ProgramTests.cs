using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Objects;
using PyAsync.Programs;
using Xunit;

namespace PyAsync.Tests.Testing;

/// <summary>Python programs, from C#.</summary>
public sealed class ProgramTests(LoopFixture python) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pyasync-programs-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_exit_code_is_what_an_async_main_returns()
    {
        PyProgram program = Start("import sys\nasync def main():\n    return len(sys.argv)\n", "a", "b");
        Assert.Equal(3, await program.Completion.WaitAsync(Token));
    }

    [Fact]
    public async Task An_exception_that_nothing_catches_faults_the_program()
    {
        PyException error = await Assert.ThrowsAsync<PyException>(() => Start("raise ValueError('at the top')\n").Completion);
        Assert.Equal("at the top", error.PythonMessage);
    }

    [Fact]
    public async Task Two_programs_run_side_by_side_and_leave_Python_as_it_was()
    {
        const string state = "[__import__('sys').argv, id(__import__('sys').modules['__main__']), __import__('os').getcwd(), len(__import__('sys').path)]";
        object? before = python.Read(state);
        string first = Path.Combine(_folder.FullName, "first");
        string second = Path.Combine(_folder.FullName, "second");
        string text = "import asyncio, pathlib, sys\nasync def main():\n    mine, other = map(pathlib.Path, paths)\n    mine.touch()\n    while not other.exists():\n        await asyncio.sleep(0.001)\npaths = sys.argv[1:]\n";
        PyProgram one = Start(text, first, second);
        while (!File.Exists(first))
        {
            await Task.Yield();
        }
        PyProgram two = Start(text, second, first);
        Assert.Equal(0, await one.Completion.WaitAsync(Token));
        Assert.Equal(0, await two.Completion.WaitAsync(Token));
        Assert.Equivalent(before, python.Read(state));
    }

    [Fact]
    public async Task An_interruption_comes_out_as_KeyboardInterrupt_after_the_finally()
    {
        string started = Path.Combine(_folder.FullName, "started");
        string finished = Path.Combine(_folder.FullName, "finished");
        PyProgram program = Start("import asyncio, pathlib, sys\nasync def main():\n    try:\n        pathlib.Path(sys.argv[1]).touch()\n        await asyncio.sleep(3600)\n    finally:\n        pathlib.Path(sys.argv[2]).touch()\n", started, finished);
        while (!File.Exists(started))
        {
            await Task.Yield();
        }
        program.Interrupt();
        PyException error = await Assert.ThrowsAsync<PyException>(() => program.Completion.WaitAsync(Token));
        Assert.True(error.Is("KeyboardInterrupt"));
        Assert.True(File.Exists(finished));
    }

    private PyProgram Start(string text, params string[] arguments)
    {
        string file = Path.Combine(_folder.FullName, $"program-{Guid.NewGuid():n}.py");
        File.WriteAllText(file, text);
        return PyProgram.Start(new PyProgramOptions { Path = file, Arguments = arguments });
    }
}
