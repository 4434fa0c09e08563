namespace PyAsync.Interpreters;

/// <summary>How a thread waits for work that it gave to a scheduler: a host's threads may have to be stopped meanwhile.</summary>
internal interface IWorkWait
{
    /// <summary>Waits. True where the work is done; false where it took too long. What it throws ends the wait too.</summary>
    bool Wait(IPendingWork work);
}
