using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Host;
using PyAsync.PowerShell.Errors;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// Records as the host shows them, written straight to it, where no command is there whose streams could have them. It has no
/// line's end behind the last line, and nothing in it moves the cursor. The session's thread.
/// </summary>
internal sealed class HostText(PSHost host)
{
    private readonly List<(string Text, ConsoleColor? Color)> _lines = [];
    private bool _isOpen;

    /// <summary>Whether there is nothing to show.</summary>
    public bool IsEmpty => _lines.Count == 0;

    /// <summary>Adds a record.</summary>
    public void Add(object record)
    {
        switch (record)
        {
            case ErrorRecord error:
                AddLines(error + PythonErrorView.PlacesOf(error), "ErrorForegroundColor");
                break;
            case VerboseRecord verbose:
                // Whoever started what says it has asked for it.
                AddLines("VERBOSE: " + verbose.Message, "VerboseForegroundColor");
                break;
            case DebugRecord debug:
                AddLines("DEBUG: " + debug.Message, "DebugForegroundColor");
                break;
            case WarningRecord warning:
                AddLines("WARNING: " + warning.Message, "WarningForegroundColor");
                break;
            case PyInformationRecord { MessageData: HostInformationMessage message } said:
                said.ColorFor(host);
                if (_isOpen)
                {
                    _lines[^1] = (_lines[^1].Text + message.Message, _lines[^1].Color);
                }
                else
                {
                    AddLines(message.Message ?? "", message.ForegroundColor);
                }
                _isOpen = message.NoNewLine is true;
                break;
            case InformationRecord information when information.Tags.Contains("PSHOST"):
                AddLines(information.ToString(), color: null);
                break;
        }
    }

    /// <summary>How many rows of a terminal it takes.</summary>
    /// <param name="width">The terminal's columns.</param>
    public int RowsAt(int width)
    {
        int rows = 0;
        foreach ((string text, _) in _lines)
        {
            rows += 1 + (Math.Max(0, host.UI.RawUI.LengthInBufferCells(StillLine.Of(text)) - 1) / width);
        }
        return rows;
    }

    /// <summary>Writes it where the cursor is, and to the session's transcripts.</summary>
    public void Write()
    {
        for (int i = 0; i < _lines.Count; i++)
        {
            if (i > 0)
            {
                host.UI.WriteLine();
            }
            string text = StillLine.Of(_lines[i].Text);
            if (_lines[i].Color is { } color)
            {
                host.UI.Write(color, host.UI.RawUI.BackgroundColor, text);
            }
            else
            {
                host.UI.Write(text);
            }
            HostTranscript.Add(host.UI, text);
        }
    }

    private void AddLines(string text, string colorName) => AddLines(text, host.PrivateData?.Properties[colorName]?.Value as ConsoleColor?);

    private void AddLines(string text, ConsoleColor? color)
    {
        foreach (string line in text.Split('\n'))
        {
            _lines.Add((line, color));
        }
        _isOpen = false;
    }
}
