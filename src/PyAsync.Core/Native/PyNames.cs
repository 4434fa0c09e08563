namespace PyAsync.Native;

/// <summary>Attribute names that are looked up often, as interned str objects that the interpreter keeps.</summary>
internal sealed class PyNames
{
    public readonly nint AddDoneCallback = CPython.Intern("add_done_callback"u8).OrThrow().Detach();
    public readonly nint Await = CPython.Intern("__await__"u8).OrThrow().Detach();
    public readonly nint AsyncIter = CPython.Intern("__aiter__"u8).OrThrow().Detach();
    public readonly nint Cancel = CPython.Intern("cancel"u8).OrThrow().Detach();
    public readonly nint CreateFuture = CPython.Intern("create_future"u8).OrThrow().Detach();
    public readonly nint CreateTask = CPython.Intern("create_task"u8).OrThrow().Detach();
    public readonly nint Done = CPython.Intern("done"u8).OrThrow().Detach();
    public readonly nint GetTaskFactory = CPython.Intern("get_task_factory"u8).OrThrow().Detach();
    public readonly nint Iter = CPython.Intern("__iter__"u8).OrThrow().Detach();
    public readonly nint Next = CPython.Intern("__next__"u8).OrThrow().Detach();
    public readonly nint Result = CPython.Intern("result"u8).OrThrow().Detach();
    public readonly nint SetException = CPython.Intern("set_exception"u8).OrThrow().Detach();
    public readonly nint SetResult = CPython.Intern("set_result"u8).OrThrow().Detach();
}
