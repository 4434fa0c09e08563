using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;

namespace Pester;

/// <summary>The second phase: runs the tests that discovery found and the filter chose.</summary>
internal sealed class Runner(Invoker invoker, Reporter reporter)
{
    public void Run(Container container)
    {
        var watch = Stopwatch.StartNew();
        Block root = container.Root;
        List<Test> chosen = root.AllTests.Where(t => t.ShouldRun).ToList();
        reporter.FileStarts(container);
        if (chosen.Count > 0)
        {
            using (var drive = new TestDrive(invoker.Context))
            using (invoker.OpenScope(root.ScriptBlock, isScript: true))
            {
                invoker.DefineAll(root.ScriptBlock, container.Data);
                RunBody(root, drive);
            }

            container.ErrorRecord.AddRange(root.ErrorRecord);
            container.Executed = true;
        }

        container.Duration = watch.Elapsed;
        bool failed = container.ErrorRecord.Count > 0 || root.AllTests.Any(t => t.Result == "Failed") || root.AllBlocks.Any(b => b.ErrorRecord.Count > 0);
        container.Result = failed ? "Failed" : chosen.Count > 0 ? "Passed" : "NotRun";
        reporter.FileEnds(container);
    }

    private void RunBlock(Block block, TestDrive drive)
    {
        if (!block.AllTests.Any(t => t.ShouldRun))
        {
            return;
        }

        var watch = Stopwatch.StartNew();
        block.Executed = true;
        block.ExecutedAt = DateTime.Now;
        using (drive.Enter())
        using (invoker.OpenScope(block.ScriptBlock))
        {
            if (block.HasData)
            {
                invoker.Define(block.ScriptBlock, block.Data);
            }

            block.ExpandedName = invoker.Expand(block.Name, block.ScriptBlock);
            block.ExpandedPath = Join(block.Block!, block.ExpandedName);
            reporter.BlockStarts(block);
            RunBody(block, drive);
        }

        block.Duration = watch.Elapsed;
        bool failed = block.ErrorRecord.Count > 0 || block.AllTests.Any(t => t.Result == "Failed");
        block.Result = failed ? "Failed" : "Passed";
        reporter.BlockEnds(block);
    }

    private void RunBody(Block block, TestDrive drive)
    {
        // Where every test is to be skipped there is nothing to set up.
        bool hasWork = block.AllTests.Any(t => t.ShouldRun && !t.Skip);
        ErrorRecord? setup = hasWork ? RunAll(block.BeforeAll) : null;
        if (setup is not null)
        {
            block.ErrorRecord.Add(setup);
            foreach (Test test in block.AllTests.Where(t => t.ShouldRun))
            {
                Fail(test, setup);
            }
        }
        else
        {
            foreach (Item item in block.Order)
            {
                if (item is Block inner)
                {
                    RunBlock(inner, drive);
                }
                else if (item is Test { ShouldRun: true } test)
                {
                    RunTest(test);
                }
            }
        }

        if (hasWork && RunAll(block.AfterAll) is { } teardown)
        {
            block.ErrorRecord.Add(teardown);
        }
    }

    private void RunTest(Test test)
    {
        var watch = Stopwatch.StartNew();
        test.ExecutedAt = DateTime.Now;
        using (invoker.OpenScope(test.ScriptBlock))
        {
            if (test.HasData)
            {
                invoker.Define(test.ScriptBlock, test.Data);
            }

            if (test.Skip)
            {
                test.Result = "Skipped";
            }

            Block[] blocks = Outward(test).ToArray();
            ErrorRecord? error = test.Skip ? null : RunAll(blocks.Reverse().SelectMany(b => b.BeforeEach));
            test.ExpandedName = invoker.Expand(test.Name, test.ScriptBlock);
            test.ExpandedPath = Join(test.Block!, test.ExpandedName);
            if (!test.Skip)
            {
                var output = new List<object>();
                error ??= invoker.Run(test.ScriptBlock, output);
                test.StandardOutput.AddRange(output);
                ErrorRecord? teardown = RunAll(blocks.SelectMany(b => b.AfterEach));
                Judge(test, error);
                if (teardown is not null)
                {
                    test.Result = "Failed";
                    test.ErrorRecord.Add(teardown);
                }
            }
        }

        test.Executed = !test.Skip;
        test.Duration = watch.Elapsed;
        reporter.TestEnds(test);
    }

    private static void Judge(Test test, ErrorRecord? error)
    {
        // Set-ItResult ends the test with one of these ids.
        test.Result = error?.FullyQualifiedErrorId switch
        {
            null => "Passed",
            SetItResultCommand.SkippedId => "Skipped",
            SetItResultCommand.InconclusiveId => "Inconclusive",
            _ => "Failed",
        };
        if (error is not null)
        {
            test.ErrorRecord.Add(error);
        }
    }

    // Not reported one by one: the block is, with the reason.
    private static void Fail(Test test, ErrorRecord error)
    {
        test.ExpandedName = test.Name;
        test.ExpandedPath = string.Join('.', test.Path);
        test.Result = test.Skip ? "Skipped" : "Failed";
        if (!test.Skip)
        {
            test.ErrorRecord.Add(error);
        }

    }

    private ErrorRecord? RunAll(IEnumerable<ScriptBlock> blocks)
    {
        foreach (ScriptBlock block in blocks)
        {
            if (invoker.Run(block) is { } error)
            {
                return error;
            }
        }

        return null;
    }

    private static IEnumerable<Block> Outward(Test test)
    {
        for (Block? block = test.Block; block is not null; block = block.Block)
        {
            yield return block;
        }
    }

    private static string Join(Block parent, string name) => parent.IsRoot ? name : parent.ExpandedPath + "." + name;
}
