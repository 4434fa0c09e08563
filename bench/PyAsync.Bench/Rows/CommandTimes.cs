using System.Threading;
using PyAsync.Bench.Running;

namespace PyAsync.Bench.Rows;

/// <summary>The times of one command after another in the bench's shell.</summary>
internal static class CommandTimes
{
    // Until .NET has compiled every method of the call for the last time, which it does after tens of thousands of calls
    // and in its own pauses; a shell that makes a hundred calls pays for that too, and has a row of its own.
    private const int WarmUpRounds = 10;
    private const int WarmUpCalls = 2000;

    /// <summary>Microseconds of each call of a command line.</summary>
    public static double[] Of(BenchSession bench, string line) => Of(bench, line, bench.Quick ? 500 : 2000);

    /// <summary>Calls the command lines until they get no quicker.</summary>
    public static void WarmUp(BenchSession bench, params string[] lines)
    {
        for (int i = 0; i < WarmUpRounds; i++)
        {
            foreach (string line in lines)
            {
                _ = Of(bench, line, WarmUpCalls);
            }
            Thread.Sleep(150);
        }
    }

    private static double[] Of(BenchSession bench, string line, int count) => bench.Shell.Times($$"""
        & {
            param($count)
            $times = [double[]]::new($count)
            for ($i = 0; $i -lt $count; $i++) {
                $start = [System.Diagnostics.Stopwatch]::GetTimestamp()
                $null = {{line}}
                $times[$i] = ([System.Diagnostics.Stopwatch]::GetElapsedTime($start)).TotalMicroseconds
            }
            $times
        } {{count}}
        """);
}
