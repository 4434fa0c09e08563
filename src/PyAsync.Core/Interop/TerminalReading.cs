using System;
using PyAsync.Calls;
using PyAsync.CPython;
using PyAsync.Interop;
using PyAsync.Interpreters;

[assembly: InterpreterPart(typeof(TerminalReading), 65)]

namespace PyAsync.Interop;

/// <summary>Lets Python code read the terminal through whoever waits for it: <c>input()</c>, <c>getpass</c>, debuggers.</summary>
/// <param name="interpreter">The interpreter.</param>
internal sealed class TerminalReading(PyInterpreter interpreter) : IInterpreterPart
{
    private const string NobodyToAsk = "Python cannot read the terminal here, as nobody waits at it for this code; ask before it begins, and hand it the answer";

    /// <summary>Whose code reads.</summary>
    public PyInterpreter Interpreter => interpreter;

    public void Open()
    {
        using PyOwned install = new(PythonModule.Get("pyasync._terminal"u8, "install"u8));
        using PyOwned read = HostFunction.Create(Read);
        CApi.Call(install, read, interpreter.Bool(ProcessStreams.AreTaken)).OrThrow().Dispose();
    }

    // read(prompt, is_secret) → a line without its end, or None where the input has ended.
    private PyOwned Read(ReadOnlySpan<nint> arguments, PyBorrowed keywordNames)
    {
        // What was printed before the question, and not ended, is part of it.
        string prompt = interpreter.Part<OutputRouting>().TakeBegunLine() + PyText.FromPython(new PyBorrowed(arguments[0]));
        bool isSecret = arguments[1] == interpreter.True;
        TerminalAnswer answer = new(TerminalOutcome.Nobody);
        if (CallOrigin.Current?.Output is ICallTerminal terminal)
        {
            using GilPause pause = GilPause.Begin();
            answer = terminal.Read(prompt, isSecret);
        }
        switch (answer.Outcome)
        {
            case TerminalOutcome.Line:
                return PyText.ToPython(answer.Text).OrThrow();
            case TerminalOutcome.End:
                return HostFunction.None;
            case TerminalOutcome.Interrupted:
                CApi.SetError("PyExc_KeyboardInterrupt", "");
                return default;
            default:
                CApi.SetError("PyExc_OSError", NobodyToAsk);
                return default;
        }
    }
}
