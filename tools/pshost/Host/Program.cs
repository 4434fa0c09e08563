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
        using var session = new Session(line);
        return session.Run();
    }
}
