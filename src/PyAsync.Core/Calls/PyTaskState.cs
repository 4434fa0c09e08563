namespace PyAsync.Calls;

/// <summary>Where an asyncio task is in its life.</summary>
public enum PyTaskState
{
    /// <summary>It has not ended.</summary>
    Pending,

    /// <summary>It was asked to end and has not yet.</summary>
    Cancelling,

    /// <summary>It ended with a result.</summary>
    Done,

    /// <summary>It ended with an exception.</summary>
    Failed,

    /// <summary>It ended by cancellation.</summary>
    Cancelled,

    /// <summary>How it ended was not seen: its loop has stopped, or too many others have ended since.</summary>
    Gone,
}
