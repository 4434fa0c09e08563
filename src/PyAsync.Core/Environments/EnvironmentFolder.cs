using System.IO;

namespace PyAsync.Environments;

/// <summary>What is in the folder that an environment is to be in.</summary>
internal enum FolderState
{
    /// <summary>Nothing.</summary>
    Free,

    /// <summary>An environment that was made of the same.</summary>
    Same,

    /// <summary>An environment that PyAsync made of something else.</summary>
    Ours,

    /// <summary>An environment that something else made.</summary>
    Foreign,

    /// <summary>What was being made as its process ended.</summary>
    Unfinished,

    /// <summary>Something that is no environment.</summary>
    Occupied,
}

/// <summary>
/// The folder of an environment that PyAsync makes. Two files in it say how far it is: one from the first step to the
/// last, one from the last step on, with what it was made of. What was there before is deleted by the last step only. One thread.
/// </summary>
internal sealed class EnvironmentFolder(string path)
{
    private const string End = "end\n";

    // What Begin has done, and Undo takes back.
    private bool _isAside;
    private bool _isMade;
    private bool _hasBegun;

    /// <summary>The folder.</summary>
    public string Path => path;

    /// <summary>An earlier environment, until the new one is complete.</summary>
    public string Aside => path + ".pyasync-old";

    /// <summary>Whether there is one: while another is made, or as it could not be deleted.</summary>
    public bool HasAside => Directory.Exists(Aside);

    private string Unfinished => System.IO.Path.Combine(path, "pyasync-unfinished");

    private string Stamp => System.IO.Path.Combine(path, "pyasync-environment.txt");

    /// <summary>What is there, compared with what is wanted.</summary>
    public FolderState Look(string key)
    {
        if (!Directory.Exists(path))
        {
            return File.Exists(path) ? FolderState.Occupied : FolderState.Free;
        }
        if (File.Exists(Unfinished))
        {
            return FolderState.Unfinished;
        }
        if (File.Exists(Stamp))
        {
            return File.ReadAllText(Stamp) == key + End && IsWhole() ? FolderState.Same : FolderState.Ours;
        }
        return File.Exists(System.IO.Path.Combine(path, "pyvenv.cfg")) ? FolderState.Foreign
            : Directory.GetFileSystemEntries(path).Length == 0 ? FolderState.Free
            : FolderState.Occupied;
    }

    /// <summary>Begins: puts what is there aside. Where it fails, <see cref="Undo"/> takes back what it has done.</summary>
    public void Begin(FolderState state)
    {
        if (state is FolderState.Unfinished)
        {
            Clear();
        }
        if (state is FolderState.Free or FolderState.Unfinished)
        {
            // What was there before, if a process was ended in the middle.
            _isAside = HasAside;
        }
        else
        {
            // What a process had no time to delete.
            Tidy();
            Directory.Move(path, Aside);
            _isAside = true;
        }
        // An empty folder of somebody's stays.
        _isMade = _isAside || state is FolderState.Unfinished || !Directory.Exists(path);
        Directory.CreateDirectory(path);
        _hasBegun = true;
        File.WriteAllText(Unfinished, "");
    }

    /// <summary>Ends: from here on the environment is what the folder holds. <see cref="Tidy"/> deletes what was put aside.</summary>
    public void Complete(string key)
    {
        File.WriteAllText(Stamp, key + End);
        File.Delete(Unfinished);
    }

    /// <summary>Deletes an earlier environment.</summary>
    public void Tidy()
    {
        if (HasAside)
        {
            Directory.Delete(Aside, recursive: true);
        }
    }

    /// <summary>Takes back what <see cref="Begin"/> has done and what followed: what was there before is there again.</summary>
    public void Undo()
    {
        if (_hasBegun)
        {
            Clear();
        }
        if (_isMade && Directory.Exists(path))
        {
            Directory.Delete(path);
        }
        if (_isAside)
        {
            Directory.Move(Aside, path);
        }
    }

    // The mark goes last: without it, what could not be deleted would be taken for somebody else's.
    private void Clear()
    {
        foreach (string entry in Directory.GetFileSystemEntries(path))
        {
            if (entry == Unfinished)
            {
                continue;
            }
            if (File.GetAttributes(entry).HasFlag(FileAttributes.Directory))
            {
                // Of a link, only the link.
                Directory.Delete(entry, recursive: true);
            }
            else
            {
                File.Delete(entry);
            }
        }
        File.Delete(Unfinished);
    }

    private bool IsWhole()
    {
        try
        {
            FileInfo python = new(FolderSource.Executable(path));
            // Also true for a link whose base is gone, so that is asked for.
            return python.Exists && python.ResolveLinkTarget(returnFinalTarget: true) is not { Exists: false };
        }
        catch (PythonNotUsableException)
        {
            return false;
        }
    }
}
