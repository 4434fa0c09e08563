using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Text.RegularExpressions;
using PyAsync.PowerShell.Completion;

namespace PyAsync.PowerShell.Imports;

/// <summary>A command's parameter as source text: its type and attributes, by what Python's annotation says.</summary>
internal static class ParameterSource
{
    // PowerShell knows the types of .NET by their full names. For any other name, [object] too, it searches each assembly that
    // is loaded, and the first search of a process takes 15 ms.
    private const string Any = "System.Object";

    /// <summary>The parameter, with the attributes in front.</summary>
    public static string Of(CommandParameter parameter)
    {
        ParameterDescription description = parameter.Description;
        List<string> parts = [Place(parameter)];
        if (parameter.Alias is { } alias)
        {
            parts.Add($"[Alias({SourceText.Quote(alias)})]");
        }
        string type = TypeOf(description);
        parts.AddRange(Emptiness(description, type));
        parts.AddRange(Limits(description.Type));
        if (type == "string" && description.Type.IsNullable)
        {
            parts.Add("[PyAsync.PowerShell.Imports.KeepNull()]");
        }
        if (type == "System.Collections.IDictionary")
        {
            parts.Add("[PyAsync.PowerShell.Imports.FitDictionary()]");
        }
        if (TimeOf(description.Type) is { } time)
        {
            parts.Add($"[PyAsync.PowerShell.Imports.FitTime(Type = [{time}])]");
        }
        parts.Add($"[{type}]");
        // For Get-Help only: what was not given is not passed, so that Python's own default holds.
        string value = !description.IsSwitch && Fits(description.Type.Kind, description.Default) && SourceText.Literal(description.Default) is { } literal ? " = " + literal : "";
        return string.Join(' ', parts) + " " + SourceText.Variable(parameter.Name) + value;
    }

    /// <summary>PowerShell's name of the type of a parameter.</summary>
    public static string TypeOf(ParameterDescription parameter) =>
        parameter.TakesKeywords ? "System.Collections.IDictionary"
        : parameter.IsSwitch ? "switch"
        : parameter.TakesRest ? NameOf(parameter.Type, isItem: true) + "[]"
        : NameOf(parameter.Type, isItem: false);

    /// <summary>PowerShell's name of a type; an item of an array cannot be missing.</summary>
    public static string NameOf(TypeDescription type, bool isItem)
    {
        (string name, bool isValue) = type.Kind switch
        {
            "str" or "literal" or "enum" or "path" => ("string", false),
            "int" => ("long", true),
            "float" => ("double", true),
            "bool" => ("bool", true),
            "bytes" => ("byte[]", false),
            "datetime" => ("datetime", true),
            "date" => ("System.DateOnly", true),
            "time" => ("System.TimeOnly", true),
            "timedelta" => ("timespan", true),
            "decimal" => ("decimal", true),
            "uuid" => ("guid", true),
            "ip" => ("ipaddress", false),
            "list" => (NameOf(type.Item!, isItem: true) + "[]", false),
            "dict" => ("System.Collections.IDictionary", false),
            _ => (Any, false),
        };
        return !isValue || !type.IsNullable ? name : isItem ? Any : $"System.Nullable[{name}]";
    }

    // Python may have any default; one that is not of the parameter's type would fail before Python sees the call.
    private static bool Fits(string kind, object? value) => kind switch
    {
        "int" => value is int or long,
        "float" => value is int or long or double,
        "decimal" => value is int or long || (value is double number && Math.Abs(number) < 1e28),
        "str" or "literal" or "enum" or "path" => value is string,
        "bool" => value is bool,
        "bytes" or "datetime" or "date" or "time" or "timedelta" or "uuid" or "ip" or "list" or "dict" => false,
        _ => true,
    };

    private static string Place(CommandParameter parameter)
    {
        List<string> words = [];
        if (parameter.Description.IsRequired)
        {
            words.Add("Mandatory");
        }
        if (parameter.Position is { } position)
        {
            words.Add($"Position = {position}");
        }
        if (parameter.TakesPipeline)
        {
            words.Add("ValueFromPipeline");
        }
        words.Add(parameter.Description.TakesRest ? "ValueFromRemainingArguments" : "ValueFromPipelineByPropertyName");
        if (parameter.Description.TakesKeywords)
        {
            words.Remove("ValueFromPipelineByPropertyName");
        }
        return $"[Parameter({string.Join(", ", words)})]";
    }

