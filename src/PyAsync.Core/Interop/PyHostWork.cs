using System;
using System.Threading;
using System.Threading.Tasks;

namespace PyAsync.Interop;

/// <summary>
/// .NET work that Python can await and cancel: it starts when it is given to Python, and its token is cancelled when
/// Python cancels the awaitable. Immutable; any thread.
/// </summary>
/// <param name="start">Starts the work.</param>
public sealed class PyHostWork(Func<CancellationToken, Task> start)
{
    /// <summary>Starts the work with a token.</summary>
    public Task Start(CancellationToken cancellationToken) => start(cancellationToken);
}
