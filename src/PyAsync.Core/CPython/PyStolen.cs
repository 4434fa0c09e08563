namespace PyAsync.CPython;

/// <summary>A reference given away to a CPython function that takes ownership even when it fails.</summary>
internal readonly ref struct PyStolen(nint pointer)
{
    public readonly nint Pointer = pointer;
}
