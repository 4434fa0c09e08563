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
/// last, one from the last step on, with what it was made of. One thread.
/// </summary>
internal sealed class EnvironmentFolder(string path)
{
    private const string End = "end\n";

    /// <summary>The folder.</summary>
    public string Path => path;

    // An earlier environment, until the new one is complete.
    private string Aside => path + ".pyasync-old";

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

    /// <summary>Begins: puts what is there aside.</summary>
    public void Begin(FolderState state)
    {
        if (state is FolderState.Unfinished)
        {
            Undo();
            state = Directory.Exists(path) ? FolderState.Ours : FolderState.Free;
        }
        if (state is not FolderState.Free)
        {
            // What a process had no time to delete.
            Delete(Aside);
            Directory.Move(path, Aside);
        }
        Directory.CreateDirectory(path);
        File.WriteAllText(Unfinished, "");
    }

    /// <summary>Ends: what was put aside is deleted.</summary>
    public void Complete(string key)
    {
        File.WriteAllText(Stamp, key + End);
        File.Delete(Unfinished);
        Delete(Aside);
    }

    /// <summary>Takes it all back: what was there before is there again.</summary>
    public void Undo()
    {
        Delete(path);
        if (Directory.Exists(Aside))
        {
            Directory.Move(Aside, path);
        }
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private bool IsWhole()
    {
        try
        {
            // File.Exists follows the link to the base.
            return File.Exists(FolderSource.Executable(path));
        }
        catch (PythonNotUsableException)
        {
            return false;
        }
    }
}
