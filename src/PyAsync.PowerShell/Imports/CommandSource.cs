using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace PyAsync.PowerShell.Imports;

/// <summary>
/// A command's source text: an advanced function, so that all of PowerShell's own means work on it. Its body hands what was
/// bound to <see cref="ImportedCall"/>; <c>$__pyasync</c> of the module around it is the <see cref="ImportedModule"/>.
/// </summary>
internal static class CommandSource
{
    private static readonly string s_ofAwaits = string.Join(",\n        ", AwaitParameters.Sources);

    /// <summary>Appends the function, with what is around it indented by nothing.</summary>
    public static void Append(StringBuilder text, string command, IEnumerable<string> aliases, FunctionDescription function, IReadOnlyList<CommandParameter> parameters, string module)
    {
        string key = SourceText.Quote(function.Name);
        text.Append("function ").Append(command).Append(" {\n");
        HelpComment.Append(text, command, function, parameters, module);
        text.Append('\n');
        text.Append("    [CmdletBinding(DefaultParameterSetName = 'Call', PositionalBinding = $false").Append(Confirmation(function)).Append(")]\n");
        if (OutputOf(function) is { } output)
        {
            text.Append("    [OutputType([").Append(output).Append("])]\n");
        }
        string[] names = [.. aliases];
        if (names.Length > 0)
        {
            text.Append("    [Alias(").AppendJoin(", ", names.Select(SourceText.Quote)).Append(")]\n");
        }
        text.Append("    param(\n        ")
            .AppendJoin(",\n        ", parameters.Select(ParameterSource.Of).Append(s_ofAwaits))
            .Append("\n    )\n");
        text.Append("    begin { $__call = $null; $__call = $__pyasync.Begin(").Append(key).Append(", $PSCmdlet); if ($__call.MustWait) { & $__pyasync.Step $__call } }\n");
        text.Append("    process { ");
        if (function.ShouldProcess)
        {
            // Here, as a question that cannot be asked is to fail as in any other command.
            text.Append("if (-not $PSCmdlet.ShouldProcess($__call.TargetOf(), ").Append(key).Append(")) { return }; ");
        }
        text.Append("if ($__call.Submit()) { & $__pyasync.Step $__call; $__call.StopIfEnough() } }\n");
        text.Append("    end { if ($__call.Finish()) { & $__pyasync.Step $__call } }\n");
        text.Append("    clean { if ($null -ne $__call) { $__call.Dispose() } }\n");
        text.Append("}\n");
    }

    private static string Confirmation(FunctionDescription function)
    {
        if (!function.ShouldProcess)
        {
            return "";
        }
        string impact = function.Marks["impact"] as string is { } word && word.ToUpperInvariant() is "LOW" or "MEDIUM" or "HIGH" ? word : "Medium";
        return $", SupportsShouldProcess, ConfirmImpact = {SourceText.Quote(impact)}";
    }

    // A list is written item by item, and so is a stream.
    private static string? OutputOf(FunctionDescription function)
    {
        TypeDescription type = function.Returns.Kind is "list" or "stream" ? function.Returns.Item! : function.Returns;
        return function.Kind == "class" ? "PyAsync.Objects.PyObject"
            : type.Text is "" or "None" or "Any" ? null
            : type.Kind is "any" or "record" or "dict" or "stream" ? "psobject"
            : ParameterSource.NameOf(type with { IsNullable = false }, isItem: false);
    }
}
