using System.Management.Automation;
using System.Reflection;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// Writes warning, verbose and debug records as a command's own, so that <c>-WarningVariable</c> and redirections have the
/// record itself, and tells where information goes. PowerShell has the methods, but offers only those that take the text, and
/// nothing that tells of redirections. The pipeline's thread.
/// </summary>
internal static class CommandRecords
{
    private static MethodInfo? s_warning;
    private static MethodInfo? s_verbose;
    private static MethodInfo? s_debug;
    private static PropertyInfo? s_information;

    /// <summary>Whether the command, or what it is part of, has its information redirected: <c>6&gt;&amp;1</c>, <c>6&gt;$null</c>, <c>*&gt; file</c>. False where PowerShell does not tell.</summary>
    public static bool IsInformationRedirected(PSCmdlet cmdlet)
    {
        ICommandRuntime runtime = cmdlet.CommandRuntime;
        s_information ??= runtime.GetType().GetProperty("InformationOutputPipe", BindingFlags.Instance | BindingFlags.NonPublic);
        return s_information?.DeclaringType?.IsInstanceOfType(runtime) is true && s_information.GetValue(runtime) is not null;
    }

    /// <summary>Writes a warning.</summary>
    public static void Write(PSCmdlet cmdlet, WarningRecord record)
    {
        if (!TryCall(cmdlet, ref s_warning, "WriteWarning", record, "WarningAction"))
        {
            cmdlet.WriteWarning(record.Message);
        }
    }

    /// <summary>Writes a verbose record.</summary>
    public static void Write(PSCmdlet cmdlet, VerboseRecord record)
    {
        if (!TryCall(cmdlet, ref s_verbose, "WriteVerbose", record, "Verbose"))
        {
            cmdlet.WriteVerbose(record.Message);
        }
    }

    /// <summary>Writes a debug record.</summary>
    public static void Write(PSCmdlet cmdlet, DebugRecord record)
    {
        if (!TryCall(cmdlet, ref s_debug, "WriteDebug", record, null))
        {
            cmdlet.WriteDebug(record.Message);
        }
    }

    private static bool TryCall<T>(PSCmdlet cmdlet, ref MethodInfo? method, string name, T record, string? parameter)
    {
        ICommandRuntime runtime = cmdlet.CommandRuntime;
        method ??= runtime.GetType().GetMethod(name, BindingFlags.Instance | BindingFlags.NonPublic, [typeof(T), typeof(bool)]);
        if (method?.DeclaringType?.IsInstanceOfType(runtime) is not true)
        {
            return false;
        }
        // -Debug lets PowerShell ask at each record whether to go on; here Python goes on meanwhile, so it asks only where that is wanted.
        bool asksNothing = cmdlet.MyInvocation.BoundParameters.ContainsKey("Debug") && (parameter is null || !cmdlet.MyInvocation.BoundParameters.ContainsKey(parameter));
        // What it throws, such as the end of the pipeline, is the caller's as it is.
        _ = method.Invoke(runtime, BindingFlags.DoNotWrapExceptions, null, [record, asksNothing], null);
        return true;
    }
}
