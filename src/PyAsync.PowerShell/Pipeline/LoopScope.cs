using System;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using PyAsync.Loops;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>
/// A loop that is the default one for as long as a block runs. Scopes nest, and belong to their runspace: other
/// runspaces of the process, and what reads the block's output, do not see it. The runspace's thread.
/// </summary>
internal sealed class LoopScope : IDisposable
{
    private static readonly ConditionalWeakTable<Runspace, Holder> s_scopes = [];

    private readonly Holder _holder;
    private readonly LoopScope? _outer;
    private readonly PyEventLoop _loop;

    private LoopScope(Holder holder, PyEventLoop loop)
    {
        _holder = holder;
        _outer = holder.Innermost;
        _loop = loop;
    }

    /// <summary>The innermost scope's loop in the current runspace; null outside of all.</summary>
    public static PyEventLoop? Current =>
        Runspace.DefaultRunspace is { } runspace && s_scopes.TryGetValue(runspace, out Holder? holder) ? holder.Innermost?._loop : null;

    /// <summary>Makes the loop the default one until the scope is disposed.</summary>
    public static LoopScope Enter(PyEventLoop loop)
    {
        Holder holder = s_scopes.GetOrCreateValue(Runspace.DefaultRunspace);
        LoopScope scope = new(holder, loop);
        holder.Innermost = scope;
        return scope;
    }

    /// <summary>Does something as if outside of this scope: a reader of the block's output.</summary>
    public void Outside<T>(Action<T> action, T argument)
    {
        LoopScope? inside = _holder.Innermost;
        _holder.Innermost = _outer;
        try
        {
            action(argument);
        }
        finally
        {
            _holder.Innermost = inside;
        }
    }

    /// <summary>Ends the scope, and those inside of it that an exception left open.</summary>
    public void Dispose() => _holder.Innermost = _outer;

    private sealed class Holder
    {
        public LoopScope? Innermost { get; set; }
    }
}
