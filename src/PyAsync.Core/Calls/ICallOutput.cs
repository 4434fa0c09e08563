namespace PyAsync.Calls;

/// <summary>
/// Takes what Python code says besides its results: printed lines, log records, warnings, progress. Implemented by whoever
/// waits for an await: a command, a job, a C# program.
/// </summary>
public interface ICallOutput
{
    /// <summary>
    /// Takes a record. Called on any thread, with or without the GIL: it must be brief, must not wait, and must not throw.
    /// </summary>
    /// <param name="record">A <see cref="PyRecord"/>: a <see cref="PyPrintedText"/>, a <see cref="PyLogRecord"/>, a <see cref="PyWarning"/>; or a <see cref="PyProgress"/>.</param>
    /// <returns>False where it takes no more (the command has ended); the record then goes where it would without an origin.</returns>
    bool TryWrite(object record);
}
