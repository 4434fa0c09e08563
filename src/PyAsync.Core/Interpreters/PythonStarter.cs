using PyAsync.CPython;
using PyAsync.Environments;

namespace PyAsync.Interpreters;

/// <summary>Initializes the interpreter on the calling thread, which becomes Python's main thread and holds the GIL.</summary>
internal static class PythonStarter
{
    /// <summary>Starts what the installation's own command would start, with the process's environment.</summary>
    /// <exception cref="PythonNotUsableException">CPython refuses.</exception>
    public static void Start(PythonInstallation installation)
    {
        using StartConfig config = new(installation.Executable, out string? error);
        error ??= config.Start();
        if (error is not null)
        {
            throw new PythonNotUsableException(PythonProblem.InitializationFailed, $"{installation} did not initialize: {error}.", installation.Executable);
        }
    }
}
