namespace PyAsync.Objects;

/// <summary>Makes what stands for a member of an Enum, for the host that shows it by its name. Called on the loop's thread.</summary>
internal interface IPyMemberFactory
{
    /// <summary>A member.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="typeName">The Enum's qualified name.</param>
    /// <param name="member">The member itself, for its way back.</param>
    object CreateMember(string name, object? value, string typeName, PyObject member);
}
