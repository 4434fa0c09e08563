using System;
using System.Management.Automation;
using System.Text.RegularExpressions;
using PyAsync.Objects;

namespace PyAsync.PowerShell.Errors;

/// <summary>
/// How the record of a Python exception is shown: as PowerShell shows any error, with the places in Python below. No API of
/// its own: the module's format file calls it.
/// </summary>
public static partial class PythonErrorView
{
    /// <summary>The name of the view's type, which such records have besides their own.</summary>
    internal const string TypeName = "PyAsync.ErrorRecord";

    // Of a record whose target is an item of the pipeline.
    private const string ItemTypeName = TypeName + "#Item";

    private const string Extended = "System.Management.Automation.ErrorRecord#PSExtendedError";

    private const string FindView = "(Get-FormatData -TypeName $args[0] -PowerShellVersion $PSVersionTable.PSVersion).FormatViewDefinition[0].Control.Entries[0].CustomItems | "
        + "ForEach-Object { $_.Expression.Value }";

    /// <summary>Lets a record be shown by this view.</summary>
    /// <param name="record">The record.</param>
    /// <param name="hasItem">Whether its target is an item of the pipeline, which is shown too.</param>
    internal static ErrorRecord Mark(ErrorRecord record, bool hasItem)
    {
        PSObject shown = PSObject.AsPSObject(record);
        shown.TypeNames.Insert(0, TypeName);
        if (hasItem)
        {
            shown.TypeNames.Insert(1, ItemTypeName);
        }
        return record;
    }

    /// <summary>The record as text. In a pipeline of the session that shows it.</summary>
    /// <param name="record">The record.</param>
    /// <param name="withLinks">Whether the terminal shows links.</param>
    /// <param name="view">The session's $ErrorView: the places are part of ConciseView, the default.</param>
    public static string Show(ErrorRecord record, bool withLinks, string view)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(view);
        if (PSObject.AsPSObject(record).TypeNames.Contains(Extended))
        {
            // Get-Error, which shows everything.
            return ShowBy(Extended, record);
        }
        // PowerShell's own view shows the places as a recommendation.
        ErrorRecord plain = new(record, null);
        if (record.ErrorDetails is { } details)
        {
            plain.ErrorDetails = new ErrorDetails(details.Message);
        }
        string text = LineEnd().Replace(ShowBy(typeof(ErrorRecord).FullName!, plain), "$1");
        if (view is not ("" or "ConciseView"))
        {
            return text;
        }
        if (FindPython(record) is { } python)
        {
            text += PythonErrorText.Of(python, withLinks ? MakeLink : null);
        }
        return PSObject.AsPSObject(record).TypeNames.Contains(ItemTypeName) ? text + ItemOf(record.TargetObject) : text;
    }

    /// <summary>The places in Python of a record, each line behind a line break; nothing where it is about no Python exception.</summary>
    internal static string PlacesOf(ErrorRecord record) => FindPython(record) is { } python ? PythonErrorText.Of(python) : "";

    // Nothing for an object that says no more than its type.
    private static string ItemOf(object? item)
    {
        try
        {
            string text = KnownErrors.Short(item);
            return item is not null && text == PSObject.AsPSObject(item).BaseObject.GetType().ToString() ? "" : "\n  of the input: " + text;
        }
        catch (ExtendedTypeSystemException)
        {
            // Its ToString fails.
            return "";
        }
    }

    [GeneratedRegex(@"[\r\n]+((\x1b\[[0-9;]*m)*)$")]
    private static partial Regex LineEnd();

    private static PyException? FindPython(ErrorRecord record)
    {
        for (Exception? error = record.Exception; error is not null; error = error.InnerException)
        {
            if (error is PyException python)
            {
                return python;
            }
        }
        return null;
    }

    // A link for a terminal.
    private static string MakeLink(string file, string text) =>
        System.IO.Path.IsPathRooted(file) ? $"\u001b]8;;{new Uri(file).AbsoluteUri}\u001b\\{text}\u001b]8;;\u001b\\" : text;

    // PowerShell's views of error records are made of script blocks, which see the record as $_.
    private static string ShowBy(string typeName, ErrorRecord record)
    {
        string text = "";
        foreach (PSObject part in ScriptBlock.Create(FindView).Invoke(typeName))
        {
            foreach (PSObject value in ScriptBlock.Create(part.ToString()).InvokeWithContext(null, [new PSVariable("_", record), new PSVariable("PSItem", record)]))
            {
                text += value?.ToString();
            }
        }
        return text;
    }
}
