using System.Collections;
using System.Collections.Generic;
using PyAsync.Bridging;

namespace PyAsync.PowerShell.Callbacks;

/// <summary>A Python call's arguments as a script block gets them.</summary>
internal static class ScriptBlockArguments
{
    /// <summary>The positional ones as <c>$args</c>; those by keyword as a hashtable behind them.</summary>
    public static object?[] Of(PyCallbackCall call)
    {
        int keyword = call.Keyword.Count > 0 ? 1 : 0;
        object?[] arguments = new object?[call.Arguments.Count + keyword];
        for (int i = 0; i < call.Arguments.Count; i++)
        {
            arguments[i] = call.Arguments[i];
        }
        if (keyword > 0)
        {
            Hashtable named = new(call.Keyword.Count);
            foreach (KeyValuePair<string, object?> pair in call.Keyword)
            {
                named[pair.Key] = pair.Value;
            }
            arguments[^1] = named;
        }
        return arguments;
    }
}
