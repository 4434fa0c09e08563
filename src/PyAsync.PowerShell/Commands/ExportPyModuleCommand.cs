using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using PyAsync.PowerShell.Completion;
using PyAsync.PowerShell.Errors;
using PyAsync.PowerShell.Imports;
using PyAsync.PowerShell.Pipeline;

namespace PyAsync.PowerShell.Commands;

/// <summary>Writes a PowerShell module with a command for every public function of a Python module.</summary>
[Cmdlet(VerbsData.Export, "PyModule", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Export-PyModule.md")]
[OutputType(typeof(FileInfo))]
public sealed class ExportPyModuleCommand : PyModuleCmdlet
{
    private const string Manifest = """
        param($path, $settings)
        Microsoft.PowerShell.Core\New-ModuleManifest -Path ([WildcardPattern]::Escape($path)) @settings
        """;

    /// <summary>The Python module's dotted name, or its file.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [Alias("Path")]
    public string Name { get; set; } = "";

    /// <summary>The folder that is written; its name is the module's.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string OutputPath { get; set; } = "";

    /// <summary>Which functions, by the Python name or the command's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SourceFunctionCompleter))]
    public string[] Function { get; set; } = [];

    /// <summary>In front of each command's noun.</summary>
    [Parameter]
    [ValidatePattern(@"^\w+\z")]
    public string? Prefix { get; set; }

    /// <summary>The module's version.</summary>
    [Parameter]
    [ValidateNotNull]
    public Version ModuleVersion { get; set; } = new(1, 0, 0);

    /// <summary>The module's author.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Author { get; set; } = Environment.UserName;

    /// <summary>What the module is for; without it, the first line of the Python module's docstring.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Description { get; set; }

    /// <summary>The loop that imports the Python module to look at it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LoopNameCompleter))]
    public object? Loop { get; set; }

    /// <summary>Writes over what is in the folder.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Writes the manifest's file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        string folder = FileSystemPaths.Resolve(this, OutputPath);
        if (!Force && Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            ThrowTerminatingError(KnownErrors.FolderNotEmpty(folder));
        }
        string source = SourceOf(Name);
        ModuleDescription description = Describe(FindLoop(Loop), Name, source, afresh: false);
        ModuleCommands commands = MakeCommands(description, Function, Prefix, asMethods: false);
        if (!ShouldProcess(folder, $"Write a PowerShell module with {commands.Names.Count} commands"))
        {
            return;
        }
        ExportedModule module = new(description, commands, folder);
        IReadOnlyList<string> files = module.Write();
        string about = Description ?? (description.Summary.Length > 0 ? description.Summary : $"The functions of the Python module {description.Name} as commands.");
        Hashtable settings = new()
        {
            ["RootModule"] = SourceText.ForManifest(module.ScriptName),
            ["ModuleVersion"] = ModuleVersion,
            // It stands in a comment too, which ends with the line.
            ["Author"] = SourceText.ForManifest(Author.ReplaceLineEndings(" ")),
            ["Description"] = SourceText.ForManifest(about),
            ["PowerShellVersion"] = "7.4",
            ["CompatiblePSEditions"] = new[] { "Core" },
            ["RequiredModules"] = new[] { new Hashtable { ["ModuleName"] = "PyAsync", ["ModuleVersion"] = MyInvocation.MyCommand.Module?.Version.ToString() ?? "0.1.0" } },
            ["FunctionsToExport"] = commands.Names.ToArray(),
            ["AliasesToExport"] = commands.Aliases.ToArray(),
            ["CmdletsToExport"] = Array.Empty<string>(),
            ["VariablesToExport"] = Array.Empty<string>(),
            ["FileList"] = files.Prepend(module.Name + ".psd1").Select(SourceText.ForManifest).ToArray(),
        };
        // An escaped path is resolved where the file is there; any other is taken as it is, escapes and all.
        File.WriteAllText(module.ManifestPath, "");
        InvokeCommand.InvokeScript(Manifest, true, System.Management.Automation.Runspaces.PipelineResultTypes.Error, null, module.ManifestPath, settings);
        commands.Warnings.ForEach(WriteWarning);
        if (PassThru)
        {
            WriteObject(new FileInfo(module.ManifestPath));
        }
    }
}
