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
    private PyConversion? _forResults;

    /// <summary>Everything stays a live <see cref="PyObject"/>.</summary>
    public bool Raw { get; init; }

    /// <summary>Every dict becomes a dictionary, none a record.</summary>
    public bool AsHashtable { get; init; }

    /// <summary>Makes the records that dicts with string keys become; null makes dictionaries.</summary>
    public IPyRecordFactory? Records { get; init; }

    /// <summary>
    /// Arrays of several dimensions become arrays of arrays, for a host whose <c>foreach</c>, JSON and views know one dimension.
    /// </summary>
    internal bool HasNestedArrays { get; init; }

    /// <summary>
    /// How many containers may stand in each other; deeper values are refused. The default is
    /// <see cref="DefaultMaxDepth"/>; more than <see cref="GreatestMaxDepth"/> counts as that.
    /// </summary>
    public int MaxDepth { get; init; } = DefaultMaxDepth;

    /// <summary>Whose the live objects are that are made by this; null waits for half a minute at most, and fails as it comes.</summary>
    internal IObjectHost? Host { get; init; }

    /// <summary>
    /// What can be changed stays live, with what is in it: so that a write to what was read of a live object reaches the
    /// object itself.
    /// </summary>
    internal bool KeepsChangeable { get; private init; }

    /// <summary>What the members and items of a live object are converted by.</summary>
    internal PyConversion ForMembers => KeepsChangeable ? this : _forMembers ??= Copy(keepsChangeable: true);

    /// <summary>What results of a live object's calls are converted by, as results are elsewhere.</summary>
    internal PyConversion ForResults => !KeepsChangeable && !Raw ? this : _forResults ??= Copy(keepsChangeable: false);

    private PyConversion Copy(bool keepsChangeable) => new()
    {
        AsHashtable = AsHashtable,
        Records = Records,
        MaxDepth = MaxDepth,
        HasNestedArrays = HasNestedArrays,
        Host = Host,
        KeepsChangeable = keepsChangeable,
    };
}
