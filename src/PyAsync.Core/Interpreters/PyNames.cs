using PyAsync.CPython;

namespace PyAsync.Interpreters;

/// <summary>Attribute names that are looked up often, as interned str objects that the interpreter keeps.</summary>
internal sealed class PyNames
{
    public readonly nint AddDoneCallback = CApi.Intern("add_done_callback"u8).OrThrow().Detach();
    public readonly nint Await = CApi.Intern("__await__"u8).OrThrow().Detach();
    public readonly nint AsyncIter = CApi.Intern("__aiter__"u8).OrThrow().Detach();
    public readonly nint Cancel = CApi.Intern("cancel"u8).OrThrow().Detach();
    public readonly nint CreateFuture = CApi.Intern("create_future"u8).OrThrow().Detach();
    public readonly nint CreateTask = CApi.Intern("create_task"u8).OrThrow().Detach();
    public readonly nint Done = CApi.Intern("done"u8).OrThrow().Detach();
    public readonly nint Get = CApi.Intern("get"u8).OrThrow().Detach();
    public readonly nint GetName = CApi.Intern("get_name"u8).OrThrow().Detach();
    public readonly nint GetTaskFactory = CApi.Intern("get_task_factory"u8).OrThrow().Detach();
    public readonly nint Iter = CApi.Intern("__iter__"u8).OrThrow().Detach();
    public readonly nint Next = CApi.Intern("__next__"u8).OrThrow().Detach();
    public readonly nint Reset = CApi.Intern("reset"u8).OrThrow().Detach();
    public readonly nint Result = CApi.Intern("result"u8).OrThrow().Detach();
    public readonly nint Set = CApi.Intern("set"u8).OrThrow().Detach();
    public readonly nint SetException = CApi.Intern("set_exception"u8).OrThrow().Detach();
    public readonly nint SetResult = CApi.Intern("set_result"u8).OrThrow().Detach();
}
