using System;
using System.Collections.Generic;
using System.Linq;

namespace Pester;

/// <summary>Should -HaveParameter.</summary>
internal static class Parameters
{
    public static string? Check(ShouldCommand should, object? actual, string because)
    {
        object? inner = actual is PSObject wrapped ? wrapped.BaseObject : actual;
        CommandInfo command = inner as CommandInfo
            ?? throw new PSArgumentException("Input value must be non-null CommandInfo object. You can get one by calling Get-Command.");
        command = command is AliasInfo { ResolvedCommand: { } resolved } ? resolved : command;
        string name = should.ExpectedValue?.ToString() ?? "";
        var wanted = new List<string>();
        var buts = new List<string>();
        command.Parameters.TryGetValue(name, out ParameterMetadata? parameter);
        if (parameter is null)
        {
            buts.Add("the parameter is missing");
        }
        else if (should.Not && !HasConditions(should))
        {
            buts.Add("the parameter exists");
        }

        Conditions(should, command, name, parameter, wanted, buts);
        bool failed = should.Not
            ? parameter is not null && (HasConditions(should) ? buts.Count == 0 : true)
            : buts.Count > 0;
        if (!failed)
        {
            return null;
        }

        string filter = wanted.Count > 0 ? ", " + string.Join(", ", wanted) : "";
        string reason = buts.Count > 0 ? string.Join(" and ", buts) : "it was";
        return $"Expected command {command.Name} to {(should.Not ? "not " : "")}have a parameter {name}{filter},{because} but {reason}.";
    }

    private static bool HasConditions(ShouldCommand should) =>
        should.Type is not null || should.Mandatory || should.Alias is not null || should.HasArgumentCompleter
        || should.MyInvocation.BoundParameters.ContainsKey(nameof(should.DefaultValue)) || should.InParameterSet is not null;

    private static void Conditions(ShouldCommand should, CommandInfo command, string name, ParameterMetadata? parameter, List<string> wanted, List<string> buts)
    {
        void Expect(string want, bool holds, string but)
        {
            wanted.Add(want);
            if (parameter is not null && !holds)
            {
                buts.Add(but);
            }
        }

        if (should.Type is not null)
        {
            Type type = should.Type is PSObject { BaseObject: Type t } ? t : should.Type as Type ?? LanguagePrimitives.ConvertTo<Type>(should.Type.ToString()!.Trim('[', ']'));
            Expect($"of type {Nicely.Format(type)}", parameter?.ParameterType == type, $"it was of type {Nicely.Format(parameter?.ParameterType)}");
        }

        IEnumerable<ParameterAttribute> attributes = parameter?.Attributes.OfType<ParameterAttribute>() ?? [];
        if (should.InParameterSet is { } set)
        {
            Expect($"in parameter set '{set}'", parameter?.ParameterSets.Keys.Any(k => k == ParameterAttribute.AllParameterSets || k.Equals(set, StringComparison.OrdinalIgnoreCase)) == true, "it was not in the parameter set");
        }

        if (should.Mandatory)
        {
            bool holds = attributes.Any(a => a.Mandatory && (should.InParameterSet is null || a.ParameterSetName.Equals(should.InParameterSet, StringComparison.OrdinalIgnoreCase)));
            Expect("which is mandatory", holds, "it wasn't mandatory");
        }

        if (should.Alias is not null)
        {
            string[] missing = should.Alias.Where(a => parameter?.Aliases.Contains(a, StringComparer.OrdinalIgnoreCase) != true).ToArray();
            Expect($"with alias {string.Join(", ", should.Alias.Select(Nicely.Format))}", missing.Length == 0, $"it didn't have an alias {string.Join(", ", missing.Select(Nicely.Format))}");
        }

        if (should.HasArgumentCompleter)
        {
            bool registered = should.Engine.CustomArgumentCompleters?.ContainsKey($"{command.Name}:{name}") == true;
            Expect("has ArgumentCompletion", registered || parameter?.Attributes.Any(a => a is ArgumentCompleterAttribute or ArgumentCompletionsAttribute) == true, "has no ArgumentCompletion");
        }

        if (should.MyInvocation.BoundParameters.ContainsKey(nameof(should.DefaultValue)))
        {
            string text = Default(command, name);
            Expect($"with default value {Nicely.Format(should.DefaultValue)}", string.Equals(text, should.DefaultValue ?? "", StringComparison.OrdinalIgnoreCase), $"the default value was {Nicely.Format(text)}");
        }
    }

    private static string Default(CommandInfo command, string name)
    {
        IEnumerable<ParameterAst>? parameters = (command as FunctionInfo)?.ScriptBlock.Ast switch
        {
            FunctionDefinitionAst function => function.Parameters ?? function.Body.ParamBlock?.Parameters,
            ScriptBlockAst script => script.ParamBlock?.Parameters,
            _ => null,
        };
        ParameterAst? found = parameters?.FirstOrDefault(p => p.Name.VariablePath.UserPath.Equals(name, StringComparison.OrdinalIgnoreCase));
        return found?.DefaultValue switch
        {
            null => "",
            ConstantExpressionAst constant => constant.Value?.ToString() ?? "",
            ExpandableStringExpressionAst text => text.Value,
            { } other => other.Extent.Text,
        };
    }
}
