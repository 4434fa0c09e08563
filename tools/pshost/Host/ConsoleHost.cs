using System;
using System.Globalization;

namespace PsHost.Host;

internal sealed class ConsoleHost(bool interactive, bool hasLoop) : PSHost
{
    /// <summary>Scripts ask for this name to tell a console from an editor, so it is pwsh's.</summary>
    public override string Name => "ConsoleHost";

    public override Version Version { get; } = new(PSVersionInfo.PSVersion.ToString().Split('-')[0]);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    public ConsoleUI ConsoleUI { get; } = new(interactive, hasLoop);

    public override PSHostUserInterface UI => ConsoleUI;

    public bool ShouldExit { get; private set; }

    public int ExitCode { get; private set; }

    public override void SetShouldExit(int exitCode)
    {
        ExitCode = exitCode;
        ShouldExit = true;
    }

    public override void EnterNestedPrompt() => throw new PSNotSupportedException("pshost has no nested prompt.");

    public override void ExitNestedPrompt() => throw new PSNotSupportedException("pshost has no nested prompt.");

    public override void NotifyBeginApplication()
    {
        ConsoleUI.EndProgress();
        Console.Out.Flush();
    }

    public override void NotifyEndApplication()
    {
    }
}
