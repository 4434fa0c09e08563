using System;

namespace PyAsync.Interpreters;

/// <summary>
/// Names a part that each interpreter has, in the part's own file: so a room adds a part without an edit in a room
/// below. The type implements <see cref="IInterpreterPart"/> and is made with the <see cref="PyInterpreter"/>.
/// </summary>
/// <param name="type">The part.</param>
/// <param name="order">Parts of a lower number are opened first.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class InterpreterPartAttribute(Type type, int order) : Attribute
{
    public Type Type { get; } = type;

    public int Order { get; } = order;
}
