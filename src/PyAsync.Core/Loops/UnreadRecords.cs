using System;
using System.Collections.Generic;
using System.Threading;
using PyAsync.Interpreters;

namespace PyAsync.Loops;

/// <summary>
/// What was said while nobody waited for it, until somebody reads it: the last records of all loops, so that one that is
/// never read holds no more memory than that. Any thread.
/// </summary>
internal static class UnreadRecords
{
    /// <summary>How many are kept.</summary>
    public const int Most = 10_000;

    /// <summary>How many characters their texts have at most, all together.</summary>
    public const int MostText = 8_000_000;

    private static readonly LinkedList<Entry> s_records = [];
    private static readonly Dictionary<string, int> s_dropped = new(StringComparer.OrdinalIgnoreCase);
    private static long s_text;
    private static bool s_hasEnded;

    /// <summary>Whether records are kept; else what nobody takes is written to the process's own streams.</summary>
    public static bool AreKept => Keeper is not null;

    // Who keeps them, as long as the process does not end.
    private static IRecordHost? Keeper => Volatile.Read(ref s_hasEnded) ? null : PythonRuntime.Current?.Host as IRecordHost;

    /// <summary>Keeps a record that nobody has taken; the oldest goes where there are too many.</summary>
    /// <param name="loop">Whose it is; null for the default loop, as what belongs to no loop lies there.</param>
    /// <param name="record">The record: one of Python's, or one of the host's.</param>
    public static void Add(PyEventLoop? loop, object record)
    {
        if (Keeper is not { } keeper)
        {
            WriteToProcess(record);
            return;
        }
        if (loop is not null && keeper.TryTake(loop, record))
        {
            return;
        }
        lock (s_records)
        {
            Entry entry = new(loop?.Name ?? PyEventLoopOptions.DefaultName, record);
            s_records.AddLast(entry);
            s_text += entry.Text;
            DropOldest();
        }
        keeper.OnUnread();
    }

    /// <summary>Puts records that were taken, and that nobody has seen, in front of what has come since.</summary>
    /// <param name="loop">The loop's name.</param>
    /// <param name="records">The records, oldest first.</param>
    /// <param name="dropped">How many older ones were dropped, where that was not told.</param>
    public static void PutBack(string loop, IReadOnlyList<object> records, int dropped)
    {
        lock (s_records)
        {
            for (int i = records.Count - 1; i >= 0; i--)
            {
                Entry entry = new(loop, records[i]);
                s_records.AddFirst(entry);
                s_text += entry.Text;
            }
            if (dropped > 0)
            {
                s_dropped[loop] = s_dropped.GetValueOrDefault(loop) + dropped;
            }
            DropOldest();
        }
    }

    /// <summary>How many lie there of a loop.</summary>
    public static int CountOf(string loop)
    {
        int count = 0;
        lock (s_records)
        {
            foreach (Entry entry in s_records)
            {
                count += Same(entry.Loop, loop) ? 1 : 0;
            }
        }
        return count;
    }

    /// <summary>The names of the loops of which records lie there, or were dropped.</summary>
    public static IReadOnlyCollection<string> LoopNames()
    {
        SortedSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        lock (s_records)
        {
            foreach (Entry entry in s_records)
            {
                names.Add(entry.Loop);
            }
            names.UnionWith(s_dropped.Keys);
        }
        return names;
    }

    /// <summary>The records of a loop, oldest first.</summary>
    /// <param name="loop">The loop's name.</param>
    /// <param name="keep">Whether they stay; else they are taken out.</param>
    /// <param name="dropped">How many older ones were dropped since they were last taken.</param>
    public static IReadOnlyList<object> Read(string loop, bool keep, out int dropped)
    {
        List<object> found = [];
        lock (s_records)
        {
            dropped = s_dropped.GetValueOrDefault(loop);
            for (LinkedListNode<Entry>? node = s_records.First; node is not null;)
            {
                LinkedListNode<Entry>? next = node.Next;
                if (Same(node.Value.Loop, loop))
                {
                    found.Add(node.Value.Record);
                    if (!keep)
                    {
                        s_records.Remove(node);
                        s_text -= node.Value.Text;
                    }
                }
                node = next;
            }
            if (!keep)
            {
                s_dropped.Remove(loop);
            }
        }
        return found;
    }

    /// <summary>Writes all that lies there to the process's own streams, and what comes from now on, as nobody will read it any more.</summary>
    public static void End()
    {
        Volatile.Write(ref s_hasEnded, true);
        foreach (string loop in LoopNames())
        {
            foreach (object record in Read(loop, keep: false, out _))
            {
                WriteToProcess(record);
            }
        }
    }

    // The newest stays, however long it is.
    private static void DropOldest()
    {
        while (s_records.Count > Most || (s_text > MostText && s_records.Count > 1))
        {
            Entry oldest = s_records.First!.Value;
            s_records.RemoveFirst();
            s_text -= oldest.Text;
            s_dropped[oldest.Loop] = s_dropped.GetValueOrDefault(oldest.Loop) + 1;
        }
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static void WriteToProcess(object record)
    {
        // Where they carry something else, there is nowhere to write to.
        if (!ProcessStreams.AreTaken && record is IProcessText text)
        {
            (text.IsError ? Console.Error : Console.Out).Write(text.ProcessText);
        }
    }

    /// <summary>A record, whose it is, and how long its text is.</summary>
    private readonly struct Entry(string loop, object record)
    {
        public string Loop { get; } = loop;

        public object Record { get; } = record;

        public int Text { get; } = (record as IProcessText)?.TextLength ?? 0;
    }
}

/// <summary>A record that can be written to the process's own streams, where the host keeps none.</summary>
internal interface IProcessText
{
    /// <summary>Whether it belongs on stderr.</summary>
    bool IsError { get; }

    /// <summary>The text, with its line's end.</summary>
    string ProcessText { get; }

    /// <summary>About how many characters it holds, told without making the text.</summary>
    int TextLength { get; }
}
