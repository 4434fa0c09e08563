namespace PyAsync.Objects;

/// <summary>How Python values become .NET values. Immutable; shared by many calls.</summary>
public sealed class PyConversion
{
    /// <summary>How many containers may stand in each other where nothing else is said.</summary>
    public const int DefaultMaxDepth = 200;

    /// <summary>
    /// The most that <see cref="MaxDepth"/> can be. An exception's cleanup runs on top of the stack that it was thrown
    /// on, and Python frees deep structures recursively, so much of a thread's stack must be left.
    /// </summary>
    public const int GreatestMaxDepth = 1000;

    /// <summary>The usual rules.</summary>
    public static readonly PyConversion Default = new();

    private PyConversion? _forMembers;

    /// <summary>Everything stays a live <see cref="PyObject"/>.</summary>
    public bool Raw { get; init; }

    /// <summary>Every dict becomes a dictionary, none a record.</summary>
    public bool AsHashtable { get; init; }

    /// <summary>Makes the records that dicts with string keys become; null makes dictionaries.</summary>
    public IPyRecordFactory? Records { get; init; }

    /// <summary>
    /// How many containers may stand in each other; deeper values are refused. The default is
    /// <see cref="DefaultMaxDepth"/>; more than <see cref="GreatestMaxDepth"/> counts as that.
    /// </summary>
    public int MaxDepth { get; init; } = DefaultMaxDepth;

    /// <summary>The same without <see cref="Raw"/>: what the members of a live object are converted by.</summary>
    internal PyConversion ForMembers => !Raw
        ? this
        : _forMembers ??= new PyConversion { AsHashtable = AsHashtable, Records = Records, MaxDepth = MaxDepth };
}
