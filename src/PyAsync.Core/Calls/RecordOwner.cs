using System;
using System.Runtime.CompilerServices;

namespace PyAsync.Calls;

/// <summary>On whose behalf something is said: the command, and the item of it. Two are the same where both are the very same objects.</summary>
/// <param name="origin">Who started it; null where nobody told.</param>
/// <param name="item">The item that it is for; null for none.</param>
internal readonly struct RecordOwner(CallOrigin? origin, object? item) : IEquatable<RecordOwner>
{
    /// <summary>What a context variable holds.</summary>
    public RecordOwner((CallOrigin? Origin, object? Item) mark)
        : this(mark.Origin, mark.Item)
    {
    }

    /// <summary>A record's.</summary>
    public RecordOwner(PyRecord record)
        : this(record.Origin, record.Input)
    {
    }

    /// <summary>Who started it.</summary>
    public CallOrigin? Origin => origin;

    /// <summary>The item that it is for.</summary>
    public object? Item => item;

    public bool Equals(RecordOwner other) => ReferenceEquals(origin, other.Origin) && ReferenceEquals(item, other.Item);

    public override bool Equals(object? obj) => obj is RecordOwner other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(RuntimeHelpers.GetHashCode(origin), RuntimeHelpers.GetHashCode(item));
}
