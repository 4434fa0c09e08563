using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Reflection;
using PyAsync.Conversion;
using PyAsync.Objects;

namespace PyAsync.PowerShell.ScriptBlocks;

/// <summary>
/// Short names of types for scripts, as <c>[regex]</c> is one of PowerShell's own. PowerShell keeps the list of them internal
/// (TypeAccelerators, since 2.0), so it is reached by name. For the process.
/// </summary>
internal static class ShortNames
{
    private static readonly Dictionary<string, Type> s_names = new()
    {
        ["PyAsync.Callback"] = typeof(Callback),
        ["PyAsync.Keywords"] = typeof(PyKeywords),
        ["PyAsync.Live"] = typeof(Live),
        ["PyAsync.View"] = typeof(PyView),
    };

    private static readonly Type? s_list = typeof(PSObject).Assembly.GetType("System.Management.Automation.TypeAccelerators");

    /// <summary>Makes the names known.</summary>
    public static void Register()
    {
        foreach (KeyValuePair<string, Type> name in s_names)
        {
            Call("Remove", name.Key);
            Call("Add", name.Key, name.Value);
        }
    }

    private static void Call(string method, params object[] arguments) =>
        s_list?.GetMethod(method, BindingFlags.Public | BindingFlags.Static)?.Invoke(null, arguments);
}
