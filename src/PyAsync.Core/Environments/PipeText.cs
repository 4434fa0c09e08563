using System;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace PyAsync.Environments;

/// <summary>The text that comes out of a pipe on Unix, read only when there is some. One thread.</summary>
internal sealed class PipeText(SafePipeHandle pipe)
{
    private const short Readable = 1;

    private byte[] _bytes = new byte[4096];

    /// <summary>How many bytes were read.</summary>
    public int Length { get; private set; }

    /// <summary>Whether nobody can write to it any more.</summary>
    public bool HasEnded { get; private set; }

    public bool EndsWith(string text) => _bytes.AsSpan(0, Length).EndsWith(Encoding.UTF8.GetBytes(text));

    public override string ToString() => Encoding.UTF8.GetString(_bytes, 0, Length);

    /// <summary>Gives away the lines that were read, and the rest where the pipe has ended: then there is no text of them any more.</summary>
    public void TakeLines(Action<string> give)
    {
        int end = HasEnded ? Length : _bytes.AsSpan(0, Length).LastIndexOf((byte)'\n') + 1;
        string text = Encoding.UTF8.GetString(_bytes, 0, end);
        _bytes.AsSpan(end, Length - end).CopyTo(_bytes);
        Length -= end;
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            give(line.TrimEnd('\r'));
        }
    }

    /// <summary>Waits until one of the pipes has text, for that many milliseconds, and reads it. False where none came.</summary>
    public static bool ReadAny(PipeText first, PipeText second, int milliseconds)
    {
        PollEntry[] entries = [first.Entry(), second.Entry()];
        if (Poll(entries, (nuint)entries.Length, milliseconds) <= 0)
        {
            return false;
        }
        bool any = entries[0].Happened != 0 && first.Read();
        return (entries[1].Happened != 0 && second.Read()) || any;
    }

    // The system passes over a negative number.
    private PollEntry Entry() => new() { Descriptor = HasEnded ? -1 : (int)pipe.DangerousGetHandle(), Wanted = Readable };

    private bool Read()
    {
        if (Length == _bytes.Length)
        {
            Array.Resize(ref _bytes, _bytes.Length * 4);
        }
        byte[] buffer = new byte[_bytes.Length - Length];
        nint count = Read(pipe, buffer, buffer.Length);
        HasEnded = count == 0;
        if (count <= 0)
        {
            return false;
        }
        buffer.AsSpan(0, (int)count).CopyTo(_bytes.AsSpan(Length));
        Length += (int)count;
        return true;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Wanted;
        public short Happened;
    }

    [DllImport("libc", EntryPoint = "poll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Poll([In, Out] PollEntry[] entries, nuint count, int milliseconds);

    [DllImport("libc", EntryPoint = "read")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Read(SafePipeHandle pipe, byte[] buffer, nint count);
}
