using System;

namespace PsHost.Host;

/// <summary>The screen's sizes and colours; 120 columns where nothing is known.</summary>
internal sealed class ConsoleRawUI : PSHostRawUserInterface
{
    private const int DefaultWidth = 120;
    private const int DefaultHeight = 50;

    private static Size Screen
    {
        get
        {
            // What .NET says of a redirected screen is what pwsh goes by as well (80 columns on Linux); a pseudo-terminal that nobody has sized says 0.
            int width;
            int height;
            try
            {
                (width, height) = (Console.WindowWidth, Console.WindowHeight);
            }
            catch (System.IO.IOException)
            {
                return new Size(DefaultWidth, DefaultHeight);
            }

            return new Size(width > 0 ? width : DefaultWidth, height > 0 ? height : DefaultHeight);
        }
    }

    public override ConsoleColor ForegroundColor
    {
        get => Console.ForegroundColor;
        set => Console.ForegroundColor = value;
    }

    public override ConsoleColor BackgroundColor
    {
        get => Console.BackgroundColor;
        set => Console.BackgroundColor = value;
    }

    public override Coordinates CursorPosition
    {
        get => Console.IsOutputRedirected ? new Coordinates(0, 0) : new Coordinates(Console.CursorLeft, Console.CursorTop);
        set => Console.SetCursorPosition(value.X, value.Y);
    }

    public override int CursorSize { get; set; } = 100;

    public override Size BufferSize
    {
        get => Screen;
        set { }
    }

    public override Size WindowSize
    {
        get => Screen;
        set { }
    }

    public override Coordinates WindowPosition { get; set; }

    public override Size MaxPhysicalWindowSize => Screen;

    public override Size MaxWindowSize => Screen;

    public override string WindowTitle { get; set; } = "";

    public override bool KeyAvailable => !Console.IsInputRedirected && Console.KeyAvailable;

    public override KeyInfo ReadKey(ReadKeyOptions options)
    {
        ConsoleKeyInfo key = Console.ReadKey((options & ReadKeyOptions.NoEcho) != 0);
        return new KeyInfo((int)key.Key, key.KeyChar, default, true);
    }

    public override void FlushInputBuffer()
    {
    }

    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw new PSNotSupportedException("This screen cannot be read back.");

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents)
    {
    }

    public override void SetBufferContents(Rectangle rectangle, BufferCell fill)
    {
        if (!Console.IsOutputRedirected)
        {
            Console.Clear();
        }
    }

    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill)
    {
    }
}
