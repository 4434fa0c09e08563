using System;
using System.Collections.Generic;
using System.IO;

namespace PyAsync.Environments;

/// <summary>
/// Who may change what a path leads to, on Unix: the owners of the file, of every folder above it and of every link on
/// the way, and the groups that may write there. Root may always, and is not counted. Any thread.
/// </summary>
internal sealed class PathWriters
{
    private const int MostLinks = 40;

    // Few, so plain arrays: .NET compiles a set of numbers at run time, which costs a start 4 ms.
    private uint[] _users = [];
    private uint[] _groups = [];
    private bool _everyone;

    private PathWriters()
    {
    }

    /// <summary>The writers of a path; null where it does not exist or cannot be looked at.</summary>
    public static PathWriters? Of(string path)
    {
        PathWriters writers = new();
        return writers.Walk(path) ? writers : null;
    }

    /// <summary>
    /// Whether nobody but this user and root may change what the path leads to. On Windows: whether it is in the user's
    /// own profile, reached without a link.
    /// </summary>
    public static bool AreOnlyUs(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return IsInProfile(path);
        }
        return Of(path) is { } writers && !writers._everyone && writers._groups.Length == 0 && AreIn(writers._users, [UnixFile.Us]);
    }

    /// <summary>Whether all of these may change the other path too, or are this user: then they gain nothing here.</summary>
    public bool AreAmong(PathWriters other)
    {
        uint[] users = other._users;
        Add(ref users, UnixFile.Us);
        return other._everyone || (!_everyone && AreIn(_users, users) && AreIn(_groups, other._groups));
    }

    // Part by part from the top, as the kernel does it: place has no link in it.
    private bool Walk(string path)
    {
        Stack<string> left = new();
        Push(left, Path.GetFullPath(path));
        if (UnixFile.Look("/", followLinks: false) is not { } here)
        {
            return false;
        }
        string place = "/";
        Count(default, here);
        int links = 0;
        while (left.TryPop(out string? part))
        {
            string next = part == ".." ? Path.GetDirectoryName(place) ?? "/" : Path.Combine(place, part);
            if (UnixFile.Look(next, followLinks: false) is not { } entry)
            {
                return false;
            }
            if (part != "..")
            {
                Count(here, entry);
            }
            if (!entry.IsLink)
            {
                (place, here) = (next, entry);
            }
            else if (++links > MostLinks || new FileInfo(next).LinkTarget is not { } target)
            {
                return false;
            }
            else
            {
                Push(left, target);
                if (target.StartsWith('/') && UnixFile.Look("/", followLinks: false) is { } top)
                {
                    (place, here) = ("/", top);
                }
            }
        }
        CountWriters(here);
        return true;
    }

    // In a sticky folder, as /tmp is, nobody else can replace a folder that stands there. A file or a link could be a
    // second name of one from elsewhere.
    private void Count(UnixFile folder, UnixFile entry)
    {
        if (entry.User != UnixFile.Root)
        {
            Add(ref _users, entry.User);
        }
        if (!(folder.IsSticky && entry.IsFolder))
        {
            CountWriters(folder);
        }
    }

    private void CountWriters(UnixFile entry)
    {
        if (entry.GroupMayWrite)
        {
            Add(ref _groups, entry.Group);
        }
        _everyone |= entry.OthersMayWrite;
    }

    private static void Add(ref uint[] numbers, uint number)
    {
        if (!IsIn(number, numbers))
        {
            uint[] more = new uint[numbers.Length + 1];
            numbers.CopyTo(more, 0);
            more[^1] = number;
            numbers = more;
        }
    }

    private static bool AreIn(uint[] some, uint[] all)
    {
        foreach (uint number in some)
        {
            if (!IsIn(number, all))
            {
                return false;
            }
        }
        return true;
    }

    private static bool IsIn(uint number, uint[] all)
    {
        foreach (uint one in all)
        {
            if (one == number)
            {
                return true;
            }
        }
        return false;
    }

    private static void Push(Stack<string> left, string path)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (int i = parts.Length - 1; i >= 0; i--)
        {
            if (parts[i] != ".")
            {
                left.Push(parts[i]);
            }
        }
    }

    private static bool IsInProfile(string path)
    {
        string profile = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string? place = Path.GetFullPath(path);
        while (place is not null && place.Length > profile.Length)
        {
            if (new FileInfo(place).LinkTarget is not null)
            {
                return false;
            }
            place = Path.GetDirectoryName(place);
        }
        return profile.Length > 0 && string.Equals(place, profile, StringComparison.OrdinalIgnoreCase);
    }
}
