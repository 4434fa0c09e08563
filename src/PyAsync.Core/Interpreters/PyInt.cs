using PyAsync.CPython;

namespace PyAsync.Interpreters;

/// <summary>Ints that are known to be small. On a thread that holds the GIL.</summary>
internal static class PyInt
{
    /// <summary>The value of an object that is a small number.</summary>
    public static int ToInt32(PyBorrowed value)
    {
        // The call that reads it has no GC transition, so it gets nothing but an int.
        if (CApi.TypeOf(value) == PyInterpreter.Current.Types.Int)
        {
            return (int)CApi.PyLong_AsLongLongAndOverflow(value, out _);
        }
        using PyOwned number = CApi.PyNumber_Index(value).OrThrow();
        return (int)CApi.PyLong_AsLongLongAndOverflow(number, out _);
    }
}
