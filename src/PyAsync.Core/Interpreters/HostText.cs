using System;
using System.Diagnostics.CodeAnalysis;

namespace PyAsync.Interpreters;

/// <summary>The texts of .NET exceptions, whose own code may throw. Any thread.</summary>
internal static class HostText
{
    /// <summary>The exception's message; where reading it fails, a sentence that says so.</summary>
    public static string MessageOf(Exception exception) => Read(exception, static exception => exception.Message);

    /// <summary>The exception as text, with its stack trace; where that fails, a sentence that says so.</summary>
    public static string TextOf(Exception exception) => Read(exception, static exception => exception.ToString());

    [SuppressMessage("Design", "CA1031", Justification = "An exception's class may be anybody's; what it throws here is told instead of its text.")]
    private static string Read(Exception exception, Func<Exception, string?> read)
    {
        try
        {
            return read(exception) ?? "";
        }
        catch (Exception second)
        {
            return $"an exception of type '{exception.GetType()}', whose text cannot be read: that throws '{second.GetType()}'";
        }
    }
}
