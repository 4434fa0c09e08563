namespace PyAsync.Interpreters;

/// <summary>Where one of Python's threads is.</summary>
/// <param name="Thread">The number by which Python knows the thread.</param>
/// <param name="Place">Its line, as <c>file:line in function</c>; null where it runs no Python code.</param>
/// <param name="IsIdle">Whether it is an event loop that waits for events, or for the GIL after one.</param>
internal sealed record ThreadPlace(ulong Thread, string? Place, bool IsIdle);
