using System.Text;
using PyAsync.CPython;
using PyAsync.Interpreters;

namespace PyAsync.Conversion;

/// <summary>A class or function of Python's standard library, imported with the first value that needs it and kept as long as the interpreter.</summary>
internal sealed class PyClass(string module, string name)
{
    private nint _reference;

    public PyBorrowed Reference
    {
        get
        {
            if (_reference == 0)
            {
                _reference = PythonModule.Get(Encoding.UTF8.GetBytes(module + "\0"), Encoding.UTF8.GetBytes(name + "\0"));
            }
            return new PyBorrowed(_reference);
        }
    }
}
