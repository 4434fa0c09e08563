using System;
using System.Collections;
using System.Collections.Generic;
using ExecutionContext = System.Management.Automation.ExecutionContext;

namespace Pester;

/// <summary>Runs script blocks in scopes that the runner opens and closes itself.</summary>
/// <remarks>
/// A block's BeforeAll and its tests are separate script blocks that share variables. So the runner makes the
/// scope, and each of them is dot-sourced into it.
/// </remarks>
internal sealed class Invoker(ExecutionContext context)
{
    public ExecutionContext Context { get; } = context;

    /// <summary>Opens a scope in the session state that the block belongs to; dispose it to close the scope.</summary>
    public IDisposable OpenScope(ScriptBlock? block, bool isScript = false) =>
        new OpenedScope(block?.SessionStateInternal ?? Context.EngineSessionState, isScript);

    /// <summary>Defines the variables of a -ForEach item in the current scope: $_, and the keys of a dictionary.</summary>
    public void Define(ScriptBlock? block, object? data)
    {
        SessionStateInternal state = block?.SessionStateInternal ?? Context.EngineSessionState;
        Set(state, "_", data);
        object? inner = data is PSObject wrapped ? wrapped.BaseObject : data;
        if (inner is IDictionary table)
        {
            foreach (DictionaryEntry entry in table)
            {
                Set(state, entry.Key.ToString() ?? "", entry.Value);
            }
        }
    }

    public void DefineAll(ScriptBlock? block, IDictionary? data)
    {
        SessionStateInternal state = block?.SessionStateInternal ?? Context.EngineSessionState;
        foreach (DictionaryEntry entry in data ?? new Hashtable())
        {
            Set(state, entry.Key.ToString() ?? "", entry.Value);
        }
    }

    /// <summary>Dot-sources a block; returns the error that ended it, or null.</summary>
    public ErrorRecord? Run(ScriptBlock block, IList? output = null, params object?[] arguments)
    {
        // As if inside try: an error that would end just its statement ends the block.
        bool propagated = Context.PropagateExceptionsToEnclosingStatementBlock;
        Context.PropagateExceptionsToEnclosingStatementBlock = true;
        try
        {
            block.InvokeWithPipe(
                useLocalScope: false,
                ScriptBlock.ErrorHandlingBehavior.WriteToCurrentErrorPipe,
                dollarUnder: DollarUnder(block),
                input: Array.Empty<object>(),
                scriptThis: AutomationNull.Value,
                outputPipe: output is List<object> list ? new Pipe(list) : new Pipe { NullPipe = true },
                invocationInfo: new InvocationInfo(new ScriptInfo("", block, Context), block.Ast.Extent, Context),
                args: arguments!);
            return null;
        }
        catch (Exception error) when (error is not PipelineStoppedException and not ExitException)
        {
            return ToRecord(error);
        }
        finally
        {
            Context.PropagateExceptionsToEnclosingStatementBlock = propagated;
        }
    }

    /// <summary>Replaces the &lt;…&gt; templates of a name by what they are in the current scope.</summary>
    public string Expand(string name, ScriptBlock near)
    {
        if (!name.Contains('<'))
        {
            return name;
        }

        string text = name.Replace("$", "`$").Replace("\"", "`\"");
        text = System.Text.RegularExpressions.Regex.Replace(text, "(?<!`)<([^>^`]+)>", "$$($$$1)");
        ScriptBlock block = ScriptBlock.Create('"' + text + '"');
        block.SessionStateInternal = near.SessionStateInternal ?? Context.EngineSessionState;
        var output = new List<object>();
        return Run(block, output) is null && output.Count > 0 ? output[0]?.ToString() ?? "" : name;
    }

    /// <summary>The record that a catch block would see as $_.</summary>
    public static ErrorRecord ToRecord(Exception error)
    {
        if (error is not IContainsErrorRecord { ErrorRecord: { } record })
        {
            return new ErrorRecord(error, error.GetType().FullName, ErrorCategory.NotSpecified, null);
        }

        return record.Exception is ParentContainsErrorRecordException or null ? new ErrorRecord(record, error) : record;
    }

    // A dot-sourced block sees $_ only if it is handed over.
    private object? DollarUnder(ScriptBlock block) =>
        (block.SessionStateInternal ?? Context.EngineSessionState).GetVariable("_") is { } variable ? variable.Value : AutomationNull.Value;

    private static void Set(SessionStateInternal state, string name, object? value) =>
        state.CurrentScope.SetVariable(name, value, asValue: true, force: true, state, CommandOrigin.Internal);

    private sealed class OpenedScope : IDisposable
    {
        private readonly SessionStateInternal _state;
        private readonly SessionStateScope _scope;

        public OpenedScope(SessionStateInternal state, bool isScript)
        {
            _state = state;
            _scope = state.NewScope(isScript);
            state.CurrentScope = _scope;
        }

        public void Dispose() => _state.RemoveScope(_scope);
    }
}
