using System.Text;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Conversion;

/// <summary>An attribute's name, interned and kept as long as the interpreter.</summary>
internal readonly struct PyAttribute(string name)
{
    private readonly nint _name = CApi.Intern(Encoding.UTF8.GetBytes(name + "\0")).OrThrow().Detach();

    public PyOwned Get(PyBorrowed target) => CApi.PyObject_GetAttr(target, new PyBorrowed(_name)).OrThrow();

    /// <summary>The value of an attribute that is a small int.</summary>
    public int GetInt(PyBorrowed target)
    {
        using PyOwned value = Get(target);
        return PyInt.ToInt32(value);
    }

    /// <summary>Calls a method without arguments.</summary>
    public PyOwned Call(PyBorrowed target) => CApi.CallMethod(target, new PyBorrowed(_name)).OrThrow();
}
