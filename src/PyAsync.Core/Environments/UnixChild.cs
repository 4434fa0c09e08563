using System;
using System.IO;
using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace PyAsync.Environments;

/// <summary>
/// <see cref="Child"/> on Unix. One thread looks at the pipes, the process and the token in turn, so that neither a
/// terminal nor a pipe that a child of the program's holds open keeps anyone waiting. Any thread.
/// </summary>
internal static class UnixChild
{
    // Between two looks at the process and the token; what is printed wakes at once.
    private const int Slice = 20;

    public static ChildResult Run(string program, string[] arguments, string? endMark, ProbeLimit limit, Action<string>? onLine, ChildPlace place)
    {
        using AnonymousPipeServerStream output = new(PipeDirection.In, HandleInheritability.None);
        using AnonymousPipeServerStream errors = new(PipeDirection.In, HandleInheritability.None);
        int error = UnixProcess.Start(program, arguments, place, output.ClientSafePipeHandle, errors.ClientSafePipeHandle, out UnixProcess? process);
        output.DisposeLocalCopyOfClientHandle();
        errors.DisposeLocalCopyOfClientHandle();
        if (process is null)
        {
            return new ChildResult(ChildEnd.NotStarted, -1, "", Marshal.GetPInvokeErrorMessage(error));
        }
        PipeText said = new(output.SafePipeHandle), complaint = new(errors.SafePipeHandle);
        ChildEnd end;
        int exitCode;
        try
        {
            end = Follow(process, said, complaint, endMark, limit, onLine);
        }
        finally
        {
            exitCode = process.EndAll();
        }
        limit.CancellationToken.ThrowIfCancellationRequested();
        return new ChildResult(end, exitCode, said.ToString(), complaint.ToString());
    }

    private static ChildEnd Follow(UnixProcess process, PipeText said, PipeText complaint, string? endMark, ProbeLimit limit, Action<string>? onLine)
    {
        ProbeLimit? farewell = null;
        while (true)
        {
            // Who has closed both pipes is about to end.
            PipeText.ReadAny(said, complaint, said.HasEnded && complaint.HasEnded ? 1 : Slice);
            Give(said, complaint, onLine);
            if (said.Length > ChildResult.MostOutput || complaint.Length > ChildResult.MostOutput)
            {
                return ChildEnd.PrintedTooMuch;
            }
            if (process.HasEnded)
            {
                // What it wrote before is in the pipes, whoever else holds them.
                while (PipeText.ReadAny(said, complaint, 0) && said.Length <= ChildResult.MostOutput && complaint.Length <= ChildResult.MostOutput)
                {
                    Give(said, complaint, onLine);
                }
                return ChildEnd.Done;
            }
            if (farewell is null && endMark is not null && said.EndsWith(endMark))
            {
                farewell = limit.Part(Child.Farewell);
            }
            if (limit.CancellationToken.IsCancellationRequested || (farewell ?? limit).Left == TimeSpan.Zero)
            {
                return farewell is null ? ChildEnd.TimedOut : ChildEnd.Done;
            }
        }
    }

    private static void Give(PipeText said, PipeText complaint, Action<string>? onLine)
    {
        if (onLine is not null)
        {
            said.TakeLines(onLine);
            complaint.TakeLines(onLine);
        }
    }
}
