using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace Pester;

/// <summary>The operators that look at one value. Each gives null, or why it does not hold.</summary>
internal static class Assertions
{
    public static string? Check(ShouldCommand should, object? actual)
    {
        object? expected = should.ExpectedValue is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : should.ExpectedValue;
        string because = Nicely.Because(should.Because);
        string a = Nicely.Format(actual);
        string e = Nicely.Format(expected);
        string but = $"{because} but it did {(should.Not ? "" : "not ")}match.";
        string to = should.Not ? "to not" : "to";
        string pattern = expected?.ToString() ?? "";
        switch (should.ParameterSetName)
        {
            case "BeTrue":
                return Verdict(should, LanguagePrimitives.IsTrue(actual), should.Not ? $"Expected $false,{because} but got {a}." : $"Expected $true,{because} but got {a}.");
            case "BeFalse":
                return Verdict(should, !LanguagePrimitives.IsTrue(actual), should.Not ? $"Expected $true,{because} but got {a}." : $"Expected $false,{because} but got {a}.");
            case "BeGreaterThan":
                return Order(should, c => c > 0, actual, expected, should.Not ? "less than or equal to" : "greater than");
            case "BeLessOrEqual":
                return Order(should, c => c <= 0, actual, expected, should.Not ? "greater than" : "less than or equal to");
            case "BeLessThan":
                return Order(should, c => c < 0, actual, expected, should.Not ? "greater than or equal to" : "less than");
            case "BeGreaterOrEqual":
                return Order(should, c => c >= 0, actual, expected, should.Not ? "less than" : "greater than or equal to");
            case "BeLike":
                return Verdict(should, Like(actual, pattern, false), $"Expected like wildcard {e} {to} match {a},{but}");
            case "BeLikeExactly":
                return Verdict(should, Like(actual, pattern, true), $"Expected case sensitive like wildcard {e} {to} match {a},{but}");
            case "Match":
                return Verdict(should, Regex.IsMatch(Text(actual), pattern, RegexOptions.IgnoreCase), $"Expected regular expression {e} {to} match {a},{but}");
            case "MatchExactly":
                return Verdict(should, Regex.IsMatch(Text(actual), pattern), $"Expected regular expression {e} {to} case sensitively match {a},{but}");
            case "BeIn":
                bool found = LanguagePrimitives.GetEnumerable(expected) is { } many
                    ? many.Cast<object?>().Any(item => Collections.Same(item, actual, false))
                    : Collections.Same(expected, actual, false);
                return Verdict(should, found, $"Expected collection {e} {to} contain {a},{because} but it was {(should.Not ? "" : "not ")}found.");
            case "BeOfType":
                return OfType(should, actual, expected, because);
            case "Exist":
                bool exists = actual is not null && should.InvokeProvider.Item.Exists(Text(actual), false, false);
                return Verdict(should, exists, $"Expected path {a} {to} exist,{because} but it did {(should.Not ? "" : "not ")}exist.");
            case "Throw":
                return Throwing.Check(should, actual, because);
            case "HaveParameter":
                return Parameters.Check(should, actual, because);
            default:
                return FileContent(should, Text(actual), pattern, because);
        }
    }

    private static string? Verdict(ShouldCommand should, bool holds, string failure) => holds != should.Not ? null : failure;

    private static string Text(object? value) => value is null ? "" : PSObject.AsPSObject(value).ToString();

    private static bool Like(object? value, string pattern, bool caseSensitive) =>
        WildcardPattern.Get(pattern, caseSensitive ? WildcardOptions.None : WildcardOptions.IgnoreCase).IsMatch(Text(value));

    private static string? Order(ShouldCommand should, Func<int, bool> test, object? actual, object? expected, string words)
    {
        int order = LanguagePrimitives.Compare(actual, expected, ignoreCase: true, CultureInfo.InvariantCulture);
        return Verdict(should, test(order), $"Expected the actual value to be {words} {Nicely.Format(expected)},{Nicely.Because(should.Because)} but got {Nicely.Format(actual)}.");
    }

    private static string? OfType(ShouldCommand should, object? actual, object? expected, string because)
    {
        if (expected is not Type type)
        {
            string name = (expected?.ToString() ?? "").Trim();
            name = name.StartsWith('[') && name.EndsWith(']') ? name[1..^1] : name;
            if (!LanguagePrimitives.TryConvertTo(name, out type))
            {
                throw new PSArgumentException($"Could not find type [{name}]. Make sure that the assembly that contains that type is loaded.");
            }
        }

        // A custom object is both: what scripts call [pscustomobject] is the wrapper.
        object? inner = actual is PSObject wrapped ? wrapped.BaseObject : actual;
        bool holds = type.IsInstanceOfType(inner) || (type == typeof(PSObject) && inner is PSCustomObject);
        string having = inner is null ? "no type" : $"type {Nicely.Format(inner.GetType())}";
        return Verdict(should, holds, should.Not
            ? $"Expected the value to not have type {Nicely.Format(type)} or any of its subtypes,{because} but got {Nicely.Format(actual)} with {having}."
            : $"Expected the value to have type {Nicely.Format(type)} or any of its subtypes,{because} but got {Nicely.Format(actual)} with {having}.");
    }

    private static string? FileContent(ShouldCommand should, string path, string pattern, string because)
    {
        string file = should.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);
        if (!File.Exists(file))
        {
            throw new PSArgumentException($"The path '{path}' does not exist.");
        }

        bool exactly = should.ParameterSetName == "FileContentMatchExactly";
        bool holds = should.ParameterSetName == "FileContentMatchMultiline"
            ? Regex.IsMatch(File.ReadAllText(file), pattern, RegexOptions.IgnoreCase)
            : File.ReadLines(file).Any(l => Regex.IsMatch(l, pattern, exactly ? RegexOptions.None : RegexOptions.IgnoreCase));
        return Verdict(should, holds, $"Expected {Nicely.Format(pattern)} to {(should.Not ? "not " : "")}be {(exactly ? "case sensitively " : "")}found in file '{path}',{because} but it was {(should.Not ? "" : "not ")}found.");
    }
}
