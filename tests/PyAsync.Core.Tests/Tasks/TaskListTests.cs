using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Loops;
using Xunit;

namespace PyAsync.Tests.Tasks;

/// <summary>The tasks of a loop in sight, from C#.</summary>
public sealed class TaskListTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static PyEventLoop Start(string name) => PyEventLoop.Start(new PyEventLoopOptions { Name = name, ForgetNames = true });

    [Fact]
    public async Task A_call_in_flight_is_a_task_whose_start_is_known()
    {
        using PyEventLoop loop = Start("tasks of calls");
        Task<object?> call = loop.RunAsync("asyncio:sleep", [3600], Token);
        PyTaskInfo task = await OnlyTask(loop);
        Assert.Equal("sleep", task.Coroutine);
        Assert.Equal(PyTaskState.Pending, task.State);
        Assert.True(task.IsStartKnown);
        Assert.Same(loop, task.Loop);
        task.Cancel();
        await task.WaitAsync(Token);
        Assert.Equal(PyTaskState.Cancelled, task.State);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task A_task_may_have_any_name()
    {
        using PyEventLoop loop = Start("names of tasks");
        await loop.RunCodeAsync("import asyncio\nnames = ['Task-\\u00b2', 'Task-', 'Task-\\u0663', '']\ntasks = [asyncio.get_running_loop().create_task(asyncio.sleep(3600), name=name) for name in names]", Token);
        Assert.Equal(4, loop.GetTasks().Count);
    }

    [Fact]
    public async Task A_task_that_is_waited_for_tells_how_it_ended_although_nothing_holds_it()
    {
        using PyEventLoop loop = Start("ends of tasks");
        await loop.RunCodeAsync("import asyncio\ngate = asyncio.Event()\nasync def work():\n    await gate.wait()\n    raise ValueError('late')\ntask = asyncio.ensure_future(work())", Token);
        PyTaskInfo task = await OnlyTask(loop);
        Task ended = task.WaitAsync(Token);
        Assert.False(ended.IsCompleted);
        await loop.RunCodeAsync("gate.set(); task = None", Token);
        await ended;
        Assert.Equal(PyTaskState.Failed, task.State);
        Assert.Equal("ValueError: late", task.Error);
        Assert.Equal(PyTaskState.Failed, Assert.Single(loop.GetTasks([task.Id])).State);
    }

    [Fact]
    public async Task Waiting_ends_with_the_loop_and_with_its_token()
    {
        PyEventLoop loop = Start("waiting for tasks");
        await loop.RunCodeAsync("import asyncio\nasync def stubborn():\n    while True:\n        try: await asyncio.sleep(3600)\n        except asyncio.CancelledError: pass\ntask = asyncio.ensure_future(stubborn())", Token);
        PyTaskInfo task = await OnlyTask(loop);
        using CancellationTokenSource source = new();
        Task impatient = task.WaitAsync(source.Token);
        Task patient = task.WaitAsync(Token);
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        Assert.False(patient.IsCompleted);
        loop.Stop(TimeSpan.FromSeconds(0.1), force: true, Token);
        await patient;
        Assert.Equal(PyTaskState.Gone, task.State);
        Assert.Empty(loop.GetTasks());
    }

    [Fact]
    public async Task A_blocked_loop_is_an_error_that_names_the_line_within_the_limit()
    {
        using PyEventLoop loop = Start("blocked");
        await loop.RunCodeAsync("import threading\ngo = threading.Event()\nasync def block():\n    inside.set()\n    go.wait()\ninside = threading.Event()", Token);
        Task<object?> call = loop.RunCodeAsync("await block()", Token);
        using PyEventLoop other = Start("beside the blocked one");
        await other.RunCodeAsync("import sys, asyncio\nnames = sys.modules['__pyasync_blocked__'].__dict__\nawait asyncio.get_running_loop().run_in_executor(None, names['inside'].wait)", Token);
        PyAsyncException error = Assert.Throws<PyAsyncException>(() => loop.GetTasks(TimeSpan.FromSeconds(0.2), Token));
        Assert.Equal("LoopBusy", error.ErrorId);
        Assert.Contains("'blocked'", error.Message, StringComparison.Ordinal);
        await other.RunCodeAsync("names['go'].set(); names = None", Token);
        await call;
        Assert.Empty(loop.GetTasks());
    }

    [Fact]
    public async Task Ten_thousand_tasks_are_listed_each_once()
    {
        using PyEventLoop loop = Start("many tasks");
        await loop.RunCodeAsync("import asyncio\nkept = [asyncio.ensure_future(asyncio.sleep(3600)) for _ in range(10000)]", Token);
        IReadOnlyList<PyTaskInfo> tasks = loop.GetTasks(s_limit, Token);
        Assert.Equal(10000, tasks.Select(task => task.Id).Distinct().Count());
        Assert.Equal(tasks.OrderBy(task => task.Id), tasks);
        loop.CancelTasks([.. tasks.Select(task => task.Id)]);
        await Task.WhenAll(tasks.Select(task => task.WaitAsync(Token)));
        Assert.All(tasks, task => Assert.Equal(PyTaskState.Cancelled, task.State));
    }

    private static async Task<PyTaskInfo> OnlyTask(PyEventLoop loop)
    {
        IReadOnlyList<PyTaskInfo> tasks = loop.GetTasks(s_limit, Token);
        while (tasks.Count == 0)
        {
            await Task.Yield();
            tasks = loop.GetTasks(s_limit, Token);
        }
        return Assert.Single(tasks);
    }
}
