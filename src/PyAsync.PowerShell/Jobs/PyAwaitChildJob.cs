using System.Management.Automation;
using PyAsync.Calls;
using PyAsync.PowerShell.Pipeline;

namespace PyAsync.PowerShell.Jobs;

/// <summary>One input's await of a <see cref="PyAwaitJob"/>.</summary>
internal sealed class PyAwaitChildJob : PyJob
{
    private IResultWriter? _writer;

    /// <summary>Makes it.</summary>
    /// <param name="parent">The job that it is part of.</param>
    /// <param name="command">The command that started it.</param>
    /// <param name="index">The input's number, from 0.</param>
    public PyAwaitChildJob(PyAwaitJob parent, CallOrigin command, long index)
        : base(command.Command, null, parent.Location)
    {
        Parent = parent;
        Index = index;
        Origin = command.For(this, Name);
    }

    /// <summary>The job that it is part of.</summary>
    public PyAwaitJob Parent { get; }

    /// <summary>The input's number, from 0.</summary>
    public long Index { get; }

    /// <summary>Who starts its await.</summary>
    public CallOrigin Origin { get; }

    /// <summary>Its await starts.</summary>
    public void Begin() => Enter(JobState.Running);

    /// <summary>Its await has ended.</summary>
    public void End(PipelineCall call, object? outcome, bool failed, JobState state, AwaitOptions options)
    {
        try
        {
            if (state is not JobState.Stopped)
            {
                Writer(options).Write(call, outcome, failed);
            }
        }
        finally
        {
            // Whatever a handler of its streams throws, it has ended.
            End(IsStopAsked ? JobState.Stopped : state, Origin);
        }
    }

    /// <summary>An item of its stream has come.</summary>
    public void WriteItem(PipelineCall call, object? value, AwaitOptions options) => Writer(options).WriteItem(call, value);

    /// <inheritdoc/>
    private protected override bool TryWrite(RecordItem record) => Parent.Write(record);

    /// <inheritdoc/>
    private protected override void Cancel()
    {
        Parent.Do(() => Enter(JobState.Stopping));
        Parent.Cancel(this);
    }

    private IResultWriter Writer(AwaitOptions options) => _writer ??= ResultWriter.For(Result, options);
}
