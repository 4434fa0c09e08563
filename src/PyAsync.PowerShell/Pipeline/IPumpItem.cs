namespace PyAsync.PowerShell.Pipeline;

/// <summary>One thing for the pipeline's thread to do: write an outcome, a record, run a script block.</summary>
internal interface IPumpItem
{
    /// <summary>The item that was pushed before, while this one waits in a pump.</summary>
    IPumpItem? Next { get; set; }

    /// <summary>Does it. The pipeline's thread; may write.</summary>
    void Deliver(PumpingCmdlet cmdlet);
}
