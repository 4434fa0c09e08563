using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Loops;
using PyAsync.Objects;
using PyAsync.Streams;
using Xunit;

namespace PyAsync.Tests.Loops;

/// <summary>Python's exceptions as .NET's.</summary>
public sealed class ErrorTests(LoopFixture python)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<PyException> Raised(string code) =>
        Assert.ThrowsAsync<PyException>(() => python.Loop.RunCodeAsync(code, Token));

    [Fact]
    public async Task A_target_of_another_loop_is_refused()
    {
        PyFunctionTarget target = new(python.Loop, "builtins:abs");
        string[] ids = await PyEventLoop.UseAsync(async other =>
        {
            PyAsyncException awaited = await Assert.ThrowsAsync<PyAsyncException>(() => other.RunAsync<int>(target, new PyArguments([-1]), Token));
            PyAsyncException streamed = Assert.Throws<PyAsyncException>(() => other.Stream<int>(target));
            Told call = new() { Target = target };
            other.Post(call);
            PyAsyncException posted = Assert.IsType<PyAsyncException>(await call.Error.Task.WaitAsync(TimeSpan.FromSeconds(10), Token));
            return new[] { awaited.ErrorId, streamed.ErrorId, posted.ErrorId };
        });
        Assert.Equal(["WrongLoop", "WrongLoop", "WrongLoop"], ids);
    }

    private sealed class Told : PyCall
    {
        public TaskCompletionSource<Exception?> Error { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override void OnResult(object? value) => Error.TrySetResult(null);

        protected override void OnFaulted(Exception error) => Error.TrySetResult(error);

        protected override void OnCanceled(PyCancelReason reason) => Error.TrySetResult(null);
    }

    [Fact]
    public async Task Type_module_message_traceback_and_bases_are_told()
    {
        PyException error = await Raised("import json\njson.loads('{')");
        Assert.Equal("JSONDecodeError", error.PythonType);
        Assert.Equal("json.decoder", error.PythonModule);
        Assert.StartsWith("Expecting property name", error.PythonMessage, StringComparison.Ordinal);
        Assert.StartsWith("Traceback (most recent call last):", error.Traceback, StringComparison.Ordinal);
        Assert.True(error.Is("ValueError"));
        Assert.False(error.Is("OSError"));
    }

    [Fact]
    public async Task Frames_have_file_line_function_and_source_and_none_is_our_own()
    {
        PyException error = await Raised("def inner():\n    raise ValueError('x')\ninner()");
        Assert.Equal(["_code", "inner"], error.Frames.Select(frame => frame.Function));
        Assert.Equal(2, error.Frames[^1].Line);
        Assert.Equal("raise ValueError('x')", error.Frames[^1].Source);
        Assert.DoesNotContain("<pyasync>", error.Traceback, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cause_is_the_inner_exception()
    {
        PyException error = await Raised("try:\n    1/0\nexcept ZeroDivisionError as e:\n    raise ValueError('outer') from e");
        Assert.Equal("ZeroDivisionError", Assert.IsType<PyException>(error.InnerException).PythonType);
        Assert.Same(error.Cause, error.InnerException);
    }

    [Fact]
    public async Task A_context_is_the_inner_exception_too_unless_it_is_suppressed()
    {
        PyException error = await Raised("try:\n    1/0\nexcept ZeroDivisionError:\n    raise ValueError('outer')");
        Assert.Equal("ZeroDivisionError", error.Context!.PythonType);
        Assert.Same(error.Context, error.InnerException);
        PyException quiet = await Raised("try:\n    1/0\nexcept ZeroDivisionError:\n    raise ValueError('outer') from None");
        Assert.Null(quiet.InnerException);
    }

    [Fact]
    public async Task A_chain_that_ends_in_itself_is_read_all_the_same()
    {
        PyException error = await Raised("a, b = ValueError('a'), ValueError('b')\na.__cause__, b.__cause__ = b, a\nraise a");
        Assert.Equal("b", error.Cause!.PythonMessage);
        Assert.Null(error.Cause.Cause);
    }

    [Trait("Needs", "3.11")]
    [Fact]
    public async Task A_group_has_its_exceptions()
    {
        Assert.SkipUnless(python.Loop.Python.Version >= new Version(3, 11), "Exception groups came with Python 3.11.");
        PyException error = await Raised("raise ExceptionGroup('several', [ValueError('one'), TypeError('two')])");
        Assert.Equal(["ValueError", "TypeError"], error.Exceptions.Select(member => member.PythonType));
    }

    [Trait("Needs", "3.11")]
    [Fact]
    public async Task Notes_are_told()
    {
        Assert.SkipUnless(python.Loop.Python.Version >= new Version(3, 11), "Notes came with Python 3.11.");
        PyException error = await Raised("e = ValueError('x')\ne.add_note('look here')\nraise e");
        Assert.Equal(["look here"], error.Notes);
    }

    [Fact]
    public async Task A_syntax_error_has_file_line_column_and_text()
    {
        PyTargetException error = await Assert.ThrowsAsync<PyTargetException>(() => python.Loop.RunCodeAsync("x = 1\ny = = 2", Token));
        PySyntaxPosition position = Assert.IsType<PyException>(error.InnerException).SyntaxPosition!;
        Assert.Equal(2, position.Line);
        Assert.Equal(5, position.Column);
        Assert.Equal("y = = 2", position.Source.TrimEnd());
    }

    [Fact]
    public async Task An_exception_whose_str_fails_is_still_told()
    {
        PyException error = await Raised("class Bad(Exception):\n    def __str__(self):\n        raise RuntimeError('no')\nraise Bad()");
        Assert.Equal("Bad", error.PythonType);
        Assert.Contains("RuntimeError", error.PythonMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recursion_without_end_is_an_error_and_the_loop_goes_on()
    {
        PyException error = await Raised("def f(): f()\nf()");
        Assert.Equal("RecursionError", error.PythonType);
        Assert.Equal(2, await python.Loop.RunCodeAsync("1 + 1", Token));
    }

    [Fact]
    public async Task An_exception_can_be_sent_back_to_Python_as_itself()
    {
        PyException error = await Raised("_kept = ValueError('x')\nraise _kept");
        PyFunctionTarget target = new(python.Loop, "__main__:_is_kept");
        await python.Loop.RunCodeAsync("def _is_kept(e): return e is _kept", Token);
        Assert.True(await python.Loop.RunAsync<bool>(target, new PyArguments([error]), Token));
    }

    [Fact]
    public async Task A_missing_module_names_where_it_was_looked_for_and_one_that_fails_has_its_traceback()
    {
        PyTargetException missing = await Assert.ThrowsAsync<PyTargetException>(() => python.Loop.RunAsync("no_such_module:f", null, Token));
        Assert.Contains("looked in", missing.Message, StringComparison.Ordinal);
        PyTargetException function = await Assert.ThrowsAsync<PyTargetException>(() => python.Loop.RunAsync("asyncio:slep", null, Token));
        Assert.Contains("did you mean sleep", function.Message, StringComparison.Ordinal);
    }
}
