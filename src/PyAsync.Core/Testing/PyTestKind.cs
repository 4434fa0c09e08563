namespace PyAsync.Testing;

/// <summary>What a test is.</summary>
public enum PyTestKind
{
    /// <summary>An <c>async def test_…</c> function.</summary>
    Async,

    /// <summary>A <c>def test_…</c> function.</summary>
    Function,

    /// <summary>A method of a <c>unittest.TestCase</c> or <c>IsolatedAsyncioTestCase</c>.</summary>
    UnitTest,

    /// <summary>A file that does not import, or that skips itself.</summary>
    File,
}
