using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace Pester;

/// <summary>What Describe, Context and It have in common.</summary>
public abstract class Item
{
    public string Name { get; init; } = "";

    public string ExpandedName { get; set; } = "";

    public string ExpandedPath { get; set; } = "";

    public Block? Block { get; init; }

    /// <summary>The -ForEach item, or null.</summary>
    public object? Data { get; init; }

    public bool HasData { get; init; }

    public string[] Tag { get; init; } = [];

    public bool Skip { get; set; }

    public ScriptBlock ScriptBlock { get; init; } = null!;

    public int StartLine { get; init; }

    public bool ShouldRun { get; set; }

    public bool Executed { get; set; }

    public DateTime? ExecutedAt { get; set; }

    public string Result { get; set; } = "NotRun";

    public bool Passed => Result == "Passed";

    public TimeSpan Duration { get; set; }

    public List<ErrorRecord> ErrorRecord { get; } = [];

    /// <summary>The names from the outermost block to this item, templates as they are.</summary>
    public string[] Path => Block is { IsRoot: false } ? [.. Block.Path, Name] : [Name];

    internal IEnumerable<string> AllTags => Block is null ? Tag : Block.AllTags.Concat(Tag);

    public override string ToString() => $"{Mark} {(ExpandedName.Length > 0 ? ExpandedName : Name)}";

    private string Mark => Result switch { "Passed" => "[+]", "Failed" => "[-]", "Skipped" => "[!]", "Inconclusive" => "[?]", _ => "[ ]" };
}

/// <summary>One It, for one of its -ForEach items.</summary>
public sealed class Test : Item
{
    public string ItemType => "Test";

    public bool Skipped => Result == "Skipped";

    public bool Inconclusive => Result == "Inconclusive";

    public List<object?> StandardOutput { get; } = [];
}

/// <summary>One Describe or Context, or the file itself (the root).</summary>
public sealed class Block : Item
{
    public string Command { get; init; } = "Describing";

    public bool IsRoot { get; init; }

    public Container Container { get; init; } = null!;

    public List<Test> Tests { get; } = [];

    public List<Block> Blocks { get; } = [];

    /// <summary>Tests and blocks in the order in which the file has them.</summary>
    public List<Item> Order { get; } = [];

    internal List<ScriptBlock> BeforeAll { get; } = [];

    internal List<ScriptBlock> AfterAll { get; } = [];

    internal List<ScriptBlock> BeforeEach { get; } = [];

    internal List<ScriptBlock> AfterEach { get; } = [];

    internal IEnumerable<Test> AllTests => Order.SelectMany(i => i is Block b ? b.AllTests : [(Test)i]);

    internal IEnumerable<Block> AllBlocks => Blocks.SelectMany(b => new[] { b }.Concat(b.AllBlocks));
}

/// <summary>One test file.</summary>
public sealed class Container
{
    public required string Name { get; init; }

    public string Type => Item is ScriptBlock ? "ScriptBlock" : "File";

    public required object Item { get; init; }

    public IDictionary? Data { get; init; }

    public List<Block> Blocks => Root.Blocks;

    public List<ErrorRecord> ErrorRecord { get; } = [];

    public string Result { get; set; } = "NotRun";

    public bool Passed => Result == "Passed";

    public bool Executed { get; set; }

    public TimeSpan Duration { get; set; }

    public int TotalCount => Root.AllTests.Count();

    public int PassedCount => Root.AllTests.Count(t => t.Result == "Passed");

    public int FailedCount => Root.AllTests.Count(t => t.Result == "Failed");

    public int SkippedCount => Root.AllTests.Count(t => t.Result == "Skipped");

    internal Block Root { get; set; } = null!;

    public override string ToString() => $"{(Result == "Failed" ? "[-]" : "[+]")} {Name}";
}

/// <summary>What to run: a file or a script block, and the values of its parameters.</summary>
public sealed class ContainerInfo
{
    public required object Item { get; init; }

    public IDictionary? Data { get; init; }
}

/// <summary>The result of a whole run.</summary>
public sealed class Run
{
    public List<Container> Containers { get; } = [];

    public string Result => FailedCount + FailedBlocksCount + FailedContainersCount > 0 ? "Failed" : "Passed";

    public List<Test> Tests => Containers.SelectMany(c => c.Root.AllTests).ToList();

    public List<Test> Passed => Where("Passed");

    public List<Test> Failed => Where("Failed");

    public List<Test> Skipped => Where("Skipped");

    public List<Test> Inconclusive => Where("Inconclusive");

    public List<Test> NotRun => Where("NotRun");

    public List<Block> FailedBlocks => Containers.SelectMany(c => c.Root.AllBlocks).Where(b => b.ErrorRecord.Count > 0).ToList();

    public List<Container> FailedContainers => Containers.Where(c => c.ErrorRecord.Count > 0).ToList();

    public int TotalCount => Tests.Count;

    public int PassedCount => Passed.Count;

    public int FailedCount => Failed.Count;

    public int SkippedCount => Skipped.Count;

    public int InconclusiveCount => Inconclusive.Count;

    public int NotRunCount => NotRun.Count;

    public int FailedBlocksCount => FailedBlocks.Count;

    public int FailedContainersCount => FailedContainers.Count;

    public TimeSpan Duration { get; set; }

    public DateTime ExecutedAt { get; set; }

    public bool Executed { get; set; }

    public string Version => InvokePesterCommand.Version;

    public string PSVersion => PSVersionInfo.PSVersion.ToString();

    public PesterConfiguration? Configuration { get; set; }

    private List<Test> Where(string result) => Tests.Where(t => t.Result == result).ToList();
}
