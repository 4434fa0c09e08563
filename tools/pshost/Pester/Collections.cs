using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Pester;

/// <summary>The operators that look at the whole input. Each gives null, or why it does not hold.</summary>
internal static class Collections
{
    public static string? Check(ShouldCommand should, List<object?> actual)
    {
        object? value = actual.Count switch { 0 => null, 1 => actual[0], _ => actual };
        string because = Nicely.Because(should.Because);
        return should.ParameterSetName switch
        {
            "Be" => Be(should, actual, value, caseSensitive: false),
            "BeExactly" => Be(should, actual, value, caseSensitive: true),
            "BeNullOrEmpty" => Empty(should, actual, value, because),
            "Contain" => Contain(should, actual, because),
            _ => Count(should, actual, because),
        };
    }

    public static bool Same(object? expected, object? actual, bool caseSensitive)
    {
        expected = expected is PSObject e ? e.BaseObject : expected;
        actual = actual is PSObject a ? a.BaseObject : actual;
        if (IsArray(expected) || IsArray(actual))
        {
            List<object?> one = Items(expected);
            List<object?> other = Items(actual);
            return one.Count == other.Count && one.Zip(other).All(p => Same(p.First, p.Second, caseSensitive));
        }

        return LanguagePrimitives.Equals(expected, actual, !caseSensitive, CultureInfo.InvariantCulture);
    }

    private static string? Be(ShouldCommand should, List<object?> actual, object? value, bool caseSensitive)
    {
        object? expected = should.ExpectedValue is PSObject wrapped ? wrapped.BaseObject : should.ExpectedValue;

        // Nothing, $null and an empty collection are the same here.
        bool same = (IsNothing(actual) && IsNothing(Items(expected))) || Same(expected, actual.Count == 1 && !IsArray(expected) ? value : actual, caseSensitive);
        if (same != should.Not)
        {
            return null;
        }

        string because = Nicely.Because(should.Because);
        string exactly = caseSensitive ? "exactly " : "";
        if (should.Not)
        {
            return $"Expected {Nicely.Format(expected)} to be different from the actual value,{because} but got {exactly}the same value.";
        }

        object? inner = value is PSObject v ? v.BaseObject : value;
        return expected is string { Length: > 0 } text && inner is string { Length: > 0 } other
            ? Nicely.Difference(text, other, caseSensitive, should.Because)
            : $"Expected {exactly}{Nicely.Format(expected)},{because} but got {Nicely.Format(value)}.";
    }

    private static string? Empty(ShouldCommand should, List<object?> actual, object? value, string because)
    {
        object? inner = value is PSObject wrapped ? wrapped.BaseObject : value;
        bool empty = actual.Count == 0 || (actual.Count == 1 && inner switch
        {
            null or "" => true,
            IDictionary table => table.Count == 0,
            ICollection items => items.Count == 0,
            _ => false,
        });
        if (empty != should.Not)
        {
            return null;
        }

        return should.Not ? $"Expected a value,{because} but got $null or empty." : $"Expected $null or empty,{because} but got {Nicely.Format(value)}.";
    }

    private static string? Contain(ShouldCommand should, List<object?> actual, string because)
    {
        bool found = actual.Exists(a => Same(should.ExpectedValue, a, caseSensitive: false));
        if (found != should.Not)
        {
            return null;
        }

        return $"Expected {Nicely.Format(should.ExpectedValue)} to {(should.Not ? "not " : "")}be found in collection {Nicely.Format(actual)},{because} but it was {(should.Not ? "" : "not ")}found.";
    }

    private static string? Count(ShouldCommand should, List<object?> actual, string because)
    {
        int expected = LanguagePrimitives.ConvertTo<int>(should.ExpectedValue);
        if ((actual.Count == expected) != should.Not)
        {
            return null;
        }

        string wanted = (should.Not.IsPresent, expected) switch
        {
            (true, 0) => "a non-empty collection",
            (true, _) => $"a collection with size different from {expected}",
            (false, 0) => "an empty collection",
            _ => $"a collection with size {expected}",
        };
        string got = actual.Count == 0 ? "an empty collection" : should.Not ? "collection with that size" : $"collection with size {actual.Count}";
        return $"Expected {wanted},{because} but got {got} {(actual.Count == 0 ? "" : Nicely.Format(actual))}".TrimEnd() + ".";
    }

    private static bool IsArray(object? value) => value is IList;

    private static bool IsNothing(List<object?> items) => items.Count == 0 || (items.Count == 1 && items[0] is null);

    private static List<object?> Items(object? value) => value switch
    {
        null => [],
        IList list => list.Cast<object?>().ToList(),
        _ => [value],
    };
}
