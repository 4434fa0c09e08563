using System;
using System.Management.Automation.Host;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// Where a prompt and what is typed there stand on the screen, so that text comes above them and they stay as they are. The
/// terminal is never asked for the cursor's place, as it would answer to PSReadLine's reader of keys: .NET remembers where
/// PSReadLine has set it, and whatever is written here ends in setting it. The session's thread, while PSReadLine waits for
/// a key.
/// </summary>
internal sealed class PromptPlace
{
    private readonly PSHost _host;

    // Rows count from the window's first, 0.
    private int _first;
    private int _rowsAbove;
    private int _room;

    private PromptPlace(PSHost host) => _host = host;

    /// <summary>Whether there are rows enough above and below.</summary>
    public bool CanMove => _first + _room > 2;

    /// <summary>The place; null where the terminal takes no escape codes.</summary>
    /// <param name="host">The host at the terminal.</param>
    /// <param name="line">What is typed, with no line's end before the cursor.</param>
    /// <param name="cursor">The cursor's index in it.</param>
    /// <param name="extraLines">How many lines the prompt has above its last one.</param>
    /// <param name="continuation">The prompt of further lines.</param>
    public static PromptPlace? Find(PSHost host, string line, int cursor, int extraLines, string continuation)
    {
        if (!host.UI.SupportsVirtualTerminal)
        {
            return null;
        }
        int width = Console.WindowWidth;
        int row = Console.CursorTop - Console.WindowTop;
        int column = Console.CursorLeft;
        // The line has wrapped before the cursor exactly where more is typed before it than is on its row.
        int rowsAbove = (Math.Max(0, CellsOf(host, line[..cursor]) - column) + width - 1) / width;
        int last = row;
        string[] rest = line[cursor..].Split('\n');
        for (int i = 0; i < rest.Length; i++)
        {
            last += (i == 0 ? 0 : 1) + (((i == 0 ? column : CellsOf(host, continuation)) + CellsOf(host, rest[i])) / width);
        }
        return new PromptPlace(host)
        {
            _rowsAbove = rowsAbove,
            _first = Math.Max(0, row - rowsAbove - extraLines),
            _room = Math.Max(0, Console.WindowHeight - 1 - last),
        };
    }

    /// <summary>
    /// Writes text above the prompt. The prompt moves down as far as there is room below; for the rest of the text, what is
    /// above moves up.
    /// </summary>
    public void WriteAbove(HostText text)
    {
        int column = Console.CursorLeft;
        int top = Console.CursorTop;
        int rows = text.RowsAt(Console.WindowWidth);
        int down = Math.Min(rows, _room);
        // PSReadLine takes the cursor's row for the first one of what is typed, but only where that row has changed. So it is
        // changed wherever the prompt has moved.
        if (_rowsAbove > 0 && down == _rowsAbove)
        {
            down += down < _room ? 1 : -1;
        }
        int bottom = _first + down;
        string insert = down > 0 ? $"\u001b[{_first + 1};1H\u001b[{down}L" : "";
        // From here on only the rows above the prompt scroll; one row alone cannot.
        string hold = bottom > 1 ? $"\u001b[1;{bottom}r\u001b[{bottom};1H{new string('\n', Math.Max(0, rows - down))}" : "";
        Console.Write($"{insert}{hold}\u001b[{Math.Max(0, bottom - rows) + 1};1H");
        text.Write();
        Console.Write("\u001b[r");
        if (down > 0 && _rowsAbove > 0)
        {
            // PSReadLine draws what is typed anew, and sets the cursor. The same column would tell it that the window was resized.
            Console.SetCursorPosition(column > 1 ? column - 1 : column + 1, top + down - _rowsAbove);
        }
        else
        {
            Console.SetCursorPosition(column, top + down);
        }
    }

    private static int CellsOf(PSHost host, string text) => host.UI.RawUI.LengthInBufferCells(text);
}
