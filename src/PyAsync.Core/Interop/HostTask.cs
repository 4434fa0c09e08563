using System;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.CPython;
using PyAsync.Loops;

namespace PyAsync.Interop;

/// <summary>.NET's awaitables: Task, Task of T, ValueTask, ValueTask of T. Any thread.</summary>
internal static class HostTask
{
    // A reader for each result type: reflection happens once a type.
    private static readonly ConcurrentDictionary<Type, Func<Task, object?>> s_results = new();
    private static readonly ConcurrentDictionary<Type, Func<object, Task>?> s_valueTasks = new();

    private static readonly MethodInfo s_read = typeof(HostTask).GetMethod(nameof(Read), BindingFlags.NonPublic | BindingFlags.Static)!;
    private static readonly MethodInfo s_asTask = typeof(HostTask).GetMethod(nameof(AsTask), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>The Task in a value that is one, or is a ValueTask.</summary>
    public static bool TryGet(object? value, [NotNullWhen(true)] out Task? task)
    {
        switch (value)
        {
            case Task given:
                task = given;
                return true;
            case ValueTask single:
                task = single.AsTask();
                return true;
            case null:
                task = null;
                return false;
            default:
                Type type = value.GetType();
                task = type.IsValueType && type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>)
                    ? s_valueTasks.GetOrAdd(type, static t => s_asTask.MakeGenericMethod(t.GetGenericArguments()).CreateDelegate<Func<object, Task>>())!(value)
                    : null;
                return task is not null;
        }
    }

    /// <summary>The result of a Task that has ended well; null for one without.</summary>
    public static object? Result(Task task)
    {
        if (task is Task<object?> plain)
        {
            return plain.Result;
        }
        return s_results.GetOrAdd(task.GetType(), MakeReader)(task);
    }

    /// <summary>A Python future that ends as the Task does. The loop's thread.</summary>
    public static PyOwned ToPython(PyEventLoop loop, Task task, CancellationTokenSource? cancel)
    {
        HostFuture host = HostFuture.Create(loop, cancel, out PyOwned future);
        if (task.IsCompleted)
        {
            Complete(host, task);
        }
        else
        {
            task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() => Complete(host, task));
        }
        return future;
    }

    private static void Complete(HostFuture host, Task task)
    {
        if (task.IsCompletedSuccessfully)
        {
            host.SetResult(Result(task));
        }
        else if (task.IsCanceled)
        {
            host.SetException(new OperationCanceledException());
        }
        else
        {
            host.SetException(task.Exception!);
        }
    }

    private static Func<Task, object?> MakeReader(Type type)
    {
        for (Type? t = type; t is not null; t = t.BaseType)
        {
            if (t.IsGenericType && t.GetGenericTypeDefinition() == typeof(Task<>))
            {
                Type result = t.GetGenericArguments()[0];
                // What an async method without a result makes is a Task of an internal type.
                return result.Name == "VoidTaskResult"
                    ? static _ => null
                    : s_read.MakeGenericMethod(result).CreateDelegate<Func<Task, object?>>();
            }
        }
        return static _ => null;
    }

    private static object? Read<T>(Task task) => ((Task<T>)task).Result;

    private static Task<T> AsTask<T>(object value) => ((ValueTask<T>)value).AsTask();
}
