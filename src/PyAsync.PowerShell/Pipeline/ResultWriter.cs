using System;
using System.Collections.Generic;
using System.Management.Automation;
using PyAsync.Calls;
using PyAsync.PowerShell.Errors;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>Writes each outcome as it comes: a value as output, a failure as a non-terminating error.</summary>
internal sealed class ResultWriter(IOutput output, AwaitOptions options) : IResultWriter
{
    public void Write(PipelineCall call, object? outcome, bool failed)
    {
        if (!failed)
        {
            // A stream has written its items; a statement has no result, as at Python's own prompt.
            if (!call.HasStreamed && call.Target is not PyCodeTarget { EndsInStatement: true })
            {
                output.WriteObject(outcome, options.Enumerate && IsEnumerated(outcome));
            }
            return;
        }
        Exception error = (Exception)outcome!;
        ErrorRecord record = ErrorOf(call, error, options);
        if (error is PyTargetException)
        {
            // What is to be called is not there, so no item can succeed.
            output.Fail(record);
            return;
        }
        output.WriteError(record);
    }

    /// <summary>The record of what an await failed with.</summary>
    public static ErrorRecord ErrorOf(PipelineCall call, Exception error, AwaitOptions options)
    {
        CodePlaces.Note(call.Target, call.Run.Origin, error);
        return error is TimeoutMark mark
            ? KnownErrors.Timeout(call, call.Subject, options.TimeLimit!.Value, mark)
            : ErrorRecords.From(error, call.Subject, call.HasItem);
    }

    /// <summary>The writer for an output: of results and errors, or of one object for each input.</summary>
    public static IResultWriter For(IOutput output, AwaitOptions options) =>
        options.AsResult ? new InputResultWriter(output, options) : new ResultWriter(output, options);

    /// <summary>The writer for an output that all inputs share: in their order, and no more than are wanted, where that was asked for.</summary>
    public static IResultWriter ForAll(IOutput output, AwaitOptions options)
    {
        IResultWriter writer = For(output, options);
        if (options.First > 0)
        {
            writer = new FirstWriter(writer, options.First, hold: !options.Ordered && !options.AsResult);
        }
        return options.Ordered ? new OrderedWriter(writer) : writer;
    }

    // Python's lists, tuples and sets, and arrays of numbers; not bytes, which are one value, nor dictionaries.
    private static bool IsEnumerated(object? outcome) => outcome is (Array and not byte[]) or HashSet<object?>;

    public void WriteItem(PipelineCall call, object? value)
    {
        output.WriteObject(value);
        call.ItemRead();
    }
}
