using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using PyAsync.Conversion;
using Xunit;

namespace PyAsync.Tests.Live;

/// <summary>A property that Python reads often is read another way than at first: it gives the same.</summary>
public sealed class LivePropertyTests(LoopFixture python)
{
    private const int Often = 300;

    [Theory]
    [InlineData("Byte", "int")]
    [InlineData("Number", "int")]
    [InlineData("Large", "int")]
    [InlineData("Half", "float")]
    [InlineData("Truth", "bool")]
    [InlineData("Letter", "str")]
    [InlineData("Text", "str")]
    [InlineData("Nothing", "NoneType")]
    [InlineData("Day", "DayOfWeek")]
    [InlineData("Money", "Decimal")]
    [InlineData("When", "DateTime")]
    [InlineData("Numbers", "Int32[]")]
    [InlineData("Boxed", "int")]
    [InlineData("Maybe", "int")]
    [InlineData("List", "List[Int32]")]
    [InlineData("Comparable", "IComparable")]
    [InlineData("Virtual", "str")]
    [InlineData("Static", "int")]
    [InlineData("Pair", "Pair")]
    [InlineData("Soon", "NetTask")]
    public void Any_type_is_the_same_after_many_reads(string name, string type)
    {
        python.NeedLive();
        object?[] seen = (object?[])python.Ask(new Derived(), $"[(lambda v: (type(v).__name__, '' if type(v).__name__ == 'NetTask' else str(v)))(x.{name}) for _ in range({Often})]")!;
        Assert.Equal(type, ((object?[])seen[0]!)[0]);
        Assert.All(seen, each => Assert.Equal(seen[0], each));
    }

    [Fact]
    public void A_property_of_a_struct_is_the_same_after_many_reads()
    {
        python.NeedLive();
        Assert.Equal("{3}", python.Ask(new LiveValue(new Pair(3, 4)), $"str({{x.Left for _ in range({Often})}})"));
    }

    [Fact]
    public void A_change_is_seen()
    {
        python.NeedLive();
        Assert.Equal(Often * (Often + 1) / 2, python.Ask(new Derived(), $"sum([setattr(x, 'Number', i + 1) or x.Number for i in range({Often})])"));
    }

    [Fact]
    public void An_error_of_a_getter_is_the_same_after_many_reads()
    {
        python.NeedLive();
        python.Run($$"""
            def _errors(x):
                seen = set()
                for _ in range({{Often}}):
                    try:
                        x.Bad
                    except Exception as e:
                        seen.add((type(e).__name__, e.Message, 'Bad' in str(e.StackTrace), hasattr(e, '__dispatch_info__')))
                return str(seen)
            """);
        Assert.Equal("{('FormatException', 'not today', True, True)}", python.Ask(new Derived(), "_errors(x)"));
    }

    [Fact]
    public void A_property_is_asked_of_an_open_class_many_times_too()
    {
        python.NeedLive();
        python.Run($$"""
            def _of_class(x):
                import clr
                from System.Collections.Generic import List
                return len({str(type(c.Count)) for c in (List, type(x.List)) for _ in range({{Often}})})
            """);
        Assert.Equal(1, python.Ask(new Derived(), "_of_class(x)"));
    }

    [Fact]
    public void Another_object_is_refused_after_many_reads_too()
    {
        python.NeedLive();
        python.Run($$"""
            def _refused(x):
                seen = set()
                for _ in range({{Often}}):
                    x.Number
                get = next(c.__dict__['Number'] for c in type(x).__mro__ if 'Number' in c.__dict__).__get__
                for other in 5, object(), x.List:
                    try:
                        seen.add(get(other))
                    except Exception as e:
                        seen.add(type(e).__name__)
                return sorted(seen)
            """);
        Assert.Equal(["TargetException", "TypeError"], (object?[])python.Ask(new Derived(), "_refused(x)")!);
    }

    [Fact]
    public void Many_reads_leave_no_reference_behind()
    {
        python.NeedLive();
        python.Run("""
            import gc, sys
            def _reads(x, count):
                for _ in range(count):
                    x.Text; x.Nothing; x.Truth; x.Number
            def _left(x):
                _reads(x, 1000)
                total = getattr(sys, 'gettotalrefcount', lambda: 0)
                before = total(), sys.getrefcount(None), sys.getrefcount(True), sys.getrefcount(x)
                _reads(x, 100_000)
                return [after - b for after, b in zip((total(), sys.getrefcount(None), sys.getrefcount(True), sys.getrefcount(x)), before)]
            """);
        Assert.All((object?[])python.Ask(new Derived(), "_left(x)")!, left => Assert.InRange((int)left!, -200, 200));
    }

    public class Sample
    {
        public int Number { get; set; } = 1;
        public virtual string Virtual => "base";
        public static int Static => 7;
    }

    public sealed class Derived : Sample
    {
        public override string Virtual => "derived";
        public byte Byte => 255;
        public ulong Large => ulong.MaxValue;
        public double Half => 1.5;
        public bool Truth => true;
        public char Letter => 'c';
        public string Text => "té𝄞xt";
        public string? Nothing => null;
        public DayOfWeek Day => DayOfWeek.Friday;
        public decimal Money => 1.50m;
        public DateTime When => DateTime.UnixEpoch;
        public int[] Numbers => [1, 2];
        public object Boxed => 3;
        public int? Maybe => 4;
        public List<int> List { get; } = [1];
        public IComparable Comparable => "a";
        public Pair Pair => new(1, 2);
        public Task<int> Soon => Task.FromResult(1);
        public int Bad => throw new FormatException("not today");
    }

    public readonly record struct Pair(int Left, int Right);
}
