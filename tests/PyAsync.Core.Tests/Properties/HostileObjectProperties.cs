using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CsCheck;
using PyAsync.Calls;
using PyAsync.Loops;
using PyAsync.Objects;
using Xunit;

namespace PyAsync.Tests.Properties;

/// <summary>
/// Objects whose every special method may fail, lie or change things: the one who reads them gets a value or an error of
/// ours or of Python's, and the loop goes on. A failure prints the seed of its case.
/// </summary>
public sealed class HostileObjectProperties : IDisposable
{
    // Some are awaited for ever, which the shared loop's tests would count.
    private readonly PyEventLoop _loop = PyEventLoop.Start(new PyEventLoopOptions { Name = "hostile" });

    public void Dispose() => _loop.Stop(TimeSpan.FromSeconds(1), force: true);

    private static readonly string[] s_bases =
    [
        "object", "int", "str", "float", "bytes", "bytearray", "list", "tuple", "dict", "set", "frozenset", "complex", "Exception", "BaseException",
        "__import__('datetime').datetime", "__import__('decimal').Decimal", "__import__('collections').OrderedDict",
        "__import__('collections').UserDict", "__import__('pathlib').PurePosixPath", "__import__('uuid').UUID", "__import__('asyncio').Future",
    ];

    private static readonly string[] s_methods =
    [
        "__class__", "__getattr__", "__getattribute__", "__dict__", "__slots__", "__module__", "__qualname__", "__name__", "__doc__",
        "__len__", "__bool__", "__hash__", "__eq__", "__lt__", "__str__", "__repr__", "__format__", "__bytes__",
        "__int__", "__float__", "__index__", "__complex__", "__fspath__", "__array__", "__array_interface__", "__buffer__",
        "__contains__", "__getitem__", "__missing__", "keys", "values", "items", "__length_hint__", "__reversed__",
        "__await__", "__aiter__", "__anext__", "__call__", "__enter__", "__aenter__", "__get__", "__set_name__",
        "__dataclass_fields__", "_fields", "_asdict", "model_dump", "model_fields", "__attrs_attrs__", "tzinfo", "isoformat", "as_tuple",
        "add_done_callback", "result", "done", "cancel", "get_loop", "_asyncio_future_blocking", "__traceback__", "__cause__", "__notes__", "args",
        "dtype", "shape", "to_dict", "tolist", "obj",
    ];

    private static readonly string[] s_bodies =
    [
        "raise ValueError('hostile')", "raise KeyboardInterrupt", "raise SystemExit(3)", "raise RecursionError", "raise StopIteration",
        "raise AttributeError('no')", "raise MemoryError", "raise __import__('asyncio').CancelledError", "raise type('Odd', (BaseException,), {'__str__': lambda s: 1})",
        "return None", "return 42", "return -1", "return 'text'", "return self", "return object()", "return type(self)", "return []", "return {}",
        "return (1, 2)", "return iter([1, self])", "return NotImplemented", "return 10**30", "return '\\ud800'", "return lambda *a, **k: self",
        "self.clear(); return 1", "return len(self)", "return str(self)", "return getattr(self, 'other')",
    ];

    private static readonly Gen<string> s_class = Gen.Select(
        Choice.Of(s_bases),
        Gen.Select(Choice.Of(s_methods), Choice.Of(s_bodies), Gen.Int[0, 2]).Array[0, 8],
        (parent, members) => $"class Hostile({parent}):\n  pass\n" + string.Concat(members.Select(Member)));

    // A method, a property or an attribute; where the class refuses it, it goes without.
    private static string Member((string Name, string Body, int Kind) member)
    {
        string make = member.Kind switch { 0 => "_f", 1 => "property(_f)", _ => "_f(Hostile)" };
        return $"def _f(self=None, *args, **keywords): {member.Body}\ntry: Hostile.{member.Name} = {make}\nexcept BaseException: pass\n";
    }

    private const string Make = """
        def make_hostile(source):
            names = {}
            exec(source, names)
            for arguments in ((), (1,), ("1",), (2020, 1, 1), ({"a": 1},)):
                try:
                    return names["Hostile"](*arguments)
                except BaseException:
                    continue
            return names["Hostile"]
        """;

    [Fact]
    public async Task An_object_is_read_or_refused_by_an_error_of_ours_or_of_Pythons()
    {
        await _loop.RunCodeAsync(Make);
        await s_class.SampleAsync(async source =>
        {
            await ReadsOrRefuses("return make_hostile(source)", source);
            await ReadsOrRefuses("return [1, {'key': make_hostile(source)}, (make_hostile(source),)]", source);
        }, iter: 1000, threads: 1);
    }

    [Fact]
    public async Task An_object_that_is_raised_yielded_or_awaited_ends_its_await()
    {
        await _loop.RunCodeAsync(Make);
        await s_class.SampleAsync(async source =>
        {
            await ReadsOrRefuses("raise make_hostile(source)", source);
            await ReadsOrRefuses("return await make_hostile(source)", source);
            await ReadsOrRefuses("return [item async for item in make_hostile(source)]", source);
        }, iter: 150, threads: 1);
    }

    [Fact]
    public async Task A_live_object_answers_or_fails_whatever_it_is_asked()
    {
        await _loop.RunCodeAsync(Make);
        // What it gives may be an awaitable that never ends.
        PyFunctionTarget make = new(_loop, "__main__:make_hostile") { Awaiting = PyAwaiting.Never };
        await s_class.SampleAsync(async source =>
        {
            object? made;
            try
            {
                made = await _loop.RunAsync<PyObject>(make, new PyArguments([source]));
            }
            catch (PyAsyncException)
            {
                return;
            }
            using PyObject live = Assert.IsAssignableFrom<PyObject>(made);
            Answers(() => live.ToString());
            Answers(() => live.GetHashCode());
            Answers(() => live.Equals(live));
            Answers(() => live.PyRepr);
            Answers(() => live.PyDir());
            Answers(() => live.PyConvert());
            Assert.Equal(2, await _loop.RunCodeAsync("1 + 1"));
        }, iter: 400, threads: 1);
    }

    private async Task ReadsOrRefuses(string body, string source)
    {
        await _loop.RunCodeAsync($"async def _hostile(source):\n  {body}");
        PyFunctionTarget target = new(_loop, "__main__:_hostile");
        try
        {
            // An object may be awaited for ever, and refuse to be cancelled.
            using CancellationTokenSource limit = new(TimeSpan.FromMilliseconds(100));
            object? value = await _loop.RunAsync<object?>(target, new PyArguments([source]), limit.Token).WaitAsync(TimeSpan.FromSeconds(0.5));
            (value as IDisposable)?.Dispose();
        }
        catch (Exception unended) when (unended is OperationCanceledException or TimeoutException)
        {
            // It goes on; the loop answers all the same.
        }
        catch (PyAsyncException error)
        {
            // Whoever shows it must be able to.
            Assert.NotNull(error.Message);
            Assert.NotNull(error.ToString());
        }
        Assert.Equal(2, await _loop.RunCodeAsync("1 + 1"));
    }

    private static void Answers(Func<object?> question)
    {
        try
        {
            _ = question();
        }
        catch (PyAsyncException)
        {
            // An answer too.
        }
    }
}
