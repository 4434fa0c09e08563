using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;

namespace Pester;

[Cmdlet(VerbsLifecycle.Invoke, "Pester", DefaultParameterSetName = "Simple")]
public sealed class InvokePesterCommand : PSCmdlet
{
    /// <summary>Above every real Pester 5, so that `-MinimumVersion 5.x` is met.</summary>
    internal const string Version = "5.99.0";

    [Parameter(Position = 0, ParameterSetName = "Simple")]
    [Alias("Script")]
    public string[]? Path { get; set; }

    [Parameter(ParameterSetName = "Simple")]
    public string[]? ExcludePath { get; set; }

    [Parameter(ParameterSetName = "Simple")]
    [Alias("Tag", "Tags")]
    public string[]? TagFilter { get; set; }

    [Parameter(ParameterSetName = "Simple")]
    [Alias("ExcludeTag")]
    public string[]? ExcludeTagFilter { get; set; }

    [Parameter(ParameterSetName = "Simple")]
    [Alias("Name")]
    public string[]? FullNameFilter { get; set; }

    [Parameter(ParameterSetName = "Simple")]
    public SwitchParameter CI { get; set; }

    [Parameter(ParameterSetName = "Simple")]
    [ValidateSet("Diagnostic", "Detailed", "Normal", "Minimal", "None")]
    public string? Output { get; set; }

    [Parameter(ParameterSetName = "Simple")]
    public SwitchParameter PassThru { get; set; }

    [Parameter(ParameterSetName = "Simple")]
    public ContainerInfo[]? Container { get; set; }

    [Parameter(ParameterSetName = "Advanced")]
    public PesterConfiguration? Configuration { get; set; }

    protected override void EndProcessing()
    {
        PesterConfiguration configuration = Configure();
        var run = new Run { Configuration = configuration, ExecutedAt = DateTime.Now, Executed = true };
        var watch = Stopwatch.StartNew();
        var reporter = new Reporter(this, configuration.Output.Verbosity.Value);
        var invoker = new Invoker(Context);
        foreach (ContainerInfo info in Containers(configuration))
        {
            run.Containers.Add(new Container { Item = info.Item, Data = info.Data, Name = info.Item is string path ? path : "<ScriptBlock>" });
        }

        reporter.DiscoveryStarts(run.Containers.Count);
        run.Containers.ForEach(new Discovery(invoker).Discover);
        reporter.DiscoveryEnds(run, watch.Elapsed);
        FilterConfiguration filter = configuration.Filter;
        var chosen = new Filter(filter.Tag.Value, filter.ExcludeTag.Value, filter.FullName.Value, filter.Line.Value);
        run.Containers.ForEach(chosen.Apply);
        if (!configuration.Run.SkipRun.Value)
        {
            run.Containers.ForEach(new Runner(invoker, reporter).Run);
        }

        run.Duration = watch.Elapsed;
        reporter.RunEnds(run);
        Finish(run, configuration);
    }

    private PesterConfiguration Configure()
    {
        PesterConfiguration configuration = Configuration ?? new PesterConfiguration();
        configuration.Run.Path = Path ?? configuration.Run.Path;
        configuration.Run.ExcludePath = ExcludePath ?? configuration.Run.ExcludePath;
        configuration.Run.Container = Container ?? configuration.Run.Container;
        configuration.Filter.Tag = TagFilter ?? configuration.Filter.Tag;
        configuration.Filter.ExcludeTag = ExcludeTagFilter ?? configuration.Filter.ExcludeTag;
        configuration.Filter.FullName = FullNameFilter ?? configuration.Filter.FullName;
        configuration.Output.Verbosity = Output ?? configuration.Output.Verbosity;
        if (PassThru)
        {
            configuration.Run.PassThru = true;
        }

        if (CI)
        {
            configuration.Run.Exit = true;
            configuration.TestResult.Enabled = true;
        }

        return configuration;
    }

    private List<ContainerInfo> Containers(PesterConfiguration configuration)
    {
        ContainerInfo[] given = configuration.Run.Container.Value;
        bool pathsToo = given.Length == 0 || MyInvocation.BoundParameters.ContainsKey(nameof(Path));
        IEnumerable<string> files = pathsToo
            ? TestFiles.Find(this, configuration.Run.Path.Value, configuration.Run.ExcludePath.Value, configuration.Run.TestExtension.Value)
            : [];
        List<ContainerInfo> all = [.. files.Select(f => new ContainerInfo { Item = f }), .. given];
        return all.Count > 0 ? all : throw new PSInvalidOperationException("No test files were found and no scriptblocks were provided. Please ensure that you provided at least one path to a *.Tests.ps1 file, or a directory that contains such file.");
    }

    private void Finish(Run run, PesterConfiguration configuration)
    {
        TestResultConfiguration result = configuration.TestResult;
        if (result.Enabled.Value)
        {
            string path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(result.OutputPath.Value);
            Reports.Write(run, path, result.OutputFormat.Value, result.TestSuiteName.Value);
        }

        int failures = run.FailedCount + run.FailedBlocksCount + run.FailedContainersCount;
        SessionState.PSVariable.Set("global:LASTEXITCODE", failures);
        if (configuration.Run.PassThru.Value)
        {
            WriteObject(run);
        }

        if (failures > 0 && configuration.Run.Throw.Value)
        {
            ThrowTerminatingError(new ErrorRecord(
                new PSInvalidOperationException($"Pester run failed, because {failures} test(s), block(s) or container(s) failed."), "PesterRunFailed", ErrorCategory.InvalidResult, run));
        }

        if (failures > 0 && configuration.Run.Exit.Value)
        {
            throw new ExitException(failures);
        }
    }
}
