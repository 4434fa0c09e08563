using System;

namespace PyAsync.Interpreters;

/// <summary>A part that ends what it runs before the process exits.</summary>
internal interface IProcessExitPart
{
    /// <summary>Ends it, within a limit. The thread that the process exits on, without the GIL.</summary>
    void Exit(TimeSpan limit);
}
