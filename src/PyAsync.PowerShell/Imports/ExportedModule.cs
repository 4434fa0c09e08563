using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using PyAsync.Packages;

namespace PyAsync.PowerShell.Imports;

/// <summary>A PowerShell module that others can install, of a Python module: the functions as source text, and the Python files.</summary>
internal sealed class ExportedModule(ModuleDescription description, ModuleCommands commands, string folder)
{
    /// <summary>The module's name, which is its folder's.</summary>
    public string Name { get; } = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));

    /// <summary>The file with the functions, by its name. A manifest allows no wildcard characters in it.</summary>
    public string ScriptName => string.Concat(Name.Select(one => "[]*?`".Contains(one, StringComparison.Ordinal) ? '_' : one)) + ".psm1";

    /// <summary>The manifest.</summary>
    public string ManifestPath => Path.Combine(folder, Name + ".psd1");

    /// <summary>Writes the functions and copies the Python files; the manifest is PowerShell's to write.</summary>
    /// <returns>The files' names in the folder.</returns>
    public IReadOnlyList<string> Write()
    {
        Directory.CreateDirectory(folder);
        List<string> files = [ScriptName];
        // A lock file beside one says which versions it is for.
        foreach (string file in description.Files.Concat(description.Files.Select(ScriptLock.PathFor).Where(File.Exists)).Concat(PackageFiles()).Distinct().ToList())
        {
            string inside = Path.GetRelativePath(description.Root, file);
            string target = Path.Combine(folder, inside);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
            files.Add(inside);
        }
        File.WriteAllText(Path.Combine(folder, ScriptName), Source(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return files;
    }

    // A package that was named is copied whole: what it reads, and the modules that it finds as it runs, are in no import.
    private IEnumerable<string> PackageFiles() =>
        description.Root.Length > 0 && Path.GetFileName(description.Source) == "__init__.py" ? FilesOf(Path.GetDirectoryName(description.Source)!) : [];

    private IEnumerable<string> FilesOf(string inside) =>
        Directory.EnumerateFiles(inside).Where(IsWanted).Concat(Directory.EnumerateDirectories(inside)
            .Where(one => IsWanted(one) && one != Path.TrimEndingDirectorySeparator(folder) && !File.Exists(Path.Combine(one, "pyvenv.cfg")))
            .SelectMany(FilesOf));

    private static bool IsWanted(string path) => Path.GetFileName(path) is var name && !name.StartsWith('.') && name != "__pycache__";

    private string Source()
    {
        string module = description.Root.Length > 0 ? Path.GetRelativePath(description.Root, description.Source).Replace('\\', '/') : description.Source;
        StringBuilder text = new();
        text.Append("# Made by Export-PyModule of PyAsync. Python is started by the first call of a command, not by the import.\n");
        text.Append("$__pyasync = [PyAsync.PowerShell.Imports.ImportedModule]::FromExport($PSScriptRoot, ").Append(SourceText.Quote(module)).Append(", @(\n");
        foreach (ImportedCommand command in commands.Commands)
        {
            // With a comma in front, as the array of a statement is written item by item.
            text.Append("    ,").Append(command.Source()).Append('\n');
        }
        return commands.Source(text.Append(")).Open($ExecutionContext.SessionState)\n\n").ToString());
    }
}
