using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Runtime.ExceptionServices;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// What becomes of the records of PowerShell work that runs beside the commands and that Python awaits: a job, a script
/// block of the pool. Any thread.
/// </summary>
internal static class WorkRecords
{
    /// <summary>
    /// The work's result: its output, or its first error where there is none. All other errors, warnings and information
    /// go to the command that waits just now.
    /// </summary>
    /// <param name="output">What it wrote as output.</param>
    /// <param name="errors">Its errors that did not end it.</param>
    /// <param name="others">Its warnings and its information.</param>
    /// <param name="failure">What ended it, which is thrown; null where it ran to its end.</param>
    public static object? Outcome(IList<PSObject> output, IList<ErrorRecord> errors, IEnumerable<object> others, Exception? failure)
    {
        foreach (object record in others)
        {
            Give(record);
        }
        ErrorRecord? reason = failure is null && output.Count == 0 && errors.Count > 0 ? errors[0] : null;
        foreach (ErrorRecord error in errors)
        {
            if (!ReferenceEquals(error, reason) && !IsAbout(error, failure))
            {
                Give(error);
            }
        }
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
        return reason is null ? PSValues.Single(output) : throw new RuntimeException(reason.ToString(), reason.Exception, reason);
    }

    /// <summary>Gives a record to the command that began last; where none waits, to stderr, as Python does with its warnings.</summary>
    public static void Give(object record)
    {
        if (!ActiveCommands.TryGive(new RecordItem(record)))
        {
            WriteToStderr(record);
        }
    }

    // Some jobs write what ended them as an error too.
    private static bool IsAbout(ErrorRecord error, Exception? failure) =>
        failure is not null && (ReferenceEquals(error.Exception, failure) || error.ToString() == failure.Message);

    private static void WriteToStderr(object record)
    {
        string? text = record switch
        {
            ErrorRecord error => $"{error.FullyQualifiedErrorId}: {error}",
            WarningRecord warning => $"WARNING: {warning.Message}",
            // Other information is silent in PowerShell too, unless it is asked for.
            InformationRecord { MessageData: HostInformationMessage } information => information.ToString(),
            _ => null,
        };
        if (text is not null)
        {
            Console.Error.WriteLine(text);
        }
    }
}

/// <summary>An error, a warning or information on its way to a command, which writes it as its own.</summary>
internal sealed class RecordItem(object record) : IPumpItem
{
    public IPumpItem? Next { get; set; }

    /// <summary>What is on its way.</summary>
    public object Record => record;

    public void Deliver(PumpingCmdlet cmdlet) => RecordOutput.Write(cmdlet, record);
}
