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
        new NotYetRow("Task → awaitable, one", "future + call_soon_threadsafe", new Target(0.8)),
        new NotYetRow("Task → awaitable, 10,000 at once", "future + call_soon_threadsafe", new Target(0.3)),
        new NotYetRow("stream, 100,000 items, to C#", "run_coroutine_threadsafe(__anext__())", new Target(0.015)),
        new NotYetRow("stream, 100,000 items, to the pipeline", "run_coroutine_threadsafe(__anext__())", new Target(0.06)),
        new NotYetRow("reverse stream, 100,000 of IAsyncEnumerable", "run_coroutine_threadsafe(__anext__())", new Target(0.03)),
        new NotYetRow("reverse stream, 100,000 of a pipeline", "run_coroutine_threadsafe(__anext__())", new Target(0.08)),
        new NotYetRow("script block callback", "run_coroutine_threadsafe().result()", new Target(1.0)),
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
    ];
}
