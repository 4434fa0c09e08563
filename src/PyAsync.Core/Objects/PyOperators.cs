using System.Collections.Generic;
using System.Linq.Expressions;
using System.Text;
using PyAsync.Interpreters;
using PyAsync.Objects;

[assembly: InterpreterPart(typeof(PyOperators), 20)]

namespace PyAsync.Objects;

/// <summary>Python's operators as functions, each looked up with its first use. On a thread that holds the GIL.</summary>
/// <param name="interpreter">Whose they are.</param>
internal sealed class PyOperators(PyInterpreter interpreter) : IInterpreterPart
{
    private static readonly Dictionary<ExpressionType, string> s_names = new()
    {
        [ExpressionType.Equal] = "eq",
        [ExpressionType.NotEqual] = "ne",
        [ExpressionType.LessThan] = "lt",
        [ExpressionType.LessThanOrEqual] = "le",
        [ExpressionType.GreaterThan] = "gt",
        [ExpressionType.GreaterThanOrEqual] = "ge",
        [ExpressionType.Add] = "add",
        [ExpressionType.Subtract] = "sub",
        [ExpressionType.Multiply] = "mul",
        [ExpressionType.Divide] = "truediv",
        [ExpressionType.Modulo] = "mod",
        [ExpressionType.And] = "and_",
        [ExpressionType.Or] = "or_",
        [ExpressionType.ExclusiveOr] = "xor",
        [ExpressionType.LeftShift] = "lshift",
        [ExpressionType.RightShift] = "rshift",
        [ExpressionType.Negate] = "neg",
        [ExpressionType.UnaryPlus] = "pos",
        [ExpressionType.OnesComplement] = "invert",
        [ExpressionType.Not] = "not_",
        [ExpressionType.IsTrue] = "truth",
    };

    private readonly Dictionary<ExpressionType, nint> _functions = [];
    private nint _length;
    private nint _contains;
    private nint _slice;
    private nint _int;
    private nint _float;

    /// <summary>Whose they are.</summary>
    public PyInterpreter Interpreter => interpreter;

    /// <summary><c>len</c>.</summary>
    public nint Length => PythonModule.Get(ref _length, "builtins"u8, "len"u8);

    /// <summary><c>operator.contains</c>.</summary>
    public nint Contains => PythonModule.Get(ref _contains, "operator"u8, "contains"u8);

    /// <summary><c>slice</c>.</summary>
    public nint Slice => PythonModule.Get(ref _slice, "builtins"u8, "slice"u8);

    /// <summary><c>int</c>.</summary>
    public nint Int => PythonModule.Get(ref _int, "builtins"u8, "int"u8);

    /// <summary><c>float</c>.</summary>
    public nint Float => PythonModule.Get(ref _float, "builtins"u8, "float"u8);

    public void Open()
    {
    }

    /// <summary>Whether Python has such an operator.</summary>
    public static bool Has(ExpressionType operation) => s_names.ContainsKey(operation);

    /// <summary>The function of an operator.</summary>
    public nint Find(ExpressionType operation)
    {
        if (!_functions.TryGetValue(operation, out nint function))
        {
            function = PythonModule.Get("operator"u8, Encoding.UTF8.GetBytes(s_names[operation] + "\0"));
            _functions.Add(operation, function);
        }
        return function;
    }
}

/// <summary>Finds them.</summary>
internal static class PyOperatorsExtensions
{
    extension(PyInterpreter interpreter)
    {
        /// <summary>Python's operators.</summary>
        internal PyOperators Operators => interpreter.Part<PyOperators>();
    }
}
