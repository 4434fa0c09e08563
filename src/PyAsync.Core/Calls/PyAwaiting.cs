namespace PyAsync.Calls;

/// <summary>Whether what a target gives is awaited, where it is awaitable.</summary>
public enum PyAwaiting
{
    /// <summary>It is: the result is the awaitable's.</summary>
    Always,

    /// <summary>It is, unless the code only names an object that is there: <c>pool</c>, <c>app.pool</c>, <c>pools[0]</c>.</summary>
    UnlessNamed,

    /// <summary>It is not, and is not read item by item either: the result is the object itself.</summary>
    Never,
}
