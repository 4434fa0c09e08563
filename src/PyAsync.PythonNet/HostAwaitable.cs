using System;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using PyAsync.Interop;

namespace PyAsync.PythonNet;

/// <summary>What C# can await, as a Task: Task, ValueTask, and any type that has a GetAwaiter() of the right form. Any thread.</summary>
internal static class HostAwaitable
{
    private static readonly ConcurrentDictionary<Type, Func<object, Task>?> s_others = new();

    /// <summary>Whether the values of a type can be awaited.</summary>
    public static bool Is(Type type) =>
        typeof(Task).IsAssignableFrom(type)
        || type == typeof(ValueTask)
        || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>))
        || Other(type) is not null;

    /// <summary>The Task of a value that can be awaited.</summary>
    public static bool TryGetTask(object value, [NotNullWhen(true)] out Task? task)
    {
        if (HostTask.TryGet(value, out task))
        {
            return true;
        }
        task = Other(value.GetType())?.Invoke(value);
        return task is not null;
    }

    private static Func<object, Task>? Other(Type type) => s_others.GetOrAdd(type, static type =>
    {
        if (type.IsInterface || type.GetMethod("GetAwaiter", BindingFlags.Public | BindingFlags.Instance, []) is not { } getAwaiter)
        {
            return null;
        }
        Type awaiter = getAwaiter.ReturnType;
        if (!typeof(INotifyCompletion).IsAssignableFrom(awaiter)
            || awaiter.GetProperty("IsCompleted") is not { } isCompleted
            || awaiter.GetMethod("GetResult", []) is not { } getResult)
        {
            return null;
        }
        return value => ToTask(getAwaiter.Invoke(value, null)!, isCompleted, getResult);
    });

    [SuppressMessage("Design", "CA1031", Justification = "It is the Task's outcome.")]
    private static Task<object?> ToTask(object awaiter, PropertyInfo isCompleted, MethodInfo getResult)
    {
        TaskCompletionSource<object?> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if ((bool)isCompleted.GetValue(awaiter)!)
        {
            End();
        }
        else
        {
            ((INotifyCompletion)awaiter).OnCompleted(End);
        }
        return outcome.Task;

        void End()
        {
            try
            {
                outcome.TrySetResult(getResult.Invoke(awaiter, null));
            }
            catch (TargetInvocationException error) when (error.InnerException is OperationCanceledException cancelled)
            {
                outcome.TrySetCanceled(cancelled.CancellationToken);
            }
            catch (TargetInvocationException error)
            {
                outcome.TrySetException(error.InnerException ?? error);
            }
            catch (Exception error)
            {
                outcome.TrySetException(error);
            }
        }
    }
}
