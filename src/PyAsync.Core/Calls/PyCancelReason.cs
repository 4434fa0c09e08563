namespace PyAsync.Calls;

/// <summary>Why a call was asked to end.</summary>
internal enum PyCancelReason
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>Its caller cancelled it, or somebody stopped its task.</summary>
    Requested,

    /// <summary>Its time was up.</summary>
    Timeout,
}
