using PyAsync.Interpreters;

namespace PyAsync.Loops;

/// <summary>
/// A host whose user can read later what Python says while nobody waits: it is kept in <see cref="UnreadRecords"/>. Without
/// such a host it is written to the process's own streams. Any thread; no member waits or throws.
/// </summary>
internal interface IRecordHost : IPythonHost
{
    /// <summary>Takes a record for somebody who waits for what the loop does; false where nobody does.</summary>
    bool TryTake(PyEventLoop loop, object record);

    /// <summary>A record has come to lie there. On the thread that said it.</summary>
    void OnUnread();
}
