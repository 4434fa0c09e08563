using System;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using PyAsync.Calls;
using PyAsync.Conversion;
using PyAsync.Interop;
using PyAsync.Interpreters;
using PyAsync.Loops;
using PyAsync.PowerShell.Pipeline;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.ScriptBlocks;

/// <summary>
/// Reads for Python what PowerShell adds to a .NET object. A script property runs in its author's runspace: on the thread of
/// the command that waits for this await, as long as one does, with its types; else in the loop's own runspace. On Python's threads.
/// </summary>
internal static class MemberReader
{
    /// <summary>The member of that name; null where PowerShell has none.</summary>
    public static LiveMember? Find(object value, string name)
    {
        if (CallOrigin.Current?.Output is Pump pump)
        {
            using BlockingCall outcome = new();
            if (pump.Thread.TryPush(new MemberItem(pump, value, name, outcome)))
            {
                using GilPause pause = GilPause.Begin();
                outcome.Wait();
                return (LiveMember?)outcome.Result;
            }
        }
        LoopRunspace.Ensure();
        return PSMembers.Find(value, name);
    }

    /// <summary>One such question on its way to the pipeline's thread.</summary>
    private sealed class MemberItem(Pump owner, object value, string name, BlockingCall outcome) : ICallbackItem
    {
        private readonly PyEventLoop? _loop = PyEventLoop.Current;

        public IPumpItem? Next { get; set; }

        public Pump? Owner => owner;

        public void Discard() => outcome.SetException(new OperationCanceledException("The PowerShell pipeline that was to read this property was stopped."));

        [SuppressMessage("Design", "CA1031", Justification = "The property's error is the Python caller's.")]
        public void Deliver(IOutput output)
        {
            AmbientCall? outer = AmbientCall.Current;
            AmbientCall.Current = new AmbientCall(null, _loop);
            try
            {
                outcome.SetResult(PSMembers.Find(value, name));
            }
            catch (PipelineStoppedException)
            {
                Discard();
                throw;
            }
            catch (Exception error)
            {
                outcome.SetException(error);
            }
            finally
            {
                AmbientCall.Current = outer;
            }
        }
    }
}
