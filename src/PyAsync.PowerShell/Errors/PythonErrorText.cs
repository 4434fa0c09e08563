using System;
using System.Text;
using PyAsync.Objects;

namespace PyAsync.PowerShell.Errors;

/// <summary>What the default error view shows of a Python exception below its message: where it happened, and what led to it.</summary>
internal static class PythonErrorText
{
    private const int MostFrames = 6;

    /// <summary>
    /// The traceback in short, or an empty text where there is none. It goes into the record's recommended action: that
    /// is the one part whose lines PowerShell's ConciseView leaves as they are.
    /// </summary>
    public static string Of(PyException error)
    {
        StringBuilder text = new();
        if (error.SyntaxPosition is { } position)
        {
            AppendSyntax(text, position);
        }
        else
        {
            AppendFrames(text, error);
        }
        return text.Length == 0 ? "" : "see where Python raised it:" + text;
    }

    private static void AppendFrames(StringBuilder text, PyException error)
    {
        int first = Math.Max(0, error.Frames.Count - MostFrames);
        if (first > 0)
        {
            text.Append('\n').Append("  … ").Append(first).Append(" more frames; the whole traceback is in $Error[0].Exception.Traceback");
        }
        for (int i = first; i < error.Frames.Count; i++)
        {
            PyFrame frame = error.Frames[i];
            text.Append('\n').Append("  ").Append(frame);
            if (frame.Source.Length > 0)
            {
                text.Append('\n').Append("    ").Append(frame.Source);
            }
        }
        foreach (string note in error.Notes)
        {
            text.Append('\n').Append("  note: ").Append(note);
        }
        foreach (PyException member in error.Exceptions)
        {
            text.Append('\n').Append("  + ").Append(member.Message);
        }
        if ((error.Cause ?? error.Context) is { } earlier)
        {
            text.Append('\n').Append(error.Cause is null ? "  while handling: " : "  caused by: ").Append(earlier.Message);
        }
    }

    private static void AppendSyntax(StringBuilder text, PySyntaxPosition position)
    {
        text.Append('\n').Append("  File \"").Append(position.File).Append("\", line ").Append(position.Line);
        string line = position.Source.TrimEnd();
        string trimmed = line.TrimStart();
        if (trimmed.Length == 0)
        {
            return;
        }
        text.Append('\n').Append("    ").Append(trimmed);
        int caret = position.Column - 1 - (line.Length - trimmed.Length);
        if (caret >= 0)
        {
            text.Append('\n').Append(' ', 4 + caret).Append('^');
        }
    }
}
