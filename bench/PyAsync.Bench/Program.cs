using System;
using PyAsync.Bench.Micro;
using PyAsync.Bench.Running;

namespace PyAsync.Bench;

/// <summary>
/// <c>PyAsync.Bench [-Quick] [-Python which] [-Row part-of-a-name]</c> measures all rows; <c>micro</c> runs BenchmarkDotNet.
/// The exit code is 0 whatever the figures are.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is ["micro", .. string[] rest])
        {
            return MicroProgram.Run(rest);
        }
        Options options;
        try
        {
            options = Options.Parse(arguments);
        }
        catch (ArgumentException error)
        {
            Console.Error.WriteLine(error.Message);
            return 2;
        }
        return options.Mode switch
        {
            Mode.Child => Child.Run(options),
            Mode.Memory => MemoryChild.Run(options),
            Mode.Plain => PlainChild.Run(options),
            Mode.Workload => Workload.Run(options),
            _ => Parent.Run(options),
        };
    }
}
