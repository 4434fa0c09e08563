namespace PyAsync.PythonNet;

/// <summary>
/// One call between Python and .NET, for the tokens that are passed in it: what a method gives is bound to the token that
/// the same call took, and to no other. On a thread that holds the GIL.
/// </summary>
internal readonly ref struct TokenScope
{
    private readonly TokenSource.Passing _outer;

    private TokenScope(TokenSource.Passing outer)
    {
        _outer = outer;
    }

    /// <summary>Begins it.</summary>
    /// <param name="isCall">Whether Python calls a .NET method; false where .NET calls Python in the middle of one.</param>
    public static TokenScope Enter(bool isCall) => new(TokenSource.Begin(isCall));

    /// <summary>Ends it: a token that nobody took is forgotten.</summary>
    public void Dispose() => TokenSource.End(_outer);
}
