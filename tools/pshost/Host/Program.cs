using System;

namespace PsHost.Host;

internal static class Program
{
    private static int Main(string[] args)
    {
        CommandLine line = CommandLine.Parse(args);
        if (line.Error is not null)
        {
            Console.Error.WriteLine(line.Error);
            return CommandLine.UsageError;
        }

        if (line.ShowVersion)
        {
            Console.WriteLine($"PowerShell {System.Management.Automation.PSVersionInfo.PSVersion}");
            return 0;
        }

        SnapInStubs.Install();
        int exitCode;
        using (Session session = new(line))
        {
            exitCode = session.Run();
        }
        // Not by returning: a runspace pool that a script left open has threads that would keep the process, and pwsh goes all the same.
        Environment.Exit(exitCode);
        return exitCode;
    }
}
