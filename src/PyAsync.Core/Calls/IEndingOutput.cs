namespace PyAsync.Calls;

/// <summary>An output that can tell whether it takes no more.</summary>
internal interface IEndingOutput
{
    /// <summary>Whether whoever waited has ended. Any thread.</summary>
    bool HasEnded { get; }
}
