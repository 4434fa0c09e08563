namespace PyAsync.Calls;

/// <summary>A record of Python's <c>logging</c> that no handler of the program's own takes: a record that an <see cref="ICallOutput"/> gets.</summary>
/// <param name="Logger">The logger's name.</param>
/// <param name="Level">The level's number: 10 for DEBUG, 20 for INFO, 30 for WARNING, 40 for ERROR, 50 for CRITICAL.</param>
/// <param name="LevelName">The level's name.</param>
/// <param name="Message">The message, with its arguments put in.</param>
/// <param name="Exception">The traceback that was logged with it; null for none.</param>
/// <param name="File">The file of the line that logged it.</param>
/// <param name="Line">The line in it.</param>
public sealed record PyLogRecord(string Logger, int Level, string LevelName, string Message, string? Exception, string File, int Line) : PyRecord
{
    private protected override int TextLength => Message.Length + (Exception?.Length ?? 0);

    private protected override string ToProcessText() => Exception is null ? $"{LevelName}:{Logger}:{Message}\n" : $"{LevelName}:{Logger}:{Message}\n{Exception}\n";
}
