using System.Globalization;
using System.IO;
using PyAsync.Bench.Running;

namespace PyAsync.Bench.Rows;

/// <summary>The first <c>Import-PyModule</c> of a new shell: the tests' module of forty functions, after Python has imported <c>inspect</c>.</summary>
internal sealed class ImportRow : Row
{
    private static readonly string s_module = Path.Combine(Files.RepositoryFolder, "tests", "Pester", "fixtures", "commands", "catalog.py");

    private static readonly string s_script = $$"""
        Import-Module '{{HostShell.Module}}'
        Invoke-PyAwaitable -Code 'import inspect'
        $start = [System.Diagnostics.Stopwatch]::GetTimestamp()
        $module = Import-PyModule '{{s_module}}' -PassThru
        $time = [System.Diagnostics.Stopwatch]::GetElapsedTime($start)
        if ($module.Commands.Count -lt 40) { throw "$($module.Commands.Count) commands" }
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
