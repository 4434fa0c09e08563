using System;
using System.Text;

namespace PsHost.Host;

/// <summary>Reads commands line by line, from a terminal with a prompt or from standard input.</summary>
internal sealed class PromptLoop(CommandLine line, ConsoleHost host, Runspace runspace, Session session)
{
    public void Run()
    {
        if (!line.NoLogo && !line.NoPrompt && !Console.IsInputRedirected && line.File is null && line.Command is null)
        {
            host.UI.WriteLine($"pshost on PowerShell {PSVersionInfo.PSVersion}");
        }

        var block = new StringBuilder();
        while (!host.ShouldExit)
        {
            if (!line.NoPrompt)
            {
                host.UI.Write(block.Length > 0 ? ">> " : Prompt());
            }

            string? text = Console.In.ReadLine();
            if (text is null)
            {
                // The end of the input. Like pwsh, a block that was never closed by an empty line is dropped.
                if (!line.NoPrompt)
                {
                    host.UI.WriteLine();
                }

                return;
            }

            if (!line.NoPrompt && Console.IsInputRedirected)
            {
                host.UI.WriteLine(text);
            }

            Feed(text, block);
        }
    }

    // A statement that is not complete opens a block; an empty line closes it.
    private void Feed(string text, StringBuilder block)
    {
        bool blank = string.IsNullOrWhiteSpace(text);
        if (block.Length > 0)
        {
            if (!blank)
            {
                block.Append('\n').Append(text);
                return;
            }

            text = block.ToString();
            block.Clear();
        }
        else if (blank)
        {
            return;
        }

        Exception? error = session.Execute(runspace.CreatePipeline(text, true));
        if (error is IncompleteParseException && !blank)
        {
            block.Append(text);
        }
        else if (error is not null)
        {
            session.Report(error);
        }
    }

    private string Prompt()
    {
        try
        {
            using Pipeline pipeline = runspace.CreatePipeline("prompt");
            var result = pipeline.Invoke();
            return result.Count > 0 && result[0]?.BaseObject.ToString() is { Length: > 0 } text ? text : "PS>";
        }
        catch (RuntimeException)
        {
            return "PS>";
        }
    }
}
