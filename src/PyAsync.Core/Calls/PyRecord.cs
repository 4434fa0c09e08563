using PyAsync.Loops;

namespace PyAsync.Calls;

/// <summary>What Python code says besides its results, with what it takes to trace it: who said it, on whose behalf.</summary>
public abstract record PyRecord : IProcessText
{
    /// <summary>Who started the await that said it; null where no await did.</summary>
    public CallOrigin? Origin { get; init; }

    /// <summary>The loop that it was said on, or that the thread which said it works for; null where none is known.</summary>
    public PyEventLoop? Loop { get; init; }

    /// <summary>The name of the asyncio task that said it; null where none did.</summary>
    public string? Task { get; init; }

    /// <summary>The item that the await was for, also where a child task or a thread of it said it; null where it had none.</summary>
    public object? Input { get; init; }

    bool IProcessText.IsError => OnErrorStream;

    string IProcessText.ProcessText => ToProcessText();

    int IProcessText.TextLength => TextLength;

    /// <summary>Whether it belongs on stderr.</summary>
    private protected virtual bool OnErrorStream => true;

    /// <summary>How many characters the record has.</summary>
    private protected abstract int TextLength { get; }

    /// <summary>As Python itself would write it.</summary>
    private protected abstract string ToProcessText();
}
