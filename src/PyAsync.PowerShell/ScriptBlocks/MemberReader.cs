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
/// Reads and writes for Python what PowerShell adds to a .NET object. A script property runs in its author's runspace: on the thread of
/// the command that waits for this await, as long as one does, with its types; else in the loop's own runspace. On Python's threads.
/// </summary>
internal static class MemberReader
{
    /// <summary>The member of that name; null where PowerShell has none.</summary>
    public static LiveMember? Find(object value, string name) => (LiveMember?)Do(() => PSMembers.Find(value, name));

    /// <summary>Writes the member of that name; false where PowerShell has none that takes a value.</summary>
    public static bool Write(object value, string name, object? content) => (bool)Do(() => PSMembers.Write(value, name, content))!;

    private static object? Do(Func<object?> use)
    {
        if (CallOrigin.Current?.Output is Pump pump)
        {
            using BlockingCall outcome = new();
            if (pump.Thread.TryPush(new MemberItem(pump, use, outcome)))
            {
                using GilPause pause = GilPause.Begin();
                outcome.Wait();
                return outcome.Result;
            }
        }
        LoopRunspace.Ensure();
        return use();
    }

    /// <summary>One such question on its way to the pipeline's thread.</summary>
    private sealed class MemberItem(Pump owner, Func<object?> use, BlockingCall outcome) : ICallbackItem
    {
        private readonly PyEventLoop? _loop = PyEventLoop.Current;

        public IPumpItem? Next { get; set; }

        public Pump? Owner => owner;

        public void Discard() => outcome.SetException(new OperationCanceledException("The PowerShell pipeline that was to use this property was stopped."));

        [SuppressMessage("Design", "CA1031", Justification = "The property's error is the Python caller's.")]
        public void Deliver(IOutput output)
        {
            AmbientCall? outer = AmbientCall.Current;
            AmbientCall.Current = new AmbientCall(null, _loop);
            try
            {
                outcome.SetResult(use());
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
