using System;
using System.Collections.Generic;
using System.Text;
using PyAsync.Objects;

namespace PyAsync.PowerShell.Errors;

/// <summary>
/// What is shown of a Python exception below its message: where it happened, and what led to it. The user's own frames are
/// all there, those of libraries are told in one line.
/// </summary>
/// <param name="link">Makes a link of a text: the file, the text.</param>
internal sealed class PythonErrorText(Func<string, string, string> link)
{
    // Of each exception, so that a deep recursion is shown in short.
    private const int MostSteps = 20;
    private const int FirstSteps = 5;
    private const int MostMembers = 10;

    private readonly StringBuilder _text = new();

    /// <summary>The text, each line behind a line break; an empty one where there is nothing to show.</summary>
    public static string Of(PyException error, Func<string, string, string>? link = null)
    {
        PythonErrorText text = new(link ?? ((_, shown) => shown));
        text.AppendPlaces(error, "  ");
        text.AppendRelated(error, "  ", depth: 0);
        return text._text.ToString();
    }

    private void AppendPlaces(PyException error, string indent)
    {
        if (error.SyntaxPosition is { } position)
        {
            AppendSyntax(position, indent);
            return;
        }
        List<List<PyFrame>> steps = StepsOf(error.Frames);
        for (int i = 0; i < steps.Count; i++)
        {
            if (steps.Count > MostSteps && i == FirstSteps)
            {
                // The last ones are where it was raised.
                int left = steps.Count - MostSteps;
                AppendLine(indent, $"… {left} more; the whole traceback is in $Error[0].Exception.Traceback");
                i += left;
            }
            AppendStep(steps[i], indent);
        }
    }

    // Frames that are told together: those of one library, and equal ones of the user's.
    private static List<List<PyFrame>> StepsOf(IReadOnlyList<PyFrame> frames)
    {
        List<List<PyFrame>> steps = [];
        foreach (PyFrame frame in frames)
        {
            if (steps.Count > 0 && (frame.Library is null ? steps[^1][^1] == frame : steps[^1][^1].Library == frame.Library))
            {
                steps[^1].Add(frame);
            }
            else
            {
                steps.Add([frame]);
            }
        }
        return steps;
    }

    private void AppendStep(List<PyFrame> frames, string indent)
    {
        if (frames[0].Library is not null)
        {
            AppendLibrary(frames, indent);
            return;
        }
        AppendFrame(frames[0], indent);
        if (frames.Count > 1)
        {
            AppendLine(indent, frames.Count == 2 ? "… repeated once more" : $"… repeated {frames.Count - 1} more times");
        }
    }

    private void AppendFrame(PyFrame frame, string indent)
    {
        AppendLine(indent, $"{PlaceOf(frame.File, frame.Line)}{FunctionOf(frame)}");
        if (frame.Source.Length > 0)
        {
            AppendLine(indent, "  " + frame.Source);
        }
    }

    private void AppendLibrary(List<PyFrame> frames, string indent)
    {
        PyFrame last = frames[^1];
        string name = last.File[(last.File.LastIndexOfAny(['/', '\\']) + 1)..];
        string count = frames.Count == 1 ? "1 frame" : $"{frames.Count} frames";
        AppendLine(indent, $"… {count} in {last.Library}, to {link(last.File, $"{name}:{last.Line}")}{FunctionOf(last)}");
    }

    private void AppendRelated(PyException error, string indent, int depth)
    {
        foreach (string note in error.Notes)
        {
            AppendLine(indent, "note: " + note);
        }
        for (int i = 0; i < error.Exceptions.Count && i < MostMembers; i++)
        {
            PyException member = error.Exceptions[i];
            AppendLine(indent, "+ " + member.Message);
            AppendPlaces(member, indent + "  ");
            AppendRelated(member, indent + "  ", depth);
        }
        if (error.Exceptions.Count > MostMembers)
        {
            AppendLine(indent, $"+ … {error.Exceptions.Count - MostMembers} more");
        }
        if ((error.Cause ?? error.Context) is { } earlier && depth < 3)
        {
            AppendLine(indent, (error.Cause is null ? "while handling: " : "caused by: ") + earlier.Message);
            AppendPlaces(earlier, indent + "  ");
            AppendRelated(earlier, indent + "  ", depth + 1);
        }
    }

    private void AppendSyntax(PySyntaxPosition position, string indent)
    {
        AppendLine(indent, PlaceOf(position.File, position.Line));
        string line = position.Source.TrimEnd();
        string trimmed = line.TrimStart();
        if (trimmed.Length == 0)
        {
            return;
        }
        AppendLine(indent, "  " + trimmed);
        int caret = position.Column - 1 - (line.Length - trimmed.Length);
        if (caret >= 0)
        {
            AppendLine(indent, "  " + new string(' ', caret) + "^");
        }
    }

    private string PlaceOf(string file, int line)
    {
        if (!CodePlaces.IsCode(file))
        {
            return link(file, $"{file}:{line}");
        }
        return CodePlaces.Find(file, line) is { } place ? link(place.Script, $"{place.Script}:{place.Line}") : $"-Code, line {line}";
    }

    // The outermost function of a file or a piece of code has no name of the user's.
    private static string FunctionOf(PyFrame frame) => frame.Function is "<module>" or "_code" ? "" : " in " + frame.Function;

    private void AppendLine(string indent, string line) => _text.Append('\n').Append(indent).Append(line);
}
