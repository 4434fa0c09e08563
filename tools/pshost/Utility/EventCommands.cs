using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace Microsoft.PowerShell.Commands;

/// <summary>Register-ObjectEvent and Register-EngineEvent.</summary>
public abstract class RegisterEventCommand : PSCmdlet
{
    [Parameter(Position = 100)]
    public string? SourceIdentifier { get; set; }

    [Parameter(Position = 101)]
    public ScriptBlock? Action { get; set; }

    [Parameter]
    public PSObject? MessageData { get; set; }

    [Parameter]
    public SwitchParameter SupportEvent { get; set; }

    [Parameter]
    public SwitchParameter Forward { get; set; }

    [Parameter]
    public int MaxTriggerCount { get; set; }

    protected abstract object? Source { get; }

    protected abstract string? Event { get; }

    protected override void EndProcessing()
    {
        string id = SourceIdentifier ?? Guid.NewGuid().ToString();
        if (Events.GetEventSubscribers(id).Any() && Source is not null)
        {
            WriteError(new ErrorRecord(
                new ArgumentException($"Cannot subscribe to the specified event. A subscriber with the source identifier '{id}' already exists."),
                "SUBSCRIBER_EXISTS", ErrorCategory.InvalidArgument, Source));
            return;
        }

        try
        {
            PSEventSubscriber subscriber = Events.SubscribeEvent(Source, Event, id, MessageData, Action, SupportEvent, Forward, MaxTriggerCount);
            if (Action is not null && !SupportEvent)
            {
                WriteObject(subscriber.Action);
            }
        }
        catch (ArgumentException error)
        {
            WriteError(new ErrorRecord(error, "INVALID_REGISTRATION", ErrorCategory.InvalidArgument, Source));
        }
        catch (InvalidOperationException error)
        {
            WriteError(new ErrorRecord(error, "INVALID_REGISTRATION", ErrorCategory.InvalidOperation, Source));
        }
    }
}

[Cmdlet(VerbsLifecycle.Register, "ObjectEvent")]
public sealed class RegisterObjectEventCommand : RegisterEventCommand
{
    [Parameter(Position = 0, Mandatory = true)]
    public PSObject InputObject { get; set; } = null!;

    [Parameter(Position = 1, Mandatory = true)]
    public string EventName { get; set; } = "";

    protected override object Source => InputObject.BaseObject;

    protected override string Event => EventName;
}

[Cmdlet(VerbsLifecycle.Register, "EngineEvent")]
public sealed class RegisterEngineEventCommand : RegisterEventCommand
{
    protected override object? Source => null;

    protected override string? Event => null;
}

[Cmdlet(VerbsCommon.Get, "EventSubscriber", DefaultParameterSetName = "BySource")]
public sealed class GetEventSubscriberCommand : PSCmdlet
{
    [Parameter(Position = 0, ParameterSetName = "BySource", ValueFromPipelineByPropertyName = true)]
    public string SourceIdentifier { get; set; } = "*";

