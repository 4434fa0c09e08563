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

    /// <summary>The file with the functions.</summary>
    public string ScriptPath => Path.Combine(folder, Name + ".psm1");

    /// <summary>The manifest.</summary>
    public string ManifestPath => Path.Combine(folder, Name + ".psd1");

    /// <summary>Writes the functions and copies the Python files; the manifest is PowerShell's to write.</summary>
    /// <returns>The files' names in the folder.</returns>
    public IReadOnlyList<string> Write()
    {
        Directory.CreateDirectory(folder);
        List<string> files = [Name + ".psm1"];
        string? root = description.Files.Count > 0 ? Path.GetDirectoryName(description.File) : null;
        // A lock file beside one says which versions it is for.
        foreach (string file in description.Files.Concat(description.Files.Select(ScriptLock.PathFor).Where(File.Exists)))
        {
            string inside = Path.GetRelativePath(root!, file);
            string target = Path.Combine(folder, inside);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
            files.Add(inside);
        }
        File.WriteAllText(ScriptPath, Source(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return files;
    }

    private string Source()
    {
        string module = description.Files.Count > 0 ? Path.GetFileName(description.File)! : description.Source;
        StringBuilder text = new();
        text.Append("# Made by Export-PyModule of PyAsync. Python is started by the first call of a command, not by the import.\n");
        text.Append("$__pyasync = [PyAsync.PowerShell.Imports.ImportedModule]::FromExport($PSScriptRoot, ").Append(SourceText.Quote(module)).Append(", @{\n");
        foreach (ImportedCommand command in commands.Commands)
        {
            text.Append("    ").Append(command.Source()).Append('\n');
        }
        return text.Append("})\n\n").Append(commands.Source()).ToString();
    }
}
