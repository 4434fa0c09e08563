using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Threading;

namespace PyAsync.PowerShell.Imports;

/// <summary>The commands of a module: their names, told apart from each other, their source text, and what they need as they run.</summary>
internal sealed class ModuleCommands
{
    private static int s_isSampled;

    private readonly List<Entry> _entries = [];
    private readonly ModuleDescription _module;
    private readonly bool _asMethods;

    /// <summary>Makes the commands of those functions whose Python or PowerShell name matches a pattern.</summary>
    /// <param name="module">The module.</param>
    /// <param name="patterns">The patterns; empty for all.</param>
    /// <param name="prefix">In front of each noun.</param>
    /// <param name="asMethods">Whether they are an object's methods, which have Python's names.</param>
    /// <exception cref="PyAsyncException">The decorator gives a name that cannot be (<c>CommandName</c>).</exception>
    public ModuleCommands(ModuleDescription module, IReadOnlyList<WildcardPattern> patterns, string? prefix, bool asMethods)
    {
        _module = module;
        _asMethods = asMethods;
        HashSet<string> used = new(StringComparer.OrdinalIgnoreCase);
        foreach (FunctionDescription function in module.Functions)
        {
            string plain = asMethods ? function.Name : CommandNames.Of(function);
            if (patterns.Count > 0 && !patterns.Any(pattern => pattern.IsMatch(function.Name) || pattern.IsMatch(plain)))
            {
                continue;
            }
            string name = CommandNames.WithPrefix(plain, prefix);
            if (!used.Add(name))
            {
                // Two functions of one name by the rule: the later one keeps Python's.
                Warnings.Add($"'{function.Name}' and another function of '{module.Name}' would both be {name}, so this one is {function.Name}.");
                name = CommandNames.WithPrefix(function.Name, prefix);
                used.Add(name);
            }
            _entries.Add(new Entry(name, function, CommandParameter.Of(function)));
        }
        foreach (Entry entry in _entries)
        {
            entry.Aliases.AddRange(CommandNames.AliasesOf(entry.Function, entry.Name).Where(used.Add));
        }
    }

    /// <summary>
    /// A module of one command; null but for the first time in a process. Whoever makes a module of it in vain, while Python
    /// imports one, has .NET load and compile what makes modules: then both take the time of one.
    /// </summary>
    public static ScriptBlock? Sample()
    {
        if (Interlocked.Exchange(ref s_isSampled, 1) != 0)
        {
            return null;
        }
        TypeDescription text = new() { Kind = "str", Text = "str" };
        ParameterDescription parameter = new() { Name = "name", Kind = "POSITIONAL_OR_KEYWORD", IsRequired = true, Type = text };
        FunctionDescription function = new() { Name = "get_sample", Kind = "async", Parameters = [parameter], Returns = text, Marks = new Hashtable() };
        ModuleCommands commands = new(new ModuleDescription { Source = "sample", Name = "sample", Functions = [function] }, [], null, asMethods: false);
        commands.Avoid(_ => null);
        return ScriptBlock.Create(commands.Source(""));
    }

    /// <summary>What the user is to know.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>The commands' names.</summary>
    public IReadOnlyList<string> Names => _entries.ConvertAll(entry => entry.Name);

    /// <summary>The aliases' names.</summary>
    public IReadOnlyList<string> Aliases => [.. _entries.SelectMany(entry => entry.Aliases)];

    /// <summary>What they need as they run.</summary>
    public IEnumerable<ImportedCommand> Commands => _entries.Select(entry => ImportedCommand.Of(entry.Function, entry.Parameters));

    /// <summary>Takes account of the session's commands: no alias stands before one of them, and a command that does, or is hidden by one, is told.</summary>
    public void Avoid(Func<string, CommandInfo?> find)
    {
        List<string> withoutAlias = [];
        foreach (Entry entry in _entries)
        {
            if (find(entry.Name) is { } other)
            {
                string what = $"the {other.CommandType.ToString().ToLowerInvariant()} {other.Name}{(string.IsNullOrEmpty(other.ModuleName) ? "" : " of " + other.ModuleName)}";
                Warnings.Add(other.CommandType is CommandTypes.Alias
                    ? $"{entry.Name} is hidden by {what}: call it as {_module.Name}\\{entry.Name}, or import it with -Prefix."
                    : $"{entry.Name} stands before {what}; import it with -Prefix to keep both.");
            }
            else if (ShellCommands.ModuleOf(entry.Name) is { } module)
            {
                Warnings.Add($"{entry.Name} stands before {entry.Name} of {module}; import it with -Prefix to keep both.");
            }
            withoutAlias.AddRange(entry.Aliases.Where(alias => find(alias) is not null));
            entry.Aliases.RemoveAll(alias => find(alias) is not null);
        }
        if (withoutAlias.Count > 0)
        {
            Warnings.Add($"These Python names are no aliases, as commands have them already: {string.Join(", ", withoutAlias)}.");
        }
    }

    /// <summary>The fields of the record that a command's parameter takes.</summary>
    public IEnumerable<(string Name, string Text)> FieldsOf(string command, string parameter)
    {
        TypeDescription? type = _entries.Find(entry => string.Equals(entry.Name, command, StringComparison.OrdinalIgnoreCase))
            ?.Parameters.Find(one => string.Equals(one.Name, parameter, StringComparison.OrdinalIgnoreCase))?.Description.Type;
        type = type?.Kind == "list" ? type.Item : type;
        return type is null ? [] : type.Fields.Select(field => (field.Name, $"{field.Name}: {field.Text}{(field.Default.Length > 0 ? " = " + field.Default : "")}"));
    }

    /// <summary>The source text of all functions and what exports them.</summary>
    /// <param name="head">What comes first. It gives <c>$__pyasync</c> its value.</param>
    public string Source(string head)
    {
        StringBuilder text = new(head);
        foreach (Entry entry in _entries)
        {
            // A method is a plain function that calls the command: PowerShell binds no parameters for a method itself.
            string name = _asMethods ? "__pyasync_" + entry.Name : entry.Name;
            CommandSource.Append(text, name, entry.Aliases, entry.Function, entry.Parameters, _module.Name);
            text.Append('\n');
            if (_asMethods)
            {
                text.Append("function ").Append(entry.Name).Append(" { ").Append(name).Append(" @args }\n");
            }
        }
        return text.Append("Export-ModuleMember -Function ").Append(SourceText.Array([.. Names]))
            .Append(" -Alias ").Append(SourceText.Array([.. Aliases])).Append('\n').ToString();
    }

    private sealed record Entry(string Name, FunctionDescription Function, List<CommandParameter> Parameters)
    {
        public List<string> Aliases { get; } = [];
    }
}
