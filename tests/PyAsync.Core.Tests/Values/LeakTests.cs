using System;
using System.Collections.Generic;
using System.Diagnostics;
using PyAsync.CPython;
using PyAsync.Objects;
using Xunit;

namespace PyAsync.Tests.Values;

public sealed class LeakTests(LoopFixture python)
{
    private const int Rounds = 100_000;

    [Fact]
    public void A_hundred_thousand_conversions_leave_nothing_behind()
    {
        python.Run("""
            import collections, datetime, dataclasses, decimal, gc, uuid, sys, array
            @dataclasses.dataclass
            class Row:
                a: int = 1
            Pair = collections.namedtuple('Pair', 'l r')
            mixed = {'n': None, 'i': 2**70, 'f': 1.5, 's': 'text', 'u': 'h\u00e4', 'l': [1, (2, {3})], 'd': {'x': {1: 2}},
                     't': datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc), 'e': decimal.Decimal('1.5'), 'g': uuid.uuid4(),
                     'r': Row(), 'p': Pair(1, [2]), 'b': b'bytes', 'a': array.array('i', [1, 2]), 'o': collections.OrderedDict(z=1),
                     'v': memoryview(b'view'), 'live': object()}
            """);
        object mixed = new Dictionary<string, object?>
        {
            ["n"] = null,
            ["i"] = System.Numerics.BigInteger.Pow(2, 70),
            ["s"] = "text",
            ["l"] = new object?[] { 1, (2, 3), new HashSet<int> { 4 } },
            ["t"] = DateTimeOffset.UnixEpoch,
            ["e"] = 1.5m,
            ["g"] = Guid.Empty,
            ["b"] = new byte[] { 1 },
            ["a"] = new[] { 1, 2 },
            ["m"] = new byte[10].AsMemory(),
            ["q"] = new Queue<object?>([1, "x"]),
            ["x"] = TimeSpan.FromDays(1),
            ["k"] = new KeyValuePair<string, int>("k", 1),
        };
        Convert(mixed, 2000);
        (long none, long objects, long bytes) before = Measure();
        Convert(mixed, Rounds);
        (long none, long objects, long bytes) after = Measure();
        Assert.InRange(after.objects - before.objects, -500, 500);
        // None is immortal from 3.12 on, and counted before.
        Assert.InRange(after.none - before.none, -500, 500);
        Assert.InRange(after.bytes - before.bytes, long.MinValue, 30_000_000);
    }

    [Fact]
    public void Conversions_that_fail_leave_nothing_behind()
    {
        python.Run("import gc, sys\nclass Bad: pass\nmarker = object()\nself_list = [marker]\nself_list.append({'k': [marker, self_list]})");
        int before = (int)python.Read("sys.getrefcount(marker)")!;
        PyObject marker = (PyObject)python.Read("marker")!;
        object?[] circle = [marker, null];
        circle[1] = circle;
        object?[] bad = [marker, new Dictionary<string, object?> { ["m"] = marker, ["x"] = circle }];
        python.OnLoop((converter, loop) =>
        {
            using PyOwned list = LoopFixture.Evaluate("self_list");
            for (int i = 0; i < 2000; i++)
            {
                Expect(() => converter.ToPython(bad, loop).Dispose());
                nint pointer = list.Pointer;
                Expect(() => converter.FromPython(new PyBorrowed(pointer), loop, PyConversion.Default));
            }
            return true;
        });
        marker.PyRelease();
        Collect();
        Assert.Equal(before, python.Read("(gc.collect(), sys.getrefcount(marker))[1]"));

        static void Expect(Action action)
        {
            try
            {
                action();
            }
            catch (PyConversionException)
            {
                return;
            }
            Assert.Fail("The conversion should have been refused.");
        }
    }

    private void Convert(object mixed, int rounds) => python.OnLoop((converter, loop) =>
    {
        using PyOwned value = LoopFixture.Evaluate("mixed");
        for (int i = 0; i < rounds; i++)
        {
            _ = converter.FromPython(value, loop, PyConversion.Default);
            converter.ToPython(mixed, loop).Dispose();
            if (i % 20_000 == 0)
            {
                // What finalizers give back is released by the loop, which is busy here.
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
        return true;
    });

    private (long None, long Objects, long Bytes) Measure()
    {
        Collect();
        object?[] counts = (object?[])python.Read("(gc.collect(), sys.getrefcount(None), len(gc.get_objects()))")!;
        using Process process = Process.GetCurrentProcess();
        return (System.Convert.ToInt64(counts[1], null), (int)counts[2]!, process.WorkingSet64);
    }

    private void Collect()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            // One turn of the loop, in which it releases what finalizers have given back.
            python.Run("None");
        }
    }
}
