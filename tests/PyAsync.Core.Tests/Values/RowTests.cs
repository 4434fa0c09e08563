using System;
using System.Collections.Generic;
using System.Collections.Specialized;
using PyAsync.Objects;
using Xunit;

namespace PyAsync.Tests.Values;

/// <summary>Mappings of every class, which are rows as dicts are.</summary>
public sealed class RowTests(LoopFixture python)
{
    private const string Classes = """
        import collections, collections.abc, os, types
        class Record:
            '''As asyncpg.Record: no Mapping, and cannot be changed.'''
            def __init__(self, **items): self._items = items
            def keys(self): return iter(self._items)
            def values(self): return iter(self._items.values())
            def items(self): return iter(self._items.items())
            def get(self, key, default=None): return self._items.get(key, default)
            def __getitem__(self, key): return self._items[key]
            def __iter__(self): return iter(self._items.values())
            def __len__(self): return len(self._items)
        class Row(collections.abc.Sequence):
            '''As SQLAlchemy's Row.'''
            def __init__(self, **items): self._mapping = items
            @property
            def _fields(self): return tuple(self._mapping)
            def _asdict(self): return dict(self._mapping)
            def __getitem__(self, index): return list(self._mapping.values())[index]
            def __len__(self): return len(self._mapping)
        class DictRow(list):
            '''As psycopg2's.'''
            def keys(self): return ["a", "b"]
            def __getitem__(self, key): return list.__getitem__(self, "ab".index(key) if isinstance(key, str) else key)
        class TupleRow(tuple, collections.abc.Mapping):
            '''As neo4j.Record.'''
            def keys(self): return ["a", "b"]
            def __getitem__(self, key): return tuple.__getitem__(self, "ab".index(key) if isinstance(key, str) else key)
        class Headers(collections.abc.MutableMapping):
            '''As httpx.Headers: several values under one key, and case does not matter.'''
            def __init__(self, *pairs): self._pairs = list(pairs)
            def get_list(self, key): return [v for k, v in self._pairs if k.lower() == key.lower()]
            def __getitem__(self, key): return ", ".join(self.get_list(key))
            def __setitem__(self, key, value): self._pairs.append((key, value))
            def __delitem__(self, key): raise KeyError(key)
            def __iter__(self): return iter([k for k, v in self._pairs])
            def __len__(self): return len(self._pairs)
        class Archive(collections.abc.Mapping):
            '''As an open file of arrays.'''
            def __getitem__(self, key): raise OSError("not read")
            def __iter__(self): return iter(["big"])
            def __len__(self): return 1
            def close(self): pass
        class Request(collections.abc.Mapping):
            '''As a web request.'''
            path = "/x"
            def __getitem__(self, key): raise KeyError(key)
            def __iter__(self): return iter(())
            def __len__(self): return 0
            async def text(self): return ""
        class Message:
            '''As email.message.Message, whose keys are but a part of it.'''
            def keys(self): return ["Subject"]
            def __getitem__(self, key): return "s"
            def __setitem__(self, key, value): pass
            payload = "text"
        """;

    [Theory]
    [InlineData("types.MappingProxyType({'a': 1, 'b': [2]})")]
    [InlineData("collections.ChainMap({'a': 1}, {'b': [2], 'a': 5})")]
    [InlineData("collections.UserDict(a=1, b=[2])")]
    [InlineData("collections.OrderedDict(a=1, b=[2])")]
    [InlineData("Record(a=1, b=[2])")]
    [InlineData("Row(a=1, b=[2])")]
    [InlineData("DictRow([1, [2]])")]
    [InlineData("TupleRow((1, [2]))")]
    public void A_mapping_is_a_row_whatever_its_class(string expression)
    {
        python.Run(Classes);
        AssertRow(python.Read(expression));
        AssertRow(Assert.IsType<object?[]>(python.Read($"[{expression}]"))[0]);
    }

