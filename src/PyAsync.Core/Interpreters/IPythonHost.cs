namespace PyAsync.Interpreters;

/// <summary>
/// What the program that Python runs in does for it; the PowerShell module is one. Whoever starts Python hands it over.
/// A room above says by an interface of its own, derived from this one, what a host may do there. Any thread.
/// </summary>
internal interface IPythonHost
{
    /// <summary>Writes places in a text (<c>file:line in function</c>) as the host's user knows them.</summary>
    string NamePlaces(string text);
}
