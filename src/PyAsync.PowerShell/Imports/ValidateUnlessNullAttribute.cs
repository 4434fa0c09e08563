using System;
using System.Linq;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace PyAsync.PowerShell.Imports;

/// <summary>
/// On a parameter of an imported command that has limits and also takes None: <see cref="ValidateSetAttribute"/>,
/// <see cref="ValidateRangeAttribute"/> and their like refuse <c>$null</c>, this takes it. Used by the commands' own source.
/// Any thread.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field, AllowMultiple = true)]
public sealed class ValidateUnlessNullAttribute : ValidateArgumentsAttribute
{
    /// <summary>The words that are allowed, in upper or lower case.</summary>
    public string[]? Choices { get; init; }

    /// <summary>The least value.</summary>
    public object? Low { get; init; }

    /// <summary>The greatest value.</summary>
    public object? High { get; init; }

    /// <summary>How many characters there must be.</summary>
    public int MinLength { get; init; }

    /// <summary>How many characters there may be.</summary>
    public int MaxLength { get; init; } = int.MaxValue;

    /// <summary>A regular expression.</summary>
    public string? Pattern { get; init; }

    /// <summary>How many items there must be.</summary>
    public int MinCount { get; init; }

    /// <summary>How many items there may be.</summary>
    public int MaxCount { get; init; } = int.MaxValue;

    /// <inheritdoc/>
    protected override void Validate(object? arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is null)
        {
            return;
        }
        object?[] all = LanguagePrimitives.GetEnumerable(arguments)?.Cast<object?>().ToArray() ?? [arguments];
        Require(all.Length >= MinCount && all.Length <= MaxCount, $"{all.Length} values are given, and {Between(MinCount, MaxCount)} are wanted");
        foreach (object one in all.OfType<object>())
        {
            string text = LanguagePrimitives.ConvertTo<string>(one);
            Require(Choices is null || Choices.Contains(text, StringComparer.OrdinalIgnoreCase), $"'{text}' is none of {string.Join(", ", Choices ?? [])}");
            Require(Low is null || LanguagePrimitives.Compare(one, Low) >= 0, $"{text} is less than {Low}");
            Require(High is null || LanguagePrimitives.Compare(one, High) <= 0, $"{text} is greater than {High}");
            Require(text.Length >= MinLength && text.Length <= MaxLength, $"'{text}' has {text.Length} characters, and {Between(MinLength, MaxLength)} are wanted");
            Require(Pattern is null || Regex.IsMatch(text, Pattern), $"'{text}' does not match the pattern {Pattern}");
        }
    }

    private static string Between(int low, int high) =>
        low == high ? $"{low}" : low == 0 ? $"at most {high}" : high == int.MaxValue ? $"at least {low}" : $"{low} to {high}";

    private static void Require(bool isMet, string fault)
    {
        if (!isMet)
        {
            throw new ValidationMetadataException(fault + ". $null is None.");
        }
    }
}
