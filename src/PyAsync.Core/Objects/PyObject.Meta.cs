using System;
using System.Collections.Generic;
using System.Dynamic;
using System.Linq.Expressions;
using System.Reflection;
using PyAsync.CPython;

namespace PyAsync.Objects;

// The one name that Python objects and .NET's share: PowerShell calls IDisposable.Dispose for `$engine.dispose()`, and
// would so release the object instead of calling Python's method.
public partial class PyObject
{
    private static readonly MethodInfo s_dispose = typeof(PyObject).GetMethod(nameof(InvokeDispose), BindingFlags.NonPublic | BindingFlags.Instance)!;

    /// <inheritdoc/>
    public override DynamicMetaObject GetMetaObject(Expression parameter) => new Meta(parameter, this, base.GetMetaObject(parameter));

    // Python's method of that name where it has one, else what IDisposable means.
    private object? InvokeDispose(string name, bool ignoreCase, CallInfo call, object?[] arguments)
    {
        object? found = s_missing;
        if (IsAlive)
        {
            (object?[] positional, KeyValuePair<string, object?>[] keyword) = Split(call, arguments);
            found = OnLoop(loop =>
            {
                using PyOwned method = Attribute(loop, name, ignoreCase);
                return method.IsNull ? s_missing : Call(loop, method, positional, keyword);
            });
        }
        if (!ReferenceEquals(found, s_missing))
        {
            return found;
        }
        PyRelease();
        return null;
    }

    private sealed class Meta(Expression parameter, PyObject value, DynamicMetaObject usual) : DynamicMetaObject(parameter, BindingRestrictions.Empty, value)
    {
        public override DynamicMetaObject BindInvokeMember(InvokeMemberBinder binder, DynamicMetaObject[] args)
        {
            if (!string.Equals(binder.Name, "Dispose", StringComparison.OrdinalIgnoreCase))
            {
                return usual.BindInvokeMember(binder, args);
            }
            Expression[] arguments = Array.ConvertAll(args, argument => (Expression)Expression.Convert(argument.Expression, typeof(object)));
            Expression body = Expression.Call(
                Expression.Convert(Expression, typeof(PyObject)),
                s_dispose,
                Expression.Constant(binder.Name),
                Expression.Constant(binder.IgnoreCase),
                Expression.Constant(binder.CallInfo),
                Expression.NewArrayInit(typeof(object), arguments));
            return new DynamicMetaObject(body, BindingRestrictions.GetTypeRestriction(Expression, LimitType));
        }

        public override IEnumerable<string> GetDynamicMemberNames() => usual.GetDynamicMemberNames();

        public override DynamicMetaObject BindGetMember(GetMemberBinder binder) => usual.BindGetMember(binder);

        public override DynamicMetaObject BindSetMember(SetMemberBinder binder, DynamicMetaObject value) => usual.BindSetMember(binder, value);

        public override DynamicMetaObject BindInvoke(InvokeBinder binder, DynamicMetaObject[] args) => usual.BindInvoke(binder, args);

        public override DynamicMetaObject BindGetIndex(GetIndexBinder binder, DynamicMetaObject[] indexes) => usual.BindGetIndex(binder, indexes);

        public override DynamicMetaObject BindSetIndex(SetIndexBinder binder, DynamicMetaObject[] indexes, DynamicMetaObject value) => usual.BindSetIndex(binder, indexes, value);

        public override DynamicMetaObject BindConvert(ConvertBinder binder) => usual.BindConvert(binder);
    }
}
