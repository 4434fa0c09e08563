using System.Management.Automation;
using PyAsync.Loops;

namespace PyAsync.PowerShell.Pipeline;

/// <summary>Runs a script block with something as its <c>$_</c> and first argument, and with a default loop; output is passed on as it comes. The pipeline's thread.</summary>
internal static class ScopedBlock
{
    /// <summary>How the script begins that runs the block.</summary>
    public const string BodyStart = "param($__pyAsyncBlock, $__pyAsyncArguments, $__pyAsyncMark)";

    // A script block that a cmdlet invokes gives its output when it has ended; as part of a steppable pipeline it streams.
    private static readonly ScriptBlock s_pipeline = ScriptBlock.Create("param($body, $block, $arguments, $mark, $output, $scope, $records) & $body $block $arguments $mark | & $output $scope $records");

    // `$_` is the process block's own; what it calls sees it. Errors and warnings travel with the output, in order; that is
    // marked, as it may be an error record as well.
    private static readonly ScriptBlock s_body = ScriptBlock.Create(BodyStart + " process { . { & $__pyAsyncBlock $_ @__pyAsyncArguments | & $__pyAsyncMark } 2>&1 3>&1 }");

    private static readonly CmdletInfo s_mark = new("Write-PyScopeMark", typeof(ScopeMark));

    private static readonly CmdletInfo s_output = new("Write-PyScopeOutput", typeof(ScopeOutput));

    public static void Run(PSCmdlet cmdlet, ScriptBlock block, PyEventLoop loop, object? item, object?[] arguments)
    {
        using LoopScope scope = LoopScope.Enter(loop);
        using SteppablePipeline pipeline = s_pipeline.GetSteppablePipeline(CommandOrigin.Internal, [s_body, block, arguments, s_mark, s_output, scope, new CmdletOutput(cmdlet)]);
        pipeline.Begin(expectInput: true, ContextOf(cmdlet));
        pipeline.Process(item);
        pipeline.End();
    }

    private static EngineIntrinsics ContextOf(PSCmdlet cmdlet) => (EngineIntrinsics)cmdlet.GetVariableValue("ExecutionContext");
}
