using System.Threading;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

/// <summary>The Python loop: asyncio's object, made before the loop runs and closed after it. The loop's thread, with the GIL, unless a member says otherwise.</summary>
internal sealed class PythonLoop(PyEventLoop owner)
{
    private nint _address;

    /// <summary>The object's address; 0 before it is made and after it was closed.</summary>
    public nint Address => Volatile.Read(ref _address);

    /// <summary>The object's class, with its module. Any thread.</summary>
    public string Implementation { get; private set; } = "";

    /// <summary>The names of code that runs on the loop.</summary>
    public PyNamespace Namespace { get; private set; } = null!;

    /// <summary>Makes the loop.</summary>
    public void Open(PyEventLoopOptions options)
    {
        PyInterpreter interpreter = owner.Interpreter;
        AddModulePath(options);
        ProcessVariables.ToPython(interpreter);
        using PyOwned factory = options.LoopFactory is null ? interpreter.NoneRef.Own() : PyText.ToPython(options.LoopFactory).OrThrow();
        _address = CApi.Call(new PyBorrowed(interpreter.LoopFunctions.NewLoop), factory).OrThrow().Detach();
        PyBorrowed loop = new(_address);
        using PyOwned type = CApi.PyObject_Type(loop);
        Implementation = $"{PyText.AttributeText(type, "__module__"u8)}.{PyText.AttributeText(type, "__qualname__"u8)}";
        if (options.DebugMode)
        {
            using PyOwned name = CApi.Intern("set_debug"u8).OrThrow();
            CApi.CallMethod(loop, name, interpreter.Bool(true)).OrThrow().Dispose();
        }
        Namespace = new PyNamespace(owner, options.ForgetNames);
    }

    /// <summary>Whether it is in asyncio's debug mode: by the option, by PYTHONASYNCIODEBUG or by Python's development mode.</summary>
    public bool ReadDebug()
    {
        using PyOwned name = CApi.Intern("get_debug"u8).OrThrow();
        using PyOwned debug = CApi.CallMethod(new PyBorrowed(_address), name).OrThrow();
        return debug.Pointer == owner.Interpreter.True;
    }

    /// <summary>Runs it until it is stopped.</summary>
    public void Run()
    {
        using PyOwned ran = CApi.Call(new PyBorrowed(owner.Interpreter.LoopFunctions.Run), new PyBorrowed(_address));
        if (ForkedChild.IsHere)
        {
            ForkedChild.End();
        }
        ran.OrThrow();
    }

    /// <summary>Closes it.</summary>
    public void Close()
    {
        Namespace?.Dispose();
        if (_address != 0)
        {
            CApi.Call(new PyBorrowed(owner.Interpreter.LoopFunctions.Close), new PyBorrowed(_address)).OrThrow().Dispose();
        }
    }

    /// <summary>Releases the object.</summary>
    public void Release() => References.Release(ref _address);

    /// <summary>Stops it from another thread that holds the GIL. The loop's own may close it meanwhile.</summary>
    public void StopFromOutside()
    {
        nint address = Address;
        if (address == 0)
        {
            return;
        }
        using PyOwned loop = new PyBorrowed(address).Own();
        CApi.Call(new PyBorrowed(owner.Interpreter.LoopFunctions.StopFromOutside), loop).OrThrow().Dispose();
    }

    private static void AddModulePath(PyEventLoopOptions options)
    {
        if (options.ModulePath.Count == 0)
        {
            return;
        }
        using PyOwned add = new(PythonModule.Get("pyasync._state"u8, "add_to_path"u8));
        for (int i = options.ModulePath.Count - 1; i >= 0; i--)
        {
            using PyOwned folder = PyText.ToPython(options.ModulePath[i]).OrThrow();
            CApi.Call(add, folder).OrThrow().Dispose();
        }
    }
}
