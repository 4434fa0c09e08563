namespace PyAsync.Calls;

/// <summary>A warning that Python code gave by <c>warnings.warn</c>: a record that an <see cref="ICallOutput"/> gets.</summary>
/// <param name="Category">The warning's class: <c>DeprecationWarning</c>.</param>
/// <param name="Message">Its text.</param>
/// <param name="File">The file that it is about.</param>
/// <param name="Line">The line in it.</param>
public sealed record PyWarning(string Category, string Message, string File, int Line) : PyRecord
{
    private protected override int TextLength => Message.Length;

    private protected override string ToProcessText() => $"{File}:{Line}: {Category}: {Message}\n";
}
