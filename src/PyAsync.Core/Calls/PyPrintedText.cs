namespace PyAsync.Calls;

/// <summary>A line that Python code wrote to <c>sys.stdout</c> or <c>sys.stderr</c>: a record that an <see cref="ICallOutput"/> gets.</summary>
/// <param name="Text">The text without its line's end.</param>
/// <param name="IsError">Whether it was written to <c>sys.stderr</c>.</param>
/// <param name="EndsLine">Whether the line ends here; false for the beginning of one that was flushed, such as a prompt.</param>
public sealed record PyPrintedText(string Text, bool IsError, bool EndsLine) : PyRecord
{
    private protected override bool OnErrorStream => IsError;

    private protected override int TextLength => Text.Length;

    private protected override string ToProcessText() => EndsLine ? Text + "\n" : Text;
}
