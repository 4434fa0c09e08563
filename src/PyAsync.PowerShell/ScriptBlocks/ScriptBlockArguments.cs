using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text;
using PyAsync.Interop;

namespace PyAsync.PowerShell.ScriptBlocks;

/// <summary>A Python call's arguments as a script block gets them.</summary>
/// <param name="Values">All values: the positional ones, then those by keyword.</param>
/// <param name="Names">The parameters that the last values are for; empty where all are positional.</param>
internal readonly record struct ScriptBlockArguments(object?[] Values, string[] Names)
{
    /// <summary>Whether the first value is the block's <c>$_</c> as well.</summary>
    public bool HasItem { get; init; }

    /// <summary>
    /// Those by keyword are for the parameters of these names where the script block has a <c>param()</c> block, else one
    /// hashtable behind the others in <c>$args</c>.
    /// </summary>
    public static ScriptBlockArguments Of(ScriptBlock block, PyCallbackCall call)
    {
        if (call.Keyword.Count == 0)
        {
            return new ScriptBlockArguments([.. call.Arguments], []);
        }
        bool bound = TryGetParameters(block, out IReadOnlyList<ParameterAst>? parameters, out bool isAdvanced);
        string[] names = new string[bound ? call.Keyword.Count : 0];
        List<object?> values = [.. call.Arguments];
        Hashtable named = new(call.Keyword.Count);
        for (int i = 0; i < call.Keyword.Count; i++)
        {
            (string name, object? value) = call.Keyword[i];
            if (!bound)
            {
                named[name] = value;
                continue;
            }
            Check(name, isAdvanced ? null : parameters);
            names[i] = name;
            values.Add(value);
        }
        if (!bound)
        {
            values.Add(named);
        }
        return new ScriptBlockArguments([.. values], names);
    }

    /// <summary>How a script hands the values on that are its own <c>$args</c> from an index on.</summary>
    public string Text(int first)
    {
        StringBuilder text = new();
        int positional = Values.Length - Names.Length;
        for (int i = 0; i < Values.Length; i++)
        {
            string name = i < positional ? "" : $"-{Names[i - positional]}:";
            text.Append(CultureInfo.InvariantCulture, $" {name}$args[{first + i}]");
        }
        return text.ToString();
    }

    private static bool TryGetParameters(ScriptBlock block, out IReadOnlyList<ParameterAst>? parameters, out bool isAdvanced)
    {
        // A function's block may have its parameters in front of its body.
        ParamBlockAst? param = (block.Ast as ScriptBlockAst ?? (block.Ast as FunctionDefinitionAst)?.Body)?.ParamBlock;
        ReadOnlyCollection<ParameterAst>? found = param?.Parameters ?? (block.Ast as FunctionDefinitionAst)?.Parameters;
        parameters = found;
        isAdvanced = false;
        foreach (AttributeAst attribute in param?.Attributes ?? (IEnumerable<AttributeAst>)[])
        {
            isAdvanced |= attribute.TypeName.GetReflectionAttributeType() == typeof(CmdletBindingAttribute);
        }
        foreach (ParameterAst parameter in found ?? (IEnumerable<ParameterAst>)[])
        {
            foreach (AttributeBaseAst attribute in parameter.Attributes)
            {
                isAdvanced |= attribute.TypeName.GetReflectionAttributeType() == typeof(ParameterAttribute);
            }
        }
        return found is not null;
    }

    // The name becomes part of a script, so it must be one. PowerShell itself refuses unknown names only where the block is
    // like a cmdlet; elsewhere they would end up among $args, and nobody would be told.
    private static void Check(string name, IReadOnlyList<ParameterAst>? parameters)
    {
        bool isName = name.Length > 0 && !char.IsDigit(name[0]);
        foreach (char character in name)
        {
            isName &= char.IsLetterOrDigit(character) || character == '_';
        }
        bool isKnown = parameters is null;
        foreach (ParameterAst parameter in parameters ?? [])
        {
            isKnown |= Answers(parameter, name);
        }
        if (!isName || !isKnown)
        {
            throw new ParameterBindingException($"A parameter cannot be found that matches parameter name '{name}'.");
        }
    }

    private static bool Answers(ParameterAst parameter, string name)
    {
        if (parameter.Name.VariablePath.UserPath.StartsWith(name, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }
        foreach (AttributeBaseAst attribute in parameter.Attributes)
        {
            if (attribute is not AttributeAst { PositionalArguments: { } aliases } || attribute.TypeName.GetReflectionAttributeType() != typeof(AliasAttribute))
            {
                continue;
            }
            foreach (ExpressionAst alias in aliases)
            {
                if (alias is StringConstantExpressionAst text && text.Value.StartsWith(name, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }
        return false;
    }
}
