using System.Globalization;
using PyAsync.Bench.Running;

namespace PyAsync.Bench.Rows;

/// <summary>The first <c>Import-PyModule</c> of a new shell: forty functions with every kind of parameter, after Python has imported <c>inspect</c>.</summary>
internal sealed class ImportRow : Row
{
    private static readonly string s_script = $$"""
        Import-Module '{{HostShell.Module}}'
        Invoke-PyAwaitable -Code 'import inspect'
        $start = [System.Diagnostics.Stopwatch]::GetTimestamp()
        $module = Import-PyModule bench_commands -PassThru
        $time = [System.Diagnostics.Stopwatch]::GetElapsedTime($start)
        if ($module.Commands.Count -ne 40) { throw "$($module.Commands.Count) commands" }
        $time.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)
        """;

    public override string Name => "import of 40 functions, first of a shell";

    public override string Against => "-";

    public override string Unit => "ms";

    public override int Rounds(bool quick) => quick ? 5 : 9;

    public override Target Target(System.Version python) => new(150);

    public override double[] Ours(BenchSession bench) =>
        [double.Parse(HostShell.Run(s_script, bench.Loop.PythonExecutable), CultureInfo.InvariantCulture)];
}
