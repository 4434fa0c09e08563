using System;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;

namespace PyAsync.Interop;

/// <summary>A .NET delegate that Python can call. It runs on the scheduler that it was given, by default the thread pool's.</summary>
/// <param name="function">The delegate. One that returns a Task is awaited; a parameter of type CancellationToken gets the call's.</param>
/// <param name="isBlocking">
/// Whether Python gets a plain callable; then it runs on Python's own thread, with the GIL held until it returns or first
/// awaits. So it must not wait for Python by <c>Task.Wait</c> or <c>Result</c>, which would never end; awaiting, and
/// <c>RunUntilComplete</c> of another loop, release it.
/// </param>
/// <param name="scheduler">Where an async call runs; null for the thread pool.</param>
public sealed class DelegateCallback(Delegate function, bool isBlocking = false, TaskScheduler? scheduler = null) : PyCallback(isBlocking)
{
    private readonly ParameterInfo[] _parameters = function.Method.GetParameters();

    /// <inheritdoc/>
    protected internal override void Start(PyCallbackCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (IsBlocking)
        {
            // What is not done when this returns is waited for by the caller, without the GIL: another loop may need it.
            _ = Run(call);
            return;
        }
        _ = Task.Factory.StartNew(() => Run(call), CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler ?? TaskScheduler.Default);
    }

    [SuppressMessage("Design", "CA1031", Justification = "The delegate's exception is the Python caller's.")]
    private async Task Run(PyCallbackCall call)
    {
        try
        {
            using IDisposable? context = call.EnterContext();
            object? result = function.DynamicInvoke(Bind(call));
            if (HostTask.TryGet(result, out Task? task))
            {
                await task.ConfigureAwait(false);
                result = HostTask.Result(task);
            }
            call.SetResult(result);
        }
        catch (TargetInvocationException error) when (error.InnerException is { } inner)
        {
            call.SetException(inner);
        }
        catch (Exception error)
        {
            call.SetException(error);
        }
    }

    private object?[] Bind(PyCallbackCall call)
    {
        // The closure that a compiled delegate may carry as its first parameter is not in the list of a bound one.
        int first = function.Target is not null && _parameters.Length > 0 && function.Method.IsStatic ? 1 : 0;
        object?[] values = new object?[_parameters.Length - first];
        int next = 0;
        int byName = 0;
        for (int i = first; i < _parameters.Length; i++)
        {
            ParameterInfo parameter = _parameters[i];
            if (parameter.ParameterType == typeof(CancellationToken))
            {
                values[i - first] = call.CancellationToken;
            }
            else if (Named(call, parameter.Name) is { Found: true } named)
            {
                byName++;
                values[i - first] = Coerce(named.Value, parameter);
            }
            else if (parameter.ParameterType == typeof(object[]) && i == _parameters.Length - 1)
            {
                object?[] rest = new object?[call.Arguments.Count - next];
                for (int r = 0; r < rest.Length; r++)
                {
                    rest[r] = call.Arguments[next + r];
                }
                next = call.Arguments.Count;
                values[i - first] = rest;
            }
            else if (next < call.Arguments.Count)
            {
                values[i - first] = Coerce(call.Arguments[next++], parameter);
            }
            else
            {
                values[i - first] = parameter.HasDefaultValue
                    ? parameter.DefaultValue
                    : throw new ArgumentException($"The host callback takes an argument '{parameter.Name}', which the call did not give.");
            }
        }
        if (byName != call.Keyword.Count)
        {
            throw UnknownKeyword(call);
        }
        return next == call.Arguments.Count
            ? values
            : throw new ArgumentException($"The host callback takes {next} argument(s), but the call gave {call.Arguments.Count}.");
    }

    private ArgumentException UnknownKeyword(PyCallbackCall call)
    {
        foreach (System.Collections.Generic.KeyValuePair<string, object?> pair in call.Keyword)
        {
            if (!Array.Exists(_parameters, parameter => parameter.Name == pair.Key))
            {
                return new ArgumentException($"The host callback has no parameter '{pair.Key}'.");
            }
        }
        return new ArgumentException("The call gave the host callback an argument by keyword that Python does not choose: the cancellation token.");
    }

    private static (bool Found, object? Value) Named(PyCallbackCall call, string? name)
    {
        foreach (System.Collections.Generic.KeyValuePair<string, object?> pair in call.Keyword)
        {
            if (pair.Key == name)
            {
                return (true, pair.Value);
            }
        }
        return default;
    }

    private static object? Coerce(object? value, ParameterInfo parameter)
    {
        Type type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return value is null || type.IsInstanceOfType(value) || value is not IConvertible
            ? value
            : System.Convert.ChangeType(value, type, System.Globalization.CultureInfo.InvariantCulture);
    }
}
