using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using CsCheck;
using PyAsync.Calls;
using PyAsync.Objects;
using Xunit;

namespace PyAsync.Tests.Properties;

/// <summary>Pieces of code do what Python itself makes of them as a module. A failure prints the seed of its case.</summary>
public sealed class CodeProperties(LoopFixture python)
{
    // v and w are passed in; the others are the namespace's.
    private static readonly Gen<string> s_name = Choice.Of("a", "b", "c", "v", "w");

    private static readonly Gen<string> s_expression = Gen.Recursive<string>((depth, self) => depth > 2
        ? Gen.OneOf(s_name, Gen.Int[0, 5].Select(number => $"{number}"))
        : Gen.OneOf(
            s_name,
            Gen.Int[0, 5].Select(number => $"{number}"),
            Gen.Select(self, Choice.Of("+", "-", "*", "==", "<", "and", "or"), self, (left, sign, right) => $"({left} {sign} {right})"),
            Gen.Select(s_name, self, (name, value) => $"(lambda {name}: {value})(3)"),
            self.Select(value => $"(lambda: {value})()"),
            Gen.Select(s_name, self, (name, value) => $"sum([{value} for {name} in range(3)])"),
            Gen.Select(s_name, self, (name, value) => $"({name} := {value})"),
            self.Select(value => $"eval({PythonLiteral.Quote(Own(value))})"),
            Gen.Select(s_name, self, (name, value) => $"f({value})")));

    private static readonly Gen<string[]> s_statements = Gen.Recursive<string[]>((depth, self) => depth > 2
        ? Gen.Select(s_name, s_expression, (name, value) => new[] { $"{name} = {value}" })
        : Gen.OneOf(
            Gen.Select(s_name, s_expression, (name, value) => new[] { $"{name} = {value}" }),
            Gen.Select(s_name, s_expression, (name, value) => new[] { $"{name} += {value}" }),
            Gen.Select(s_name, s_expression, (name, value) => new[] { $"exec({PythonLiteral.Quote($"{name} = {Own(value)}")})" }),
            s_name.Select(name => new[] { $"del {name}" }),
            Gen.Select(s_expression, self, (value, body) => Block($"if {value}:", body)),
            Gen.Select(s_name, self, (name, body) => Block($"for {name} in range(2):", body)),
            Gen.Select(s_expression, self, (value, body) => Block("def f(p):", [.. body.Select(line => line), $"return {value}"])),
            Gen.Select(Choice.Of("a", "b", "c"), self, (name, body) => Block("def f(p):", [$"global {name}", .. body, "return p"])),
            // A class body that assigns a name of the function around it finds no such name there, as in any function.
            Gen.Select(s_name, self, (name, body) => Block($"class {name.ToUpperInvariant()}:", [.. body.Select(Own)])),
            Gen.Select(self, self, (body, otherwise) => (string[])[.. Block("try:", body), .. Block("except NameError:", otherwise)]),
            Gen.Select(self, self, (first, second) => (string[])[.. first, .. second])));

    private static readonly Regex s_evalInComprehension = new(@"\[.*eval\(.* for ");

    private static readonly Regex s_inputInComprehension = new(@"(lambda|def )[\s\S]* for [vw] in range\(3\)\]| for [vw] in range\(3\)\][\s\S]*(lambda|def )");

    [Fact]
    public async Task Exec_beside_a_comprehension_with_a_lambda_keeps_what_it_assigns()
    {
        await python.Loop.RunCodeAsync("a = 1");
        using PyCodeTarget code = new(python.Loop, "exec('a = 5')\nif not a: sum([(lambda: a)() for a in range(3)])\nNone", withItem: false, [new("v", 1)]);
        await python.Loop.RunAsync<object?>(code, null);
        Assert.Equal(5, await python.Loop.RunCodeAsync("a"));
    }

    [Fact]
    public async Task Code_gives_what_a_module_with_its_inputs_as_names_gives()
    {
        // The seed of the names, in Python's own words: a module of its own for each.
        python.Run("""
            def _as_module(source, v, w):
                names = {"a": 1, "b": 2, "c": 3, "v": v, "w": w, "f": lambda p: p}
                try:
                    exec(compile(source, "module", "exec"), names)
                except Exception as error:
                    return type(error).__name__
                return repr([names.get(name) for name in ("a", "b", "c")])
            """);
        // 3.12 runs a comprehension in the code around it, whose variables eval does not see here.
        bool isInlined = python.Loop.PythonVersion is { Major: 3, Minor: 12 };
        // 3.12.1 and 3.13.0 themselves lose a function's variable that a comprehension in it has too, where a lambda sees it.
        bool isConfused = python.Loop.PythonVersion >= new Version(3, 12);
        PyFunctionTarget reference = new(python.Loop, "__main__:_as_module");
        await Gen.Select(s_statements, Gen.Int[0, 3], Gen.Int[0, 3]).SampleAsync(async (statements, v, w) =>
        {
            string source = string.Join('\n', statements);
            if ((isInlined && s_evalInComprehension.IsMatch(source)) || (isConfused && s_inputInComprehension.IsMatch(source)))
            {
                return;
            }
            object? expected = await python.Loop.RunAsync<object?>(reference, new PyArguments([source, v, w]));
            Assert.Equal(expected, await AsCode(source, v, w));
        }, iter: 1500, threads: 1, print: sample => string.Join('\n', sample.Item1));
    }

    private async Task<object?> AsCode(string source, int v, int w)
    {
        await python.Loop.RunCodeAsync("a = 1\nb = 2\nc = 3\nf = lambda p: p\nfor _n in ('v', 'w'): globals().pop(_n, None)");
        KeyValuePair<string, object?>[] inputs = [new("v", v), new("w", w)];
        PyCodeTarget code = new(python.Loop, source + "\nNone", withItem: false, inputs);
        try
        {
            await python.Loop.RunAsync<object?>(code, null);
        }
        catch (PyException error)
        {
            return error.PythonType;
        }
        catch (PyTargetException error) when (error.InnerException is PyException inner)
        {
            // It does not compile.
            return inner.PythonType;
        }
        return await python.Loop.RunCodeAsync("repr([globals().get(name) for name in ('a', 'b', 'c')])");
    }

    // What eval and exec are given in a function of the code's sees the namespace, and not the inputs, as in any function.
    private static string Own(string expression) => Regex.Replace(Regex.Replace(expression, @"\bv\b", "a"), @"\bw\b", "b");

    private static string[] Block(string head, IEnumerable<string> body) => [head, .. body.Select(line => "  " + line)];
}
