using System;
using System.Collections.Generic;
using System.Management.Automation;
using PyAsync.PowerShell.Pipeline;
using PyAsync.PowerShell.Values;

namespace PyAsync.PowerShell.ScriptBlocks;

/// <summary>Makes a retry policy of what a command was given.</summary>
internal static class RetryPolicies
{
    /// <summary>The policy for so many further attempts; <paramref name="on"/> has names of Python exception classes and script blocks.</summary>
    public static RetryPolicy Make(int count, double interval, object[]? on)
    {
        List<WildcardPattern> types = [];
        Func<ErrorRecord, int, IScript>? script = null;
        foreach (object one in on ?? [])
        {
            if (PSValues.Unwrap(one) is ScriptBlock block)
            {
                CallableScript callable = new(block);
                script = (error, attempt) => new BoundScript(callable, new ScriptBlockArguments([error, attempt], []) { HasItem = true });
                continue;
            }
            string name = one.ToString() ?? "";
            // A class is known by its own name; a module in front says more than is known of its bases.
            types.Add(WildcardPattern.Get(name[(name.LastIndexOf('.') + 1)..], WildcardOptions.IgnoreCase));
        }
        return new RetryPolicy { Count = count, Interval = TimeSpan.FromSeconds(interval), Types = types, Script = script };
    }
}
