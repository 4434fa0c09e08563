namespace PyAsync.PowerShell.Pipeline;

/// <summary>The awaits of one command, oldest first; linked through the calls themselves. The pipeline's thread.</summary>
internal sealed class InFlightList
{
    private PipelineCall? _last;

    public int Count { get; private set; }

    public PipelineCall? First { get; private set; }

    public void Add(PipelineCall call)
    {
        call.PreviousInFlight = _last;
        if (_last is null)
        {
            First = call;
        }
        else
        {
            _last.NextInFlight = call;
        }
        _last = call;
        Count++;
    }

    public void Remove(PipelineCall call)
    {
        if (call.PreviousInFlight is { } previous)
        {
            previous.NextInFlight = call.NextInFlight;
        }
        else if (First == call)
        {
            First = call.NextInFlight;
        }
        else
        {
            return;
        }
        if (call.NextInFlight is { } next)
        {
            next.PreviousInFlight = call.PreviousInFlight;
        }
        else
        {
            _last = call.PreviousInFlight;
        }
        call.PreviousInFlight = call.NextInFlight = null;
        Count--;
    }

    public void Clear()
    {
        First = _last = null;
        Count = 0;
    }
}
