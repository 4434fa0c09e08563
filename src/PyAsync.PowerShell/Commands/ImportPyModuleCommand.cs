using System.Collections.Generic;
using System.Management.Automation;
using PyAsync.Loops;
using PyAsync.PowerShell.Completion;
using PyAsync.PowerShell.Imports;

namespace PyAsync.PowerShell.Commands;

/// <summary>Makes a PowerShell command of every public function of a Python module.</summary>
[Cmdlet(VerbsData.Import, "PyModule", HelpUri = HelpPages.Folder + "Import-PyModule.md")]
[OutputType(typeof(PyModuleInfo), typeof(PSObject))]
public sealed class ImportPyModuleCommand : PyModuleCmdlet
{
    private const string Head = "param($__pyasync)\n$null = $__pyasync.Open($ExecutionContext.SessionState)\n";

    // Runs however the module is removed.
    private const string OnRemove = "param($module) $module.PrivateData.Close()";

    /// <summary>The module's dotted name, or its file.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [Alias("Path", "FullName")]
    [ArgumentCompleter(typeof(ModuleCompleter))]
    public string[] Name { get; set; } = [];

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

    /// <summary>The loop that imports the module and runs its commands.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LoopNameCompleter))]
    public object? Loop { get; set; }

    /// <summary>The module's code runs again though nothing was edited.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Writes what was imported.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Writes an object with the functions as methods, instead of making commands.</summary>
    [Parameter]
    public SwitchParameter AsCustomObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            // Before the loop: a file may say which Python it needs.
            string source = SourceOf(name);
            Import(FindLoop(Loop), name, source);
        }
    }

    private void Import(PyEventLoop loop, string name, string source)
    {
        SessionCommands? session = null;
        List<(PyModuleInfo Info, PSModuleInfo Module)> imported = [];
        ModuleDescription description = Describe(loop, name, source, Force, () =>
        {
            if (!AsCustomObject)
            {
                imported.AddRange(ImportedModules());
                session = new SessionCommands(this);
            }
            if (ModuleCommands.Sample() is { } sample)
            {
                _ = RunCmdlet("New-Module", ("ScriptBlock", sample), ("AsCustomObject", true));
            }
        });
        ModuleCommands commands = MakeCommands(description, Function, Prefix, AsCustomObject);
        string? loopName = Loop is null ? null : loop.Name;
        PyModuleInfo info = new(description, loopName, commands);
        (PyModuleInfo Info, PSModuleInfo Module) earlier = imported.Find(one => one.Info.IsOf(description));
        if (session is not null)
        {
            commands.Avoid(command => session.Find(command, earlier.Module));
        }
        ScriptBlock block = ScriptBlock.Create(commands.Source(Head));
        if (earlier.Module is not null)
        {
            earlier.Info.Replace();
            RemoveModule(earlier.Module);
        }
        PSObject made = RunCmdlet("New-Module",
            ("Name", description.Name), ("ScriptBlock", block), ("ArgumentList", new object[] { new ImportedModule(description.Source, loopName, commands.Commands) }), ("AsCustomObject", AsCustomObject))[0];
        if (made.BaseObject is PSModuleInfo module)
        {
            // How the session's modules are told apart.
            module.PrivateData = info;
            module.OnRemove = ScriptBlock.Create(OnRemove);
            _ = RunCmdlet("Import-Module", ("ModuleInfo", new[] { module }), ("DisableNameChecking", true), ("Force", true));
        }
        commands.Warnings.ForEach(WriteWarning);
        if (AsCustomObject)
        {
            WriteObject(made);
        }
        else if (PassThru)
        {
            WriteObject(info);
        }
    }
}
