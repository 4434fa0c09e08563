using System.Collections.Generic;
using PyAsync.Bench.Running;

namespace PyAsync.Bench.Rows;

/// <summary>The rows, in the table's order.</summary>
internal static class RowList
{
    public static IReadOnlyList<Row> All { get; } =
    [
        new SequentialRow(),
        new SequentialOneCoreRow(),
        new BlockedWaiterRow(),
        new PendingRow(),
        new InFlightRow(),
        new PipelineRow(),
        new CmdletRow(),
        new ImportedCommandRow(),
        new ImportRow(),
        new TaskToAwaitableRow(),
        new TasksToAwaitablesRow(),
        new PythonNetAwaitRow(),
        new LiveEndedRow(),
        new LiveOneRow(),
        new LivePendingRow(),
        new LivePropertyRow(),
        new LiveMethodRow(),
        new StreamToCoreRow(),
        new StreamToPipelineRow(),
        new ReverseStreamFromCoreRow(),
        new ReverseStreamFromPipelineRow(),
        new CallbackRow(),
        new PrintedRow(),
        new UnreadLineRow(),
        new IntegersInRow(),
        new DictsInRow(),
        new BytesInRow(),
        new IntegersOutRow(),
        new DictsOutRow(),
        new BytesOutRow(),
        new ArrayOutRow(),
        new StartRow(),
        new CallsRow(100, new Target(0.15)),
        new CallsRow(1000, new Target(0.02)),
        new MemoryRow(),
        new GrowthRow(),
        new BusyRow(),
        new ThreadsRow(),
        new LoopsRow(),
    ];
}
