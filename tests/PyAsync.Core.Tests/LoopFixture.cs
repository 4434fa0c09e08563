using System;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Conversion;
using PyAsync.CPython;
using PyAsync.Interpreters;
using PyAsync.Loops;
using PyAsync.Objects;
using PyAsync.Tests;
using Xunit;

[assembly: AssemblyFixture(typeof(LoopFixture))]
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace PyAsync.Tests;

/// <summary>One running loop for the whole process, on the Python that PYASYNC_PYTHON names.</summary>
public sealed class LoopFixture : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    public PyEventLoop Loop { get; } = PyEventLoop.GetOrStartDefault();

    /// <summary>What a piece of Python code gives, converted.</summary>
    public object? Run(string code) => Loop.RunCodeAsync(code).GetAwaiter().GetResult();

    /// <summary>The function of that name that Python code, which may use asyncio, defines.</summary>
    public PyFunctionTarget Define(string source, string name)
    {
        Run("import asyncio\n" + source);
        return new PyFunctionTarget(Loop, "__main__:" + name);
    }

    /// <summary>What Python's expression gives under a conversion.</summary>
    public object? Read(string expression, PyConversion? conversion = null) => OnLoop((converter, loop) =>
    {
        using PyOwned value = Evaluate(expression);
        return converter.FromPython(value, loop, conversion ?? PyConversion.Default);
    });

    /// <summary>What a Python expression says about a .NET value, which it calls <c>x</c>.</summary>
    public object? Ask(object? value, string expression) => OnLoop((converter, loop) =>
    {
        using PyOwned written = converter.ToPython(value, loop);
        using PyOwned answer = Evaluate(expression, written);
        return converter.FromPython(answer, loop, PyConversion.Default);
    });

    /// <summary>The value after a way to Python and back.</summary>
    public object? RoundTrip(object? value, PyConversion? conversion = null) => OnLoop((converter, loop) =>
    {
        using PyOwned written = converter.ToPython(value, loop);
        return converter.FromPython(written, loop, conversion ?? PyConversion.Default);
    });

    /// <summary>Whether the Python has a module; tests of what it lacks are skipped with a reason.</summary>
    public void Need(string module)
    {
        bool there = (bool)Read($"__import__('importlib.util').util.find_spec('{module}') is not None")!;
        Assert.SkipUnless(there, $"{Loop.Python} has no module '{module}'.");
    }

    /// <summary>Skips a test on a Python that pythonnet does not take.</summary>
    public void NeedLive() => Assert.SkipWhen(Loop.Python.Version < new Version(3, 11) || CApi.IsFreeThreaded, $"pythonnet takes no {Loop.Python}.");

    /// <summary>What a coroutine gives: its parameters, its body, and what it is called with.</summary>
    public Task<object?> RunLive(string parameters, string body, params object?[] values)
    {
        NeedLive();
        string source = $"async def _live({parameters}):\n    import asyncio, os, pyasync, clr\n    " + body.Replace("\n", "\n    ");
        return Loop.RunAsync<object?>(Define(source, "_live"), new PyArguments(values), TestContext.Current.CancellationToken);
    }

    internal T OnLoop<T>(Func<PyConverter, PyEventLoop, T> function) => Loop.Invoke(loop => function(loop.Interpreter.Converter, loop), s_limit);

    /// <summary>Evaluates an expression in the loop's namespace, with <c>x</c> beside its names where it is given.</summary>
    internal static unsafe PyOwned Evaluate(string expression, PyBorrowed x = default)
    {
        using PyOwned builtins = CApi.Import("builtins"u8).OrThrow();
        using PyOwned eval = CApi.GetAttribute(builtins, "eval"u8).OrThrow();
        using PyOwned main = CApi.Import("__main__"u8).OrThrow();
        using PyOwned globals = CApi.GetAttribute(main, "__dict__"u8).OrThrow();
        using PyOwned source = PyText.ToPython(expression).OrThrow();
        if (x.IsNull)
        {
            return CApi.Call(eval, source, globals).OrThrow();
        }
        // A name of the module meanwhile, as functions within the expression find no locals of eval.
        using PyOwned name = PyText.ToPython("x").OrThrow();
        PyErrors.ThrowIfNegative(CApi.PyDict_SetItem(globals, name, x));
        try
        {
            return CApi.Call(eval, source, globals).OrThrow();
        }
        finally
        {
            using PyOwned pop = CApi.GetAttribute(globals, "pop"u8).OrThrow();
            CApi.Call(pop, name, PyInterpreter.Current.NoneRef).OrThrow().Dispose();
        }
    }

    public void Dispose() => Loop.Dispose();
}
