using PyAsync.CPython;

namespace PyAsync.Interpreters;

/// <summary>
/// Children that Python forks off this process: in them, signals are handled as Python believes, and they end where they
/// would come back to .NET. The Python half does it, in <c>pyasync._fork</c>. Python's main thread, with the GIL.
/// </summary>
internal static class ProcessForks
{
    public static void Open()
    {
        using PyOwned module = CApi.Import("pyasync._fork"u8).OrThrow();
        using PyOwned install = CApi.GetAttribute(module, "install"u8).OrThrow();
        using PyOwned flag = ForkedChild.Flag().OrThrow();
        CApi.Call(install, flag).OrThrow().Dispose();
        using PyOwned fail = CApi.GetAttribute(module, "fail"u8).OrThrow();
        ForkedChild.Bind(CApi.GetAttribute(module, "end"u8).OrThrow(), fail);
    }
}
