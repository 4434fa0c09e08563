using System;
using PyAsync.Interpreters;

namespace PyAsync.Objects;

/// <summary>What a host does about uses of live objects: it waits, fails and shows in its own way. Any thread.</summary>
internal interface IObjectHost : IWorkWait
{
    /// <summary>What a use that failed is to throw instead of an exception of ours.</summary>
    /// <param name="error">The exception.</param>
    /// <param name="typeName">The type of the object that was used.</param>
    Exception Failure(PyAsyncException error, string typeName);

    /// <summary>Whether who asks for an object's items just now would but show the object. On the thread that asks.</summary>
    bool IsShowing();
}
