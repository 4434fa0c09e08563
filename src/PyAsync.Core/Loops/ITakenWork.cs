namespace PyAsync.Loops;

/// <summary>Work that tells whether the loop has come to it.</summary>
internal interface ITakenWork
{
    /// <summary>Whether the loop has begun it or ended without it. Any thread.</summary>
    bool IsTaken { get; }
}
