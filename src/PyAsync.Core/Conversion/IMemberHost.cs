using PyAsync.Interpreters;

namespace PyAsync.Conversion;

/// <summary>A host that adds members to .NET objects which their classes do not have: PowerShell's note and script properties.</summary>
internal interface IMemberHost : IPythonHost
{
    /// <summary>The member of that name; null where the host adds none. On a thread that holds the GIL.</summary>
    LiveMember? FindMember(object value, string name);

    /// <summary>Writes such a member; false where there is none of that name that takes a value. On a thread that holds the GIL.</summary>
    bool WriteMember(object target, string name, object? value);
}

/// <summary>A member that the host adds to an object.</summary>
/// <param name="Value">Its value.</param>
internal sealed record LiveMember(object? Value);
