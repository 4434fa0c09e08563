using System;
using System.Collections.Generic;
using System.Linq;

namespace Pester;

/// <summary>Which tests to run.</summary>
internal sealed class Filter(string[] tags, string[] excludedTags, string[] fullNames, string[] lines)
{
    public void Apply(Container container)
    {
        foreach (Test test in container.Root.AllTests)
        {
            test.ShouldRun = Chosen(test) && !Matches(test.AllTags, excludedTags);
        }
    }

    private bool Chosen(Test test)
    {
        bool any = tags.Length + fullNames.Length + lines.Length > 0;
        return !any
            || Matches(test.AllTags, tags)
            || Ancestry(test).Any(item => Matches([string.Join('.', item.Path)], fullNames))
            || Ancestry(test).Any(item => lines.Contains($"{test.Block!.Container.Item}:{item.StartLine}", StringComparer.OrdinalIgnoreCase));
    }

    // A filter that names a block chooses all its tests.
    private static IEnumerable<Item> Ancestry(Item item)
    {
        for (Item? i = item; i is not null and not Block { IsRoot: true }; i = i.Block)
        {
            yield return i;
        }
    }

    private static bool Matches(IEnumerable<string> values, string[] patterns) =>
        values.Any(v => patterns.Any(p => WildcardPattern.Get(p, WildcardOptions.IgnoreCase).IsMatch(v)));
}
