using System.Management.Automation;
using PyAsync.Calls;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>A warning of Python's, or a log record of level WARNING or above, in the Warning stream.</summary>
public sealed class PyWarningRecord : WarningRecord
{
    internal PyWarningRecord(string message, PyRecord said)
        : base(message)
    {
        Said = said;
    }

    /// <summary>What was said, by whom, on whose behalf.</summary>
    public PyRecord Said { get; }
}

/// <summary>A log record of level INFO, in the Verbose stream.</summary>
public sealed class PyVerboseRecord : VerboseRecord
{
    internal PyVerboseRecord(string message, PyRecord said)
        : base(message)
    {
        Said = said;
    }

    /// <summary>What was said, by whom, on whose behalf.</summary>
    public PyRecord Said { get; }
}

/// <summary>A log record of level DEBUG, in the Debug stream.</summary>
public sealed class PyDebugRecord : DebugRecord
{
    internal PyDebugRecord(string message, PyRecord said)
        : base(message)
    {
        Said = said;
    }

    /// <summary>What was said, by whom, on whose behalf.</summary>
    public PyRecord Said { get; }
}

/// <summary>A log record of level ERROR or above as an error, where that was asked for.</summary>
public sealed class PyErrorRecord : ErrorRecord
{
    internal PyErrorRecord(ErrorRecord error, PyRecord said)
        : base(error, null)
    {
        Said = said;
    }

    /// <summary>What was said, by whom, on whose behalf.</summary>
    public PyRecord Said { get; }
}
