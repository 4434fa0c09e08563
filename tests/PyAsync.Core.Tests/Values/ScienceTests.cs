using System;
using System.Collections.Specialized;
using System.Numerics;
using PyAsync.Conversion;
using PyAsync.Objects;
using Xunit;

namespace PyAsync.Tests.Values;

/// <summary>numpy and pandas, where the Python has them.</summary>
public sealed class ScienceTests(LoopFixture python)
{
    public static TheoryData<string, object> Numpy => new()
    {
        { "np.array([1, 2], dtype='int8')", new sbyte[] { 1, 2 } },
        { "np.array([1, 2], dtype='uint16')", new ushort[] { 1, 2 } },
        { "np.array([1, 2])", new long[] { 1, 2 } },
        { "np.array([1.5, float('nan')])", new[] { 1.5, double.NaN } },
        { "np.array([0.5], dtype='float16')", new[] { (Half)0.5 } },
        { "np.array([True, False])", new[] { true, false } },
        { "np.array([1+2j])", new[] { new Complex(1, 2) } },
        { "np.array([[1, 2], [3, 4]], dtype='int32').T", new[,] { { 1, 3 }, { 2, 4 } } },
        { "np.arange(8)[::-3]", new long[] { 7, 4, 1 } },
        { "np.zeros((2, 0), dtype='int32')", new int[2, 0] },
        { "np.arange(8.0).reshape(2, 2, 2)", new double[,,] { { { 0, 1 }, { 2, 3 } }, { { 4, 5 }, { 6, 7 } } } },
        { "np.array(['a', 'b'])", new object[] { "a", "b" } },
        { "np.array([1, 'x', None], dtype=object)", new object?[] { 1, "x", null } },
        { "np.array([1, 2], dtype='>i4')", new object[] { 1, 2 } },
        { "np.array(5)", 5 },
        { "np.int64(7)", 7 },
        { "np.int64(2**40)", 1L << 40 },
        { "np.float64(1.5)", 1.5 },
        { "np.float32(1.5)", 1.5 },
        { "np.longdouble(1.5)", 1.5 },
        { "np.bool_(True)", true },
        { "np.complex64(1+2j)", new Complex(1, 2) },
        { "np.str_('s')", "s" },
        { "np.datetime64('2024-01-02T03:04:05')", new DateTime(2024, 1, 2, 3, 4, 5) },
        { "np.datetime64('2024-01-02T03:04:05.000001000', 'ns')", new DateTime(2024, 1, 2, 3, 4, 5).AddTicks(10) },
        { "np.timedelta64(90, 's')", TimeSpan.FromSeconds(90) },
    };

    [Trait("Needs", "numpy")]
    [Fact]
    public void A_masked_array_of_numpy_stays_live()
    {
        python.Need("numpy");
        python.Run("import numpy as np");
        PyObject masked = Assert.IsAssignableFrom<PyObject>(python.Read("np.ma.array([1, 2], mask=[False, True])"));
        Assert.Equal("MaskedArray", masked.PyTypeName);
    }

    [Trait("Needs", "numpy")]
    [Theory]
    [MemberData(nameof(Numpy))]
    public void A_numpy_value_becomes_its_dotnet_counterpart(string expression, object expected)
    {
        python.Need("numpy");
        python.Run("import numpy as np");
        object? value = python.Read(expression);
        Assert.Equal(expected, value);
        Assert.IsType(expected.GetType(), value);
    }

    [Trait("Needs", "numpy")]
    [Theory]
    [InlineData("np.array(['2024-01-01'], dtype='datetime64[ns]')")]
    [InlineData("np.datetime64('2024-01-02T03:04:05.000000001', 'ns')")]
    public void A_numpy_value_that_dotnet_cannot_hold_stays_live(string expression)
    {
        python.Need("numpy");
        python.Run("import numpy as np");
        Assert.IsAssignableFrom<PyObject>(python.Read(expression));
    }

    [Trait("Needs", "numpy")]
    [Fact]
    public void Not_a_time_is_null()
    {
        python.Need("numpy");
        Assert.Null(python.Read("__import__('numpy').datetime64('NaT')"));
    }

    [Trait("Needs", "numpy")]
    [Fact]
    public void numpy_takes_a_dotnet_array_without_a_copy()
    {
        python.Need("numpy");
        double[,] matrix = { { 1, 2 }, { 3, 4 } };
        python.Ask(new PyView(matrix), "__import__('numpy').asarray(x).__imul__(10) is None");
        Assert.Equal(new double[,] { { 10, 20 }, { 30, 40 } }, matrix);
    }

    [Trait("Needs", "pandas")]
    [Fact]
    public void A_DataFrame_becomes_rows()
    {
        python.Need("pandas");
        python.Run("import pandas as pd\ndf = pd.DataFrame({'n': [1, 2], 's': ['a', None], 't': [pd.Timestamp('2024-01-01'), pd.NaT]})");
        object?[] rows = (object?[])python.Read("df")!;
        OrderedDictionary first = (OrderedDictionary)rows[0]!;
        OrderedDictionary second = (OrderedDictionary)rows[1]!;
        Assert.Equal(3, first.Count);
        Assert.Equal(1, first["n"]);
        Assert.Equal(new DateTime(2024, 1, 1), first["t"]);
        Assert.Equal(2, second["n"]);
        Assert.Null(second["s"]);
        Assert.Null(second["t"]);
    }

    [Trait("Needs", "pandas")]
    [Fact]
    public void A_DataFrames_index_is_a_column_where_it_says_more_than_the_row_number()
    {
        python.Need("pandas");
        python.Run("import pandas as pd\ndf = pd.DataFrame({'v': [1, 2]}, index=['x', 'y'])");
        Assert.Equal("y", ((OrderedDictionary)((object?[])python.Read("df")!)[1]!)["index"]);
        Assert.Single((OrderedDictionary)((object?[])python.Read("df.reset_index(drop=True)[['v']]")!)[0]!);
        Assert.Empty((object?[])python.Read("pd.DataFrame()")!);
    }

    [Trait("Needs", "pandas")]
    [Fact]
    public void A_Series_becomes_an_array()
    {
        python.Need("pandas");
        python.Run("import pandas as pd");
        Assert.Equal(new[] { 1.5, 2.5 }, python.Read("pd.Series([1.5, 2.5])"));
        Assert.Equal(new object?[] { "a", null }, python.Read("pd.Series(['a', None])"));
        Assert.Equal(new object?[] { new DateTime(2024, 1, 1) }, python.Read("pd.Series(pd.to_datetime(['2024-01-01']))"));
    }
}
