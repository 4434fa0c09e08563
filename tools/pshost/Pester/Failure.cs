using System;
using System.Collections.Generic;

namespace Pester;

/// <summary>The errors by which Should and Set-ItResult end a test.</summary>
internal static class Failure
{
    public const string AssertionId = "PesterAssertionFailed";

    public static void Throw(string message, string id, InvocationInfo? where)
    {
        var target = new Dictionary<string, object?> { ["Message"] = message, ["Terminate"] = true };
        if (where is not null)
        {
            target["File"] = where.ScriptName;
            target["Line"] = where.ScriptLineNumber;
            target["LineText"] = where.Line.TrimEnd();
        }

        // As from a throw statement, so that the id stays as it is: to a cmdlet's error the engine appends the cmdlet's type.
        var record = new ErrorRecord(new AssertionException(message), id, ErrorCategory.InvalidResult, target);
        record.LockScriptStackTrace();
        throw new RuntimeException(message, record.Exception, record) { WasThrownFromThrowStatement = true };
    }
}

/// <summary>An assertion that did not hold.</summary>
public sealed class AssertionException : Exception
{
    public AssertionException()
    {
    }

    public AssertionException(string message)
        : base(message)
    {
    }

    public AssertionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
