using System;

namespace PyAsync.CPython;

/// <summary>
/// Where a str of ASCII keeps its text, found out at start by looking into one that is known, as
/// <see cref="CApi.ProbeTypeOffset"/> does for types: so that .NET writes the text there itself. Where anything looks
/// different, CPython makes it. On a thread that holds the GIL.
/// </summary>
internal static class PyLayout
{
    /// <summary>Where a str of ASCII keeps its text; 0 where that is not known.</summary>
    public static int AsciiText { get; private set; }

    /// <summary>Looks into a str.</summary>
    public static void Probe() => AsciiText = FindAsciiText();

    // CPython gives the text itself for its UTF-8, as that is the same.
    private static int FindAsciiText()
    {
        ReadOnlySpan<byte> sample = "sample"u8;
        using PyOwned text = CApi.NewAscii(sample.Length);
        nint offset = CApi.Utf8Of(text, out nint length) - text.Pointer;
        return length == sample.Length && offset is > 0 and < 256 ? (int)offset : 0;
    }
}
