using System;
using System.Collections;
using System.Collections.Generic;
using System.Dynamic;
using System.Linq.Expressions;
using System.Reflection;

namespace PyAsync.Objects;

/// <summary>
/// What C#'s dynamic and PowerShell do with a live object. Python's members come first, the .NET class's own where Python
/// has none of the name. (DynamicObject does it the other way round: <c>$engine.dispose()</c> would release the object.)
/// </summary>
internal sealed class PyMetaObject(Expression parameter, PyObject value) : DynamicMetaObject(parameter, BindingRestrictions.Empty, value)
{
    private static readonly MethodInfo s_getMember = Method(nameof(PyObject.TryGetMember));
    private static readonly MethodInfo s_setMember = Method(nameof(PyObject.SetMember));
    private static readonly MethodInfo s_invokeMember = Method(nameof(PyObject.TryInvokeMember));
    private static readonly MethodInfo s_invoke = Method(nameof(PyObject.Invoke));
    private static readonly MethodInfo s_getIndex = Method(nameof(PyObject.GetIndex));
    private static readonly MethodInfo s_setIndex = Method(nameof(PyObject.SetIndex));
    private static readonly MethodInfo s_convert = Method(nameof(PyObject.TryConvert));
    private static readonly MethodInfo s_operate = Method(nameof(PyObject.Operate), typeof(ExpressionType), typeof(object));
    private static readonly MethodInfo s_operateAlone = Method(nameof(PyObject.Operate), typeof(ExpressionType));
    private static readonly MethodInfo s_plumb = typeof(PyPlumbing).GetMethod(nameof(PyPlumbing.Call))!;

    private PyObject Object => (PyObject)Value!;

    public override DynamicMetaObject BindGetMember(GetMemberBinder binder)
    {
        DynamicMetaObject usual = binder.FallbackGetMember(this);
        return IsOwn(binder.Name) ? usual : Try(s_getMember, usual, Expression.Constant(binder.Name), Expression.Constant(binder.IgnoreCase));
    }

    public override DynamicMetaObject BindSetMember(SetMemberBinder binder, DynamicMetaObject value) => IsOwn(binder.Name)
        ? binder.FallbackSetMember(this, value)
        : Do(value.Expression, s_setMember, Expression.Constant(binder.Name), Expression.Constant(binder.IgnoreCase), AsObject(value.Expression));

    public override DynamicMetaObject BindInvokeMember(InvokeMemberBinder binder, DynamicMetaObject[] args)
    {
        if (PyPlumbing.Has(binder.Name))
        {
            return With(Expression.Call(s_plumb, Self, Expression.Constant(binder.Name), Arguments(args)));
        }
        DynamicMetaObject usual = binder.FallbackInvokeMember(this, args);
        if (Value is PyObject own && own.Adds(binder.Name))
        {
            return usual;
        }
        return Try(s_invokeMember, usual, Expression.Constant(binder.Name), Expression.Constant(binder.IgnoreCase), Expression.Constant(binder.CallInfo), Arguments(args));
    }

    public override DynamicMetaObject BindInvoke(InvokeBinder binder, DynamicMetaObject[] args) =>
        With(Expression.Call(Self, s_invoke, Expression.Constant(binder.CallInfo), Arguments(args)));

    public override DynamicMetaObject BindGetIndex(GetIndexBinder binder, DynamicMetaObject[] indexes) =>
        With(Expression.Call(Self, s_getIndex, Arguments(indexes)));

    public override DynamicMetaObject BindSetIndex(SetIndexBinder binder, DynamicMetaObject[] indexes, DynamicMetaObject value) =>
        Do(value.Expression, s_setIndex, Arguments(indexes), AsObject(value.Expression));

    public override DynamicMetaObject BindConvert(ConvertBinder binder)
    {
        DynamicMetaObject usual = binder.FallbackConvert(this);
        if (binder.Type.IsAssignableFrom(LimitType) || binder.Type == typeof(IEnumerator))
        {
            // PowerShell asks each object of a pipeline and of foreach in this way whether it has items.
            return usual;
        }
        ParameterExpression result = Expression.Variable(typeof(object));
        Expression body = Expression.Block(
            usual.Expression.Type,
            [result],
            Expression.Condition(
                Expression.Call(Self, s_convert, Expression.Constant(binder.Type), result),
                Expression.Convert(Expression.Convert(result, binder.Type), usual.Expression.Type),
                usual.Expression));
        return new DynamicMetaObject(body, OfThisType.Merge(usual.Restrictions));
    }

    // A collection's operators are the language's: PowerShell's -eq picks items.
    public override DynamicMetaObject BindBinaryOperation(BinaryOperationBinder binder, DynamicMetaObject arg) =>
        Value is IEnumerable || !PyOperators.Has(binder.Operation)
            ? binder.FallbackBinaryOperation(this, arg)
            : With(Expression.Call(Self, s_operate, Expression.Constant(binder.Operation), AsObject(arg.Expression)));

    public override DynamicMetaObject BindUnaryOperation(UnaryOperationBinder binder) => PyOperators.Has(binder.Operation)
        ? With(Expression.Call(Self, s_operateAlone, Expression.Constant(binder.Operation)), binder.ReturnType)
        : binder.FallbackUnaryOperation(this);

    // For completion and Get-Member. PowerShell's own code falls over an exception here; PyRepr, which they list too, says
    // what blocks the loop.
    public override IEnumerable<string> GetDynamicMemberNames()
    {
        try
        {
            return Object.MemberNames();
        }
        catch (PyAsyncException)
        {
            return [];
        }
    }

    private Expression Self => Expression.Convert(Expression, typeof(PyObject));

    private BindingRestrictions OfThisType => BindingRestrictions.GetTypeRestriction(Expression, LimitType);

    // What this class itself shows is asked for by name; Python is not asked each time.
    private bool IsOwn(string name) => name.StartsWith("Py", StringComparison.OrdinalIgnoreCase)
        && LimitType.GetProperty(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase) is not null;

    // A method that gives false where the usual way is to be taken.
    private DynamicMetaObject Try(MethodInfo method, DynamicMetaObject usual, params Expression[] arguments)
    {
        ParameterExpression result = Expression.Variable(typeof(object));
        Expression body = Expression.Block(
            typeof(object),
            [result],
            Expression.Condition(Expression.Call(Self, method, [.. arguments, result]), result, AsObject(usual.Expression)));
        return new DynamicMetaObject(body, OfThisType.Merge(usual.Restrictions));
    }

    private DynamicMetaObject Do(Expression value, MethodInfo method, params Expression[] arguments) =>
        With(Expression.Block(typeof(object), Expression.Call(Self, method, arguments), AsObject(value)));

    private DynamicMetaObject With(Expression body, Type? type = null) =>
        new(type is null || type == body.Type ? body : Expression.Convert(body, type), OfThisType);

    private static NewArrayExpression Arguments(DynamicMetaObject[] arguments) =>
        Expression.NewArrayInit(typeof(object), Array.ConvertAll(arguments, argument => AsObject(argument.Expression)));

    private static Expression AsObject(Expression expression) => expression.Type == typeof(void)
        ? Expression.Block(typeof(object), expression, Expression.Constant(null))
        : expression.Type == typeof(object) ? expression : Expression.Convert(expression, typeof(object));

    private static MethodInfo Method(string name, params Type[] parameters)
    {
        const BindingFlags Any = BindingFlags.NonPublic | BindingFlags.Instance;
        return (parameters.Length == 0 ? typeof(PyObject).GetMethod(name, Any) : typeof(PyObject).GetMethod(name, Any, parameters))!;
    }
}
