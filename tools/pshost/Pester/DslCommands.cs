using System.Collections;
using System.Linq;

namespace Pester;

/// <summary>Describe, Context and It (a cmdlet must have a verb and a noun, so the words of the language are aliases).</summary>
public abstract class DefineCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public string Name { get; set; } = "";

    [Parameter]
    [Alias("Tags")]
    public string[] Tag { get; set; } = [];

    [Parameter]
    public SwitchParameter Skip { get; set; }

    [Parameter]
    public SwitchParameter AllowNullOrEmptyForEach { get; set; }

    [Parameter]
    [Alias("TestCases")]
    [AllowNull]
    [AllowEmptyCollection]
    public object? ForEach { get; set; }

    internal object[]? Items
    {
        get
        {
            if (!MyInvocation.BoundParameters.ContainsKey(nameof(ForEach)))
            {
                return null;
            }

            object? value = ForEach is PSObject wrapped && wrapped.BaseObject is IEnumerable and not string ? wrapped.BaseObject : ForEach;
            object[] items = value switch
            {
                null => [],
                IDictionary or string => [value],
                IEnumerable many => many.Cast<object>().ToArray(),
                _ => [value],
            };
            return items.Length > 0 || AllowNullOrEmptyForEach
                ? items
                : throw new PSArgumentException("Value can not be null or empty array. If this is expected, use -AllowNullOrEmptyForEach", nameof(ForEach));
        }
    }

    internal static Discovery Discovery => Pester.Discovery.Current
        ?? throw new PSInvalidOperationException("Test files are run by Invoke-Pester.");

    internal static ScriptBlock Require(ScriptBlock? body, string what) =>
        body ?? throw new PSArgumentException($"No {what} scriptblock is provided. Did you put the opening curly brace on the next line?");
}

public abstract class DefineBlockCommand : DefineCommand
{
    [Parameter(Position = 1)]
    public ScriptBlock? Fixture { get; set; }

    protected abstract string Command { get; }

    protected override void EndProcessing() =>
        Discovery.AddBlock(Command, Name, Require(Fixture, "block"), Tag, Skip, Items, MyInvocation.ScriptLineNumber);
}

[Cmdlet(VerbsCommon.Add, "PesterDescribe")]
[Alias("Describe")]
public sealed class DescribeCommand : DefineBlockCommand
{
    protected override string Command => "Describing";
}

[Cmdlet(VerbsCommon.Add, "PesterContext")]
[Alias("Context")]
public sealed class ContextCommand : DefineBlockCommand
{
    protected override string Command => "Context";
}

[Cmdlet(VerbsCommon.Add, "PesterIt")]
[Alias("It")]
public sealed class ItCommand : DefineCommand
{
    [Parameter(Position = 1)]
    public ScriptBlock? Test { get; set; }

    protected override void EndProcessing() =>
        Discovery.AddTest(Name, Require(Test, "test"), Tag, Skip, Items, MyInvocation.ScriptLineNumber);
}

/// <summary>The commands that give a block something to run around its tests.</summary>
public abstract class AroundCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("Scriptblock")]
    public ScriptBlock Body { get; set; } = null!;

    internal static Block Block => DefineCommand.Discovery.CurrentBlock;
}

[Cmdlet(VerbsCommon.Add, "PesterBeforeAll")]
[Alias("BeforeAll")]
public sealed class BeforeAllCommand : AroundCommand
{
    protected override void EndProcessing() => Block.BeforeAll.Add(Body);
}

[Cmdlet(VerbsCommon.Add, "PesterAfterAll")]
[Alias("AfterAll")]
public sealed class AfterAllCommand : AroundCommand
{
    protected override void EndProcessing() => Block.AfterAll.Add(Body);
}

[Cmdlet(VerbsCommon.Add, "PesterBeforeEach")]
[Alias("BeforeEach")]
public sealed class BeforeEachCommand : AroundCommand
{
    protected override void EndProcessing() => Block.BeforeEach.Add(Body);
}

[Cmdlet(VerbsCommon.Add, "PesterAfterEach")]
[Alias("AfterEach")]
public sealed class AfterEachCommand : AroundCommand
{
    protected override void EndProcessing() => Block.AfterEach.Add(Body);
}

[Cmdlet(VerbsCommon.Add, "PesterBeforeDiscovery")]
[Alias("BeforeDiscovery")]
public sealed class BeforeDiscoveryCommand : AroundCommand
{
    // Now, and in the scope of whoever calls: what it sets, -ForEach and -Skip can use.
    protected override void EndProcessing()
    {
        if (new Invoker(Context).Run(Body) is { } error)
        {
            ThrowTerminatingError(error);
        }
    }
}

[Cmdlet(VerbsCommon.Set, "ItResult")]
public sealed class SetItResultCommand : PSCmdlet
{
    internal const string SkippedId = "PesterTestSkipped";
    internal const string InconclusiveId = "PesterTestInconclusive";

    [Parameter(Mandatory = true, ParameterSetName = "Inconclusive")]
    public SwitchParameter Inconclusive { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Skipped")]
    public SwitchParameter Skipped { get; set; }

    [Parameter(ParameterSetName = "Skipped")]
    [Parameter(ParameterSetName = "Inconclusive")]
    public string? Because { get; set; }

    protected override void EndProcessing()
    {
        string state = Skipped ? "skipped" : "inconclusive";
        string message = $"is {state}" + (string.IsNullOrEmpty(Because) ? "" : $", because {Because}");
        Failure.Throw(message, Skipped ? SkippedId : InconclusiveId, null);
    }
}

[Cmdlet(VerbsLifecycle.Invoke, "PesterInModuleScope")]
[Alias("InModuleScope")]
public sealed class InModuleScopeCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public string ModuleName { get; set; } = "";

    [Parameter(Mandatory = true, Position = 1)]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    [Parameter]
    public IDictionary? Parameters { get; set; }

    [Parameter]
    public object[] ArgumentList { get; set; } = [];

    protected override void EndProcessing()
    {
        PSModuleInfo[] found = Context.Modules.GetModules([ModuleName], all: true).Where(m => m.SessionState is not null).ToArray();
        if (found.Length == 0)
        {
            throw new PSInvalidOperationException($"No modules named '{ModuleName}' are currently loaded.");
        }

        // The call operator with a module runs a block in that module's session state.
        ScriptBlock caller = ScriptBlock.Create("param($__m, $__b, $__p, $__a) & $__m $__b @__p @__a");
        foreach (PSObject result in caller.Invoke(found[0], ScriptBlock, Parameters ?? new Hashtable(), ArgumentList))
        {
            WriteObject(result);
        }
    }
}
