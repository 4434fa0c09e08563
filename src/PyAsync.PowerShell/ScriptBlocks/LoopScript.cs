using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Threading;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.ScriptBlocks;

/// <summary>A script block that converts values on the loops' threads, in their own runspaces. Those threads.</summary>
[SuppressMessage("Design", "CA1001", Justification = "It lives as long as its registration; the slots hold script blocks only.")]
internal sealed class LoopScript(ScriptBlock block)
{
    // A pipeline that is kept from value to value costs a fraction of one for each. What the block writes as an error
    // fails the conversion: there is no command whose error it could be.
    private static readonly ScriptBlock s_pipeline = ScriptBlock.Create("param($each, $block) & $each $block");

    private static readonly ScriptBlock s_each = ScriptBlock.Create("param($__pyAsyncBlock) process { $ErrorActionPreference = 'Stop'; & $__pyAsyncBlock $_ }");

    // A script block belongs to the runspace that made it, so each thread has one of its own made of the text.
    private readonly string _text = block.ToString();
    private readonly ThreadLocal<Own?> _own = new();

    /// <summary>What the script block gives for a value.</summary>
    public object? Convert(object value)
    {
        LoopRunspace.Ensure();
        Own own = _own.Value ??= new Own(ScriptBlock.Create(_text));
        if (own.IsBusy)
        {
            // The block's own code has led here.
            using SteppablePipeline inner = Begin(own.Block);
            return Convert(inner, value);
        }
        own.IsBusy = true;
        bool whole = false;
        try
        {
            own.Pipeline ??= Begin(own.Block);
            object? result = Convert(own.Pipeline, value);
            whole = true;
            return result;
        }
        finally
        {
            own.IsBusy = false;
            if (!whole)
            {
                // A pipeline has ended with its first error.
                own.Pipeline?.Dispose();
                own.Pipeline = null;
            }
        }
    }

    private static SteppablePipeline Begin(ScriptBlock block)
    {
        SteppablePipeline pipeline = s_pipeline.GetSteppablePipeline(CommandOrigin.Internal, [s_each, block]);
        pipeline.Begin(expectInput: true);
        return pipeline;
    }

    // The value itself is no wrapper to be looked into again.
    private static object? Convert(SteppablePipeline pipeline, object value) => PSValues.Single<object>((object[])pipeline.Process(value));

    private sealed class Own(ScriptBlock block)
    {
        public ScriptBlock Block => block;

        public SteppablePipeline? Pipeline { get; set; }

        public bool IsBusy { get; set; }
    }
}