    [Fact]
    public void A_row_of_sqlite3_is_a_row()
    {
        python.Run("import sqlite3\nc = sqlite3.connect(':memory:')\nc.row_factory = sqlite3.Row");
        OrderedDictionary row = Assert.IsType<OrderedDictionary>(Assert.IsType<object?[]>(python.Read("c.execute('select 1 as a, \"x\" as b union select 2, null').fetchall()"))[1]);
        Assert.Equal(2, row["a"]);
        Assert.Null(row["b"]);
    }

    [Fact]
    public void The_environment_is_a_row()
    {
        python.Run("import os");
        object environment = python.Read("os.environ")!;
        object? path = environment is OrderedDictionary row ? row["PATH"] : ((IDictionary<object, object?>)environment)["PATH"];
        Assert.Equal(python.Read("os.environ['PATH']"), path);
    }

    [Fact]
    public void Several_values_under_one_key_are_an_array()
    {
        python.Run(Classes);
        OrderedDictionary row = Assert.IsType<OrderedDictionary>(python.Read("Headers(('Set-Cookie', 'a'), ('Host', 'h'), ('set-cookie', 'b'))"));
        Assert.Equal(2, row.Count);
        Assert.Equal(new object[] { "a", "b" }, row["Set-Cookie"]);
        Assert.Equal("h", row["Host"]);
    }

    [Trait("Needs", "multidict")]
    [Fact]
    public void Headers_of_aiohttp_are_a_row()
    {
        python.Need("multidict");
        python.Run("import multidict");
        foreach (string expression in new[] { "multidict.CIMultiDict([('A', '1'), ('B', '2'), ('a', '3')])", "multidict.CIMultiDictProxy(multidict.CIMultiDict([('A', '1'), ('B', '2'), ('a', '3')]))" })
        {
            OrderedDictionary row = Assert.IsType<OrderedDictionary>(python.Read(expression));
            Assert.Equal(new object[] { "1", "3" }, row["A"]);
            Assert.Equal("2", row["B"]);
            Assert.Equal(2, row.Count);
        }
        OrderedDictionary exact = Assert.IsType<OrderedDictionary>(python.Read("multidict.MultiDict([('a', '1'), ('A', '3')])"));
        Assert.Equal("1", exact["a"]);
        Assert.Equal("3", exact["A"]);
    }

    [Theory]
    [InlineData("Archive()")]
    [InlineData("Request()")]
    [InlineData("Message()")]
    public void What_is_more_than_its_keys_stays_live(string expression)
    {
        python.Run(Classes);
        Assert.IsAssignableFrom<PyObject>(python.Read(expression));
    }

    [Trait("Needs", "numpy")]
    [Theory]
    [InlineData("np.array([(1, [2]), (3, [4])], dtype=[('a', 'i4'), ('b', 'O')])")]
    [InlineData("np.array([(1, [2]), (3, [4])], dtype=[('a', 'i4'), ('b', 'O')]).view(np.recarray)")]
    public void A_record_array_of_numpy_is_rows(string expression)
    {
        python.Need("numpy");
        python.Run("import numpy as np");
        object?[] rows = Assert.IsType<object?[]>(python.Read(expression));
        Assert.Equal(2, rows.Length);
        AssertRow(rows[0]);
        AssertRow(python.Read(expression + "[0]"));
    }

    [Trait("Needs", "numpy")]
    [Fact]
    public void Times_and_records_in_a_record_array_are_what_they_are_elsewhere()
    {
        python.Need("numpy");
        python.Run("import numpy as np");
        object?[] rows = Assert.IsType<object?[]>(python.Read("np.array([('2024-01-02', (1.5, 2))], dtype=[('t', 'M8[s]'), ('p', [('x', 'f8'), ('y', 'i4')])])"));
        OrderedDictionary row = Assert.IsType<OrderedDictionary>(rows[0]);
        Assert.Equal(new DateTime(2024, 1, 2), row["t"]);
        Assert.Equal(1.5, Assert.IsType<OrderedDictionary>(row["p"])["x"]);
    }

    private static void AssertRow(object? value)
    {
        OrderedDictionary row = Assert.IsType<OrderedDictionary>(value);
        Assert.Equal(2, row.Count);
        Assert.Equal(1, row["a"]);
        Assert.Equal(new object[] { 2 }, row["b"]);
    }
}
