namespace PyAsync.Interpreters;

/// <summary>
/// What a room above keeps for each interpreter: the Python functions that it calls, its caches, its way to the host. It
/// is made with the interpreter (constructors touch no Python), opened once Python's half is loaded, and found by its type.
/// </summary>
internal interface IInterpreterPart
{
    /// <summary>Binds what the part needs of Python. On a thread that holds the GIL.</summary>
    void Open();
}
