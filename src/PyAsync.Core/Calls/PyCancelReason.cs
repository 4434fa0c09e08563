namespace PyAsync.Calls;

/// <summary>Why a call was asked to end.</summary>
internal enum PyCancelReason
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>Whoever waited for it wants it no more.</summary>
    Requested,

    /// <summary>Its time was up.</summary>
    Timeout,
}
