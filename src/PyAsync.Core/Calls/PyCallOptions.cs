
namespace PyAsync.Calls;

/// <summary>How an await is started, beyond what is called and with which arguments.</summary>
public sealed class PyCallOptions
{
    /// <summary>The context that several awaits share; null for that of the callback this is called in, or else a copy of the loop's own.</summary>
    public PyContext? Context { get; init; }

    /// <summary>Who starts it, which the records of the Python code find; null where nobody is told.</summary>
    public CallOrigin? Origin { get; init; }
}
