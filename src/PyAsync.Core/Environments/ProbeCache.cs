using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO;
using System.Security;
using System.Text;

namespace PyAsync.Environments;

/// <summary>
/// Keeps what interpreters answered about themselves in the user's cache folder, one small file each, so that the next
/// process need not run them. What is kept names a library that this process then loads, so it is neither read nor
/// written where others than this user and root could change it, and it is taken only while everything that it rests on
/// is unchanged. Whatever is wrong with a file or the folder only means that the interpreter is asked. Any thread, and any
/// process beside it.
/// </summary>
internal sealed class ProbeCache
{
    private const int LargestFile = 64 * 1024;
    private const string End = "end\n";

    // A file that has changed just now can change again within the same tick of the file system's clock.
    private static readonly TimeSpan s_settled = TimeSpan.FromSeconds(2);

    private readonly string? _folder;

    /// <summary>Makes a cache in that folder; null keeps nothing.</summary>
    public ProbeCache(string? folder) => _folder = folder;

    /// <summary>The user's own: PYASYNC_CACHE names its folder, or is <c>off</c>; else it is in the platform's place for caches.</summary>
    public static ProbeCache FromEnvironment() => new(UserCache.Folder());

    /// <summary>What the executable answered when all was as it is now; null where that is not known.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A file that is not as it was written is no answer, however it is broken.")]
    public ProbeAnswers? Read(string executable)
    {
        if (_folder is null)
        {
            return null;
        }
        try
        {
            FileInfo file = new(FileOf(executable));
            if (!file.Exists || !PathWriters.AreOnlyUs(file.FullName) || file.Length is 0 or > LargestFile || ProbeKey.Of(executable) is not { } key)
            {
                return null;
            }
            string text = File.ReadAllText(file.FullName);
            return text.StartsWith(key, StringComparison.Ordinal) && text.EndsWith(End, StringComparison.Ordinal)
                ? Answers(text.AsSpan(key.Length, text.Length - key.Length - End.Length))
                : null;
        }
        catch (Exception)
        {
            return null;
        }
    }

    /// <summary>Keeps what the executable has answered. <paramref name="keyBefore"/> is its key from before it was asked.</summary>
    public void Write(string executable, string? keyBefore, ProbeAnswers answers)
    {
        if (_folder is null || keyBefore is null)
        {
            return;
        }
        try
        {
            if (TextFor(executable, keyBefore, answers) is { } text)
            {
                Save(FileOf(executable), text);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or SecurityException or NotSupportedException)
        {
            // No home, a full disk, a folder of somebody else's: the interpreter is asked each time.
        }
    }

    /// <summary>The executable's key, or null where nothing of it can be kept.</summary>
    public string? KeyOf(string executable)
    {
        try
        {
            return _folder is null ? null : ProbeKey.Of(executable);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or SecurityException)
        {
            return null;
        }
    }

    private static string? TextFor(string executable, string key, ProbeAnswers answers)
    {
        // A launcher, such as pyenv's shims or py.exe, chooses anew each time: only an interpreter speaks for itself.
        if (ProbeKey.Target(answers["executable"]) != ProbeKey.Target(executable) || ProbeKey.Of(executable) != key || !HasSettled(ProbeKey.Target(executable)))
        {
            return null;
        }
        StringBuilder text = new(key);
        int files = 0;
        foreach ((string name, string answer) in answers.All)
        {
            if (answer.AsSpan().IndexOfAny("\t\r\n") >= 0)
            {
                return null;
            }
            text.Append(name).Append('\t').Append(answer);
            if (IsFile(name))
            {
                if (ProbeKey.Stamp(answer) is not { } stamp || !HasSettled(answer))
                {
                    return null;
                }
                files++;
                text.Append('\t').Append(stamp);
            }
            text.Append('\n');
        }
        return files == 0 ? null : text.Append(End).ToString();
    }

    // Null where a file that the answers name has changed. A text that is no such list throws.
    private static ProbeAnswers? Answers(ReadOnlySpan<char> text)
    {
        Dictionary<string, string> answers = new(StringComparer.Ordinal);
        foreach (ReadOnlySpan<char> line in text.EnumerateLines())
        {
            if (line.IsEmpty)
            {
                continue;
            }
            string[] parts = line.ToString().Split('\t');
            if (IsFile(parts[0]))
            {
                if (ProbeKey.Stamp(parts[1]) != parts[2])
                {
                    return null;
                }
            }
            answers[parts[0]] = parts[1];
        }
        return answers.ContainsKey("file0") ? ProbeAnswers.From(answers) : null;
    }

    private static bool IsFile(string name) => name.StartsWith("file", StringComparison.Ordinal);

    private static bool HasSettled(string path) => DateTime.UtcNow - File.GetLastWriteTimeUtc(path) > s_settled;

    private static void Save(string path, string text)
    {
        string folder = Path.GetDirectoryName(path)!;
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        if (!UserCache.TryMake(folder))
        {
            return;
        }
        // Aside and then in place, so that whoever reads meanwhile sees the old text or the new one.
        string aside = string.Create(CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}.new");
        try
        {
            using (StreamWriter writer = new(aside, new UTF8Encoding(false), options))
            {
                writer.Write(text);
            }
            File.Move(aside, path, overwrite: true);
        }
        catch
        {
            File.Delete(aside);
            throw;
        }
    }

    // Two executables with the same hash would only take the place from one another: the key is in the file. Versions of
    // PyAsync that ask something else have files of their own.
    private string FileOf(string executable) =>
        Path.Combine(_folder!, $"python-{ProbeKey.Hash(Path.GetFullPath(executable) + ProbeQuestion.Script)}.txt");
}
