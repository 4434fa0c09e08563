using System;
using System.IO;

namespace PsHost.Host;

/// <summary>One runspace from its opening to its closing, and the exit code that comes of it.</summary>
internal sealed class Session : IDisposable
{
    private readonly CommandLine _line;
    private readonly ConsoleHost _host;
    private readonly Runspace _runspace;
    private readonly Interrupt _interrupt;
    private bool _failed;

    public Session(CommandLine line)
    {
        _line = line;
        _host = new ConsoleHost(interactive: !line.NonInteractive, hasLoop: line.WantsLoop);
        InitialSessionState state = InitialSessionState.CreateDefault2();
        HelpFunction.AddTo(state);
        _runspace = RunspaceFactory.CreateRunspace(_host, state);
        _runspace.ThreadOptions = PSThreadOptions.ReuseThread;
        _interrupt = new Interrupt(_host);
    }

    public int Run()
    {
        if (_line.WorkingDirectory is { } directory)
        {
            Directory.SetCurrentDirectory(directory);
        }

        _runspace.Open();
        AddFallbackModules();
        Runspace.DefaultRunspace ??= _runspace;
        if (_line.File is not null)
        {
            RunFile(_line.File);
        }
        else if (_line.Command is not null)
        {
            RunText(_line.Command);
        }

        if (_line.WantsLoop && !_host.ShouldExit)
        {
            new PromptLoop(_line, _host, _runspace, this).Run();
        }

        // pwsh's rule: the code given to `exit`, else 1 when the last statement failed ($?).
        int code = _host.ShouldExit ? _host.ExitCode : _failed || !LastStatementSucceeded() ? 1 : 0;
        _runspace.Close();
        return code;
    }

    // After everything else on the module path, so that a real Pester anywhere on it comes before ours.
    private static void AddFallbackModules()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "Fallback");
        string path = Environment.GetEnvironmentVariable("PSModulePath") ?? "";
        if (Array.IndexOf(path.Split(Path.PathSeparator), folder) < 0)
        {
            Environment.SetEnvironmentVariable("PSModulePath", path + Path.PathSeparator + folder);
        }
    }

    private void RunFile(string path)
    {
        Pipeline pipeline = _runspace.CreatePipeline();
        bool isScript = path.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase);

        // A file without the extension is one with a shebang: its text is the command.
        var command = isScript ? new Command(path, false, false) : new Command(File.ReadAllText(path), true, false);
        pipeline.Commands.Add(command);
        if (!_line.NoExit)
        {
            // Makes `exit` in the script end the session rather than just the script.
            _runspace.ExecutionContext.ScriptCommandProcessorShouldRethrowExit = true;
        }

        Ast ast = Parser.ParseFile(path, out _, out _);
        Exception? error = RunWith(pipeline, command, ast);
        if (error is not null)
        {
            if (!_line.NoExit)
            {
                _host.SetShouldExit(1);
            }

            Report(error);
        }
    }

    private void RunText(string text)
    {
        Pipeline pipeline = _runspace.CreatePipeline(text, true);
        Ast ast = Parser.ParseInput(text, out _, out _);
        Exception? error = RunWith(pipeline, pipeline.Commands[0], ast);
        if (error is not null)
        {
            _failed = true;
            Report(error);
        }
    }

    private Exception? RunWith(Pipeline pipeline, Command command, Ast ast)
    {
        foreach (CommandParameter argument in _line.Arguments)
        {
            command.Parameters.Add(argument);
        }

        bool readsInput = Console.IsInputRedirected && ast.Find(a => a is VariableExpressionAst v && v.VariablePath.UserPath.Equals("input", StringComparison.OrdinalIgnoreCase), true) is not null;
        return Execute(pipeline, readsInput);
    }

    /// <summary>Runs a pipeline with its output shown; returns what it threw, if anything.</summary>
    public Exception? Execute(Pipeline pipeline, bool feedStdin = false)
    {
        pipeline.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        pipeline.Commands.Add(new Command("Out-Default", false, true, true));
        Pipeline? outer = _interrupt.Enter(pipeline);
        try
        {
            if (feedStdin)
            {
                pipeline.Invoke(new StdinLines());
            }
            else
            {
                pipeline.Invoke();
            }

            return null;
        }
        catch (Exception error)
        {
            return error;
        }
        finally
        {
            _interrupt.Leave(outer);
            _host.ConsoleUI.EndProgress();
            pipeline.Dispose();
        }
    }

    /// <summary>Shows an exception the way the error stream shows errors.</summary>
    public void Report(Exception error)
    {
        if (error is PipelineStoppedException)
        {
            return;
        }

        ErrorRecord record = error is IContainsErrorRecord container
            ? container.ErrorRecord
            : new ErrorRecord(error, "ConsoleHost.ReportException", ErrorCategory.NotSpecified, null);
        var wrapped = new PSObject(record) { WriteStream = WriteStreamType.Error };
        Pipeline pipeline = _runspace.CreatePipeline();
        pipeline.Commands.Add(new Command("Out-Default", false, true));
        try
        {
            pipeline.Invoke(new object[] { wrapped });
        }
        catch (RuntimeException)
        {
            Console.Error.WriteLine(error.Message);
        }
        finally
        {
            pipeline.Dispose();
        }
    }

    private bool LastStatementSucceeded()
    {
        using Pipeline pipeline = _runspace.CreatePipeline("$global:?");
        var result = pipeline.Invoke();
        return result.Count > 0 && LanguagePrimitives.IsTrue(result[0]);
    }

    public void Dispose()
    {
        _interrupt.Dispose();
        _runspace.Dispose();
    }

    /// <summary>The lines of standard input, read as the pipeline asks for them.</summary>
    private sealed class StdinLines : System.Collections.IEnumerable
    {
        public System.Collections.IEnumerator GetEnumerator()
        {
            while (Console.In.ReadLine() is { } line)
            {
                yield return line;
            }
        }
    }
}
