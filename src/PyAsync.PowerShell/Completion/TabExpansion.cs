using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using PyAsync.PowerShell.Errors;

namespace PyAsync.PowerShell.Completion;

/// <summary>
/// PowerShell asks no completer for the keys of a hashtable, nor about the members of a live object, so its function
/// TabExpansion2 is made to call this, where it still calls
/// <see cref="CommandCompletion.CompleteInput(string, int, Hashtable)"/>: at the first idle moment of a prompt, so that
/// scripts have no part in it. What PowerShell itself completes comes first.
/// </summary>
public static class TabExpansion
{
    private const string Usual = "[System.Management.Automation.CommandCompletion]::CompleteInput(";
    private const string Ours = "[PyAsync.PowerShell.Completion.TabExpansion]::CompleteInput(";

    private const string Get = "$function:global:TabExpansion2";
    private const string Set = "param($block) $function:global:TabExpansion2 = $block";

    /// <summary>Completes a line.</summary>
    public static CommandCompletion CompleteInput(string input, int cursorIndex, Hashtable? options)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Extend(() => CommandCompletion.CompleteInput(input, cursorIndex, options), Parser.ParseInput(input, out _, out _), input, cursorIndex);
    }

    /// <summary>Completes a line of which the syntax tree is there.</summary>
    public static CommandCompletion CompleteInput(Ast ast, Token[] tokens, IScriptPosition positionOfCursor, Hashtable? options)
    {
        ArgumentNullException.ThrowIfNull(ast);
        ArgumentNullException.ThrowIfNull(positionOfCursor);
        return Extend(() => CommandCompletion.CompleteInput(ast, tokens, positionOfCursor, options), ast, ast.Extent.Text, positionOfCursor.Offset - ast.Extent.StartOffset);
    }

    /// <summary>Changes the session's TabExpansion2, once its prompt is idle. The pipeline's thread.</summary>
    public static void Adopt() => Change(Usual, Ours);

    /// <summary>Has the session's TabExpansion2 changed when its prompt is first idle. The pipeline's thread.</summary>
    internal static void Await()
    {
        if (Runspace.DefaultRunspace?.Events is { } events)
        {
            // A script block, as the session's own thread runs no other handlers.
            ScriptBlock adopt = ScriptBlock.Create("[PyAsync.PowerShell.Completion.TabExpansion]::Adopt()");
            _ = events.SubscribeEvent(null, PSEngineEvent.OnIdle, PSEngineEvent.OnIdle, null, adopt, supportEvent: true, forwardEvent: false, maxTriggerCount: 1);
        }
    }

    /// <summary>Changes it back.</summary>
    internal static void Undo() => Change(Ours, Usual);

    private static CommandCompletion Extend(Func<CommandCompletion> usual, Ast line, string text, int cursor)
    {
        CommandCompletion found;
        try
        {
            found = usual();
        }
        catch (UseException)
        {
            // A live dict whose loop is blocked has no keys to offer now.
            return new CommandCompletion([], -1, -1, -1);
        }
        return found.CompletionMatches.Count > 0
            ? LiveMembers.Describe(found, line, text, cursor)
            : HashtableKeys.At(line, text, cursor) ?? found;
    }

    private static void Change(string from, string to)
    {
        string definition = Runspace.DefaultRunspace is null ? "" : ScriptBlock.Create(Get).Invoke().FirstOrDefault()?.ToString() ?? "";
        if (definition.Contains(from, StringComparison.Ordinal))
        {
            // A block that belongs to no module: it sees the variables of whoever completes.
            _ = ScriptBlock.Create(Set).Invoke(ScriptBlock.Create(definition.Replace(from, to, StringComparison.Ordinal)));
        }
    }
}
