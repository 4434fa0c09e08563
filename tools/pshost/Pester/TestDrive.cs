using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using ExecutionContext = System.Management.Automation.ExecutionContext;

namespace Pester;

/// <summary>The TestDrive: of one file; each block leaves it as it found it.</summary>
internal sealed class TestDrive : IDisposable
{
    private const string Name = "TestDrive";
    private readonly SessionStateInternal _state;
    private readonly string _root;
    private readonly object? _outerVariable;

    public TestDrive(ExecutionContext context)
    {
        _state = context.TopLevelSessionState;
        _root = Directory.CreateTempSubdirectory("pester_").FullName;
        _outerVariable = _state.GlobalScope.GetVariable(Name)?.Value;
        _state.RemoveDrive(Name, true, "global", NoContext(context));
        ProviderInfo provider = _state.GetSingleProvider("FileSystem");
        _state.NewDrive(new PSDriveInfo(Name, provider, _root, "", null), "global");
        SetVariable(_root);
    }

    /// <summary>Remembers what is there; disposing removes what has come since.</summary>
    public IDisposable Enter() => new Visit(_root);

    public void Dispose()
    {
        _state.RemoveDrive(Name, true, "global");
        SetVariable(_outerVariable);
        Delete(_root);
    }

    private static CmdletProviderContext NoContext(ExecutionContext context) => new(context);

    private void SetVariable(object? value) =>
        _state.GlobalScope.SetVariable(Name, value, asValue: true, force: true, _state, CommandOrigin.Internal);

    private static void Delete(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
            else
            {
                File.Delete(path);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A file that a test still holds open stays in the temporary folder.
        }
    }

    private sealed class Visit(string root) : IDisposable
    {
        private readonly HashSet<string> _before = Entries(root).ToHashSet(StringComparer.Ordinal);

        public void Dispose()
        {
            foreach (string path in Entries(root).Where(p => !_before.Contains(p)).ToArray())
            {
                Delete(path);
            }
        }

        private static IEnumerable<string> Entries(string root) =>
            Directory.Exists(root) ? Directory.EnumerateFileSystemEntries(root, "*", SearchOption.AllDirectories) : [];
    }
}
