using System;
using System.Collections.Generic;

namespace Pester;

/// <summary>Should -Throw.</summary>
internal static class Throwing
{
    public static string? Check(ShouldCommand should, object? actual, string because)
    {
        object? inner = actual is PSObject wrapped ? wrapped.BaseObject : actual;
        if (inner is not ScriptBlock block)
        {
            throw new PSArgumentException("Input is missing or not a ScriptBlock. Input to '-Throw' and '-Not -Throw' must be enclosed in curly braces.");
        }

        var invoker = new Invoker(should.Engine);
        ErrorRecord? error;
        using (invoker.OpenScope(block))
        {
            error = invoker.Run(block);
        }

        if (should.Not)
        {
            return error is null ? null : $"Expected no exception to be thrown,{because} but an exception \"{error.Exception.Message}\" was thrown {Position(error)}.";
        }

        string? failure = Compare(should, error, because);
        if (failure is null && should.PassThru)
        {
            should.WriteObject(error);
        }

        return failure;
    }

    private static string? Compare(ShouldCommand should, ErrorRecord? error, string because)
    {
        var wanted = new List<string>();
        var buts = new List<string>();
        if (should.ExceptionType is { } type)
        {
            wanted.Add($"type {Nicely.Format(type)}");
            if (error is not null && !type.IsInstanceOfType(error.Exception))
            {
                buts.Add($"the exception type was {Nicely.Format(error.Exception.GetType())}");
            }
        }

        if (should.ExpectedValue?.ToString() is { } message && !string.IsNullOrWhiteSpace(message))
        {
            wanted.Add($"message like {Nicely.Format(WildcardPattern.Unescape(message))}");
            if (error is not null && !Like(error.Exception.Message, message))
            {
                buts.Add($"the message was {Nicely.Format(error.Exception.Message)}");
            }
        }

        if (!string.IsNullOrWhiteSpace(should.ErrorId))
        {
            wanted.Add($"FullyQualifiedErrorId {Nicely.Format(should.ErrorId)}");
            if (error is not null && !Like(error.FullyQualifiedErrorId, should.ErrorId))
            {
                buts.Add($"the FullyQualifiedErrorId was {Nicely.Format(error.FullyQualifiedErrorId)}");
            }
        }

        if (error is null)
        {
            buts.Add("no exception was thrown");
        }

        if (buts.Count == 0)
        {
            return null;
        }

        string filter = wanted.Count > 0 ? " with " + Join(wanted) : "";
        return $"Expected an exception{filter} to be thrown,{because} but {Join(buts)}. {Position(error)}".Trim();
    }

    private static bool Like(string text, string pattern) => WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase).IsMatch(text);

    private static string Join(List<string> parts) =>
        parts.Count < 2 ? string.Concat(parts) : string.Join(", ", parts.GetRange(0, parts.Count - 1)) + " and " + parts[^1];

    private static string Position(ErrorRecord? error)
    {
        if (error?.InvocationInfo?.PositionMessage is not { Length: > 0 } position)
        {
            return "";
        }

        string text = position.StartsWith("At ", StringComparison.Ordinal) ? "from " + position[3..] : position;
        return text.Replace(Environment.NewLine, Environment.NewLine + "    ");
    }
}
