namespace PyAsync.PowerShell.Pipeline;

/// <summary>A call by Python on its way to the pipeline that runs it.</summary>
internal interface ICallbackItem : IPumpItem
{
    /// <summary>The pump of the command that what is called was given to; null for none.</summary>
    Pump? Owner { get; }
}