    [Parameter(ParameterSetName = "ById", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public int? SubscriptionId { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        WildcardPattern pattern = WildcardPattern.Get(SourceIdentifier, WildcardOptions.IgnoreCase);
        foreach (PSEventSubscriber subscriber in Events.Subscribers.ToArray())
        {
            if ((SubscriptionId is null ? pattern.IsMatch(subscriber.SourceIdentifier) : subscriber.SubscriptionId == SubscriptionId)
                && (!subscriber.SupportEvent || Force))
            {
                WriteObject(subscriber);
            }
        }
    }
}

[Cmdlet(VerbsLifecycle.Unregister, "Event", SupportsShouldProcess = true, DefaultParameterSetName = "BySource")]
public sealed class UnregisterEventCommand : PSCmdlet
{
    [Parameter(Position = 0, ParameterSetName = "BySource", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string SourceIdentifier { get; set; } = "";

    [Parameter(Position = 0, ParameterSetName = "ById", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public int? SubscriptionId { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        WildcardPattern pattern = WildcardPattern.Get(SourceIdentifier, WildcardOptions.IgnoreCase);
        List<PSEventSubscriber> found = Events.Subscribers.Where(s => (SubscriptionId is null ? pattern.IsMatch(s.SourceIdentifier) : s.SubscriptionId == SubscriptionId)
            && (!s.SupportEvent || Force)).ToList();
        if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(SourceIdentifier))
        {
            WriteError(new ErrorRecord(
                new ArgumentException($"Event subscription with source identifier '{SourceIdentifier}' does not exist."), "INVALID_SOURCE_IDENTIFIER", ErrorCategory.InvalidArgument, null));
        }

        found.Where(s => ShouldProcess(s.SourceIdentifier, "Unsubscribe")).ToList().ForEach(Events.UnsubscribeEvent);
    }
}

[Cmdlet(VerbsCommon.New, "Event")]
public sealed class NewEventCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true)]
    public string SourceIdentifier { get; set; } = "";

    [Parameter(Position = 1)]
    public PSObject? Sender { get; set; }

    [Parameter(Position = 2)]
    public PSObject[] EventArguments { get; set; } = [];

    [Parameter(Position = 3)]
    public PSObject? MessageData { get; set; }

    protected override void EndProcessing() =>
        WriteObject(Events.GenerateEvent(SourceIdentifier, Sender?.BaseObject, EventArguments.Select(a => a?.BaseObject).ToArray(), MessageData, true, false));
}

[Cmdlet(VerbsCommon.Get, "Event", DefaultParameterSetName = "BySource")]
public sealed class GetEventCommand : PSCmdlet
{
    [Parameter(Position = 0, ParameterSetName = "BySource", ValueFromPipelineByPropertyName = true)]
    public string SourceIdentifier { get; set; } = "*";

    [Parameter(Position = 0, ParameterSetName = "ById", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    public int? EventIdentifier { get; set; }

    protected override void EndProcessing()
    {
        WildcardPattern pattern = WildcardPattern.Get(SourceIdentifier, WildcardOptions.IgnoreCase);
        List<PSEventArgs> all;
        lock (Events.ReceivedEvents.SyncRoot)
        {
            all = Events.ReceivedEvents.ToList();
        }

        List<PSEventArgs> found = all.Where(e => EventIdentifier is null ? pattern.IsMatch(e.SourceIdentifier) : e.EventIdentifier == EventIdentifier).ToList();
        if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(SourceIdentifier))
        {
            WriteError(new ErrorRecord(
                new ArgumentException($"Event with source identifier '{SourceIdentifier}' does not exist."), "INVALID_SOURCE_IDENTIFIER", ErrorCategory.InvalidArgument, null));
        }

        found.ForEach(WriteObject);
    }
}

[Cmdlet(VerbsCommon.Remove, "Event", SupportsShouldProcess = true, DefaultParameterSetName = "BySource")]
public sealed class RemoveEventCommand : PSCmdlet
{
    [Parameter(Position = 0, ParameterSetName = "BySource", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string SourceIdentifier { get; set; } = "";

    [Parameter(Position = 0, ParameterSetName = "ById", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public int? EventIdentifier { get; set; }

    protected override void ProcessRecord()
    {
        WildcardPattern pattern = WildcardPattern.Get(SourceIdentifier, WildcardOptions.IgnoreCase);
        lock (Events.ReceivedEvents.SyncRoot)
        {
            for (int i = Events.ReceivedEvents.Count - 1; i >= 0; i--)
            {
                PSEventArgs e = Events.ReceivedEvents[i];
                if (EventIdentifier is null ? pattern.IsMatch(e.SourceIdentifier) : e.EventIdentifier == EventIdentifier)
                {
                    Events.ReceivedEvents.RemoveAt(i);
                }
            }
        }
    }
}

[Cmdlet(VerbsLifecycle.Wait, "Event")]
public sealed class WaitEventCommand : PSCmdlet, IDisposable
{
    private readonly AutoResetEvent _arrived = new(false);
    private volatile bool _stopped;

    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    public string SourceIdentifier { get; set; } = "*";

    [Parameter]
    [Alias("TimeoutSec")]
    public int Timeout { get; set; } = -1;

    protected override void ProcessRecord()
    {
        WildcardPattern pattern = WildcardPattern.Get(SourceIdentifier, WildcardOptions.IgnoreCase);
        long end = Timeout < 0 ? long.MaxValue : Environment.TickCount64 + (Timeout * 1000L);
        Events.ReceivedEvents.PSEventReceived += OnReceived;
        try
        {
            while (!_stopped)
            {
                PSEventArgs? found;
                lock (Events.ReceivedEvents.SyncRoot)
                {
                    found = Events.ReceivedEvents.FirstOrDefault(e => pattern.IsMatch(e.SourceIdentifier));
                }

                if (found is not null)
                {
                    WriteObject(found);
                    return;
                }

                if (Environment.TickCount64 >= end)
                {
                    return;
                }

                // Other subscriptions' actions run on this thread meanwhile, hence the short wait.
                ((PSLocalEventManager)Events).ProcessPendingActions();
                _arrived.WaitOne(200);
            }
        }
        finally
        {
            Events.ReceivedEvents.PSEventReceived -= OnReceived;
        }
    }

    protected override void StopProcessing()
    {
        _stopped = true;
        _arrived.Set();
    }

    public void Dispose() => _arrived.Dispose();

    private void OnReceived(object? sender, PSEventArgs e) => _arrived.Set();
}