    // PowerShell refuses $null, '' and @() for a mandatory parameter unless it is told otherwise; Python takes them.
    private static IEnumerable<string> Emptiness(ParameterDescription parameter, string type)
    {
        if (!parameter.IsRequired)
        {
            yield break;
        }
        bool isAny = type is Any or Any + "[]";
        if (isAny || parameter.Type.IsNullable)
        {
            yield return "[AllowNull()]";
        }
        if (isAny || type is "string" or "string[]")
        {
            yield return "[AllowEmptyString()]";
        }
        if (isAny || type.EndsWith("[]", StringComparison.Ordinal))
        {
            yield return "[AllowEmptyCollection()]";
        }
    }

    // PowerShell's own attributes, but where None is allowed: they refuse $null.
    private static IEnumerable<string> Limits(TypeDescription type, bool isNullable = false)
    {
        isNullable |= type.IsNullable;
        bool hasLength = type.MinLength is not null || type.MaxLength is not null;
        (int least, int most) = (type.MinLength ?? 0, type.MaxLength ?? int.MaxValue);
        if (type.Kind == "list")
        {
            if (hasLength)
            {
                yield return isNullable ? UnlessNull($"MinCount = {least}, MaxCount = {most}") : $"[ValidateCount({least}, {most})]";
            }
            foreach (string limit in Limits(type.Item!, isNullable))
            {
                yield return limit;
            }
            yield break;
        }
        if (type.Choices.Count > 0)
        {
            string choices = string.Join(", ", type.Choices.Select(SourceText.Quote));
            string offered = string.Join(", ", type.Choices.Select(one => SourceText.Quote(CompletionText.Argument(one))));
            yield return isNullable ? UnlessNull($"Choices = ({choices})") + $" [ArgumentCompletions({offered})]" : $"[ValidateSet({choices})]";
        }
        if (Range(type) is var (low, high))
        {
            yield return isNullable ? UnlessNull($"Low = {low}, High = {high}") : $"[ValidateRange({low}, {high})]";
        }
        if (type.Kind == "str" && hasLength)
        {
            yield return isNullable ? UnlessNull($"MinLength = {least}, MaxLength = {most}") : $"[ValidateLength({least}, {most})]";
        }
        if (type.Kind == "str" && type.Pattern is { } pattern && IsPattern(pattern))
        {
            string quoted = SourceText.Quote(pattern);
            yield return isNullable ? UnlessNull($"Pattern = {quoted}") : $"[ValidatePattern({quoted}, Options = 'None')]";
        }
    }

    private static string UnlessNull(string limit) => $"[PyAsync.PowerShell.Imports.ValidateUnlessNull({limit})]";

    private static string? TimeOf(TypeDescription type) =>
        type.Kind is "datetime" or "date" or "time" ? NameOf(type with { IsNullable = false }, isItem: true)
        : type.Kind == "list" ? TimeOf(type.Item!)
        : null;

    private static (string Low, string High)? Range(TypeDescription type) => (type.Low ?? type.High) is null ? null : type.Kind switch
    {
        "int" => (Whole(type.Low, long.MinValue), Whole(type.High, long.MaxValue)),
        "float" => (Number(type.Low, double.MinValue), Number(type.High, double.MaxValue)),
        "decimal" => (Exact(type.Low, decimal.MinValue), Exact(type.High, decimal.MaxValue)),
        _ => null,
    };

    private static string Whole(object? limit, long otherwise) => "[long]" + SourceText.Quote((limit switch
    {
        int number => number,
        long number => number,
        BigInteger number => number.Sign < 0 ? long.MinValue : long.MaxValue,
        _ => otherwise,
    }).ToString(CultureInfo.InvariantCulture));

    private static string Number(object? limit, double otherwise) =>
        "[double]" + SourceText.Quote((limit is null ? otherwise : Convert.ToDouble(limit, CultureInfo.InvariantCulture)).ToString("R", CultureInfo.InvariantCulture));

    private static string Exact(object? limit, decimal otherwise) =>
        "[decimal]" + SourceText.Quote((limit is null ? otherwise : (decimal)Convert.ToDouble(limit, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture));

    // Python's expressions are nearly .NET's; one that is not is looked at by Python alone.
    private static bool IsPattern(string pattern)
    {
        try
        {
            _ = new Regex(pattern);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
