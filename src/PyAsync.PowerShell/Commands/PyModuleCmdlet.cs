using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using PyAsync.Calls;
using PyAsync.Loops;
using PyAsync.PowerShell.Errors;
using PyAsync.PowerShell.Imports;

namespace PyAsync.PowerShell.Commands;

/// <summary>What the cmdlets that make commands of Python modules share.</summary>
public abstract class PyModuleCmdlet : PyCmdlet
{
    /// <summary>Makes the cmdlet.</summary>
    private protected PyModuleCmdlet()
    {
    }

    /// <summary>What Python imports by a name: the full path where it is that of a file, or of a package's <c>__init__.py</c>, else the name. A file that is not there ends the command.</summary>
    private protected string SourceOf(string name)
    {
        if (!name.EndsWith(".py", StringComparison.OrdinalIgnoreCase) && name.IndexOfAny(['/', '\\']) < 0 && name is not ("." or ".."))
        {
            return name;
        }
        string file = ResolveFile(name, isLiteral: false);
        if (Directory.Exists(file))
        {
            string folder = Path.TrimEndingDirectorySeparator(file);
            file = Path.Combine(folder, "__init__.py");
            if (!File.Exists(file))
            {
                ThrowTerminatingError(KnownErrors.FolderAsModule(folder, name));
            }
        }
        if (!File.Exists(file))
        {
            ThrowTerminatingError(KnownErrors.FileNotFound(file, name));
        }
        try
        {
            StartPythonFor(file);
        }
        catch (Exception error) when (ErrorRecords.IsKnown(error))
        {
            ThrowTerminatingError(ErrorRecords.From(error, name));
        }
        return file;
    }

    /// <summary>Imports a Python module and has it described. What fails ends the command.</summary>
    /// <param name="loop">The loop that imports it.</param>
    /// <param name="name">As the user gave it, for errors.</param>
    /// <param name="source">What <see cref="SourceOf"/> makes of it.</param>
    /// <param name="afresh">Whether it is run again though nothing was edited.</param>
    /// <param name="meanwhile">What this thread does while Python imports.</param>
    private protected ModuleDescription Describe(PyEventLoop loop, string name, string source, bool afresh, Action? meanwhile = null)
    {
        using PyFunctionTarget open = new(loop, "pyasync._imports:open_module");
        PyArguments arguments = new([source, WorkingFolder.Of(SessionState), afresh]);
        Task<object?> told = loop.RunAsync<object?>(open, arguments, new PyCallOptions { Origin = Run.Origin }, StopToken);
        meanwhile?.Invoke();
        Run.DeliverUntil(told, Timeout.InfiniteTimeSpan);
        try
        {
            return ModuleDescription.Read((IDictionary)told.GetAwaiter().GetResult()!);
        }
        catch (Exception error) when (ErrorRecords.IsKnown(error))
        {
            ThrowTerminatingError(ErrorRecords.From(error, name));
            throw;
        }
    }

    /// <summary>The commands of a module's functions. A name that cannot be ends the command.</summary>
    private protected ModuleCommands MakeCommands(ModuleDescription description, string[] functions, string? prefix, bool asMethods)
    {
        try
        {
            WildcardPattern[] patterns = Array.ConvertAll(functions, word => WildcardPattern.Get(word, WildcardOptions.IgnoreCase));
            ModuleCommands commands = new(description, patterns, prefix, asMethods);
            if (commands.Names.Count == 0)
            {
                commands.Warnings.Add($"The Python module '{description.Name}' has no public function{(functions.Length > 0 ? " that -Function names" : "")}, so no command was made.");
            }
            return commands;
        }
        catch (PyAsyncException error)
        {
            ThrowTerminatingError(ErrorRecords.From(error, description.Name));
            throw;
        }
    }

    /// <summary>Runs a cmdlet of PowerShell's core in this session, as this command's own. A script that does it takes 40 ms more where it is the first.</summary>
    private protected static IReadOnlyList<PSObject> RunCmdlet(string name, params (string Name, object Value)[] parameters)
    {
        using System.Management.Automation.PowerShell shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand(@"Microsoft.PowerShell.Core\" + name).AddParameter("ErrorAction", ActionPreference.Stop);
        foreach ((string parameter, object value) in parameters)
        {
            shell.AddParameter(parameter, value);
        }
        return shell.Invoke();
    }

    /// <summary>Removes a module with its commands.</summary>
    private protected static void RemoveModule(PSModuleInfo module) => RunCmdlet("Remove-Module", ("ModuleInfo", new[] { module }), ("Force", true));

    /// <summary>The imported modules of this session, with their commands.</summary>
    private protected static IEnumerable<(PyModuleInfo Info, PSModuleInfo Module)> ImportedModules()
    {
        foreach (PSObject item in RunCmdlet("Get-Module"))
        {
            if (item.BaseObject is PSModuleInfo { PrivateData: { } data } module && (data as PSObject)?.BaseObject as PyModuleInfo is { } wrapped)
            {
                yield return (wrapped, module);
            }
            else if (item.BaseObject is PSModuleInfo { PrivateData: PyModuleInfo info } plain)
            {
                yield return (info, plain);
            }
        }
    }

    /// <summary>The imported modules whose names match; an error for a name that matches none.</summary>
    private protected IEnumerable<(PyModuleInfo Info, PSModuleInfo Module)> FindModules(string[] names)
    {
        List<(PyModuleInfo Info, PSModuleInfo Module)> all = [.. ImportedModules()];
        foreach (string name in names)
        {
            List<(PyModuleInfo, PSModuleInfo)>? found = Completion.NamePatterns.Matching(all, name, one => one.Info.Name);
            if (found is null || (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name)))
            {
                WriteError(KnownErrors.ModuleNotImported(name));
                continue;
            }
            foreach ((PyModuleInfo, PSModuleInfo) one in found)
            {
                yield return one;
            }
        }
    }
}
