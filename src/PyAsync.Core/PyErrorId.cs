namespace PyAsync;

/// <summary>What went wrong. The names are stable: they are what <see cref="PyAsyncException.ErrorId"/> gives.</summary>
public enum PyErrorId
{
    /// <summary>Told by a layer above this library, which has ids of its own.</summary>
    Other,

    /// <summary>Python code raised an exception.</summary>
    PythonError,

    /// <summary>No usable Python.</summary>
    PythonNotUsable,

    /// <summary>A defect of an extension module or of PyAsync.</summary>
    Internal,

    /// <summary>The process exits, so nothing starts any more.</summary>
    ProcessExiting,

    /// <summary>A loop of that name is there already. Facts: Loop, State.</summary>
    LoopExists,

    /// <summary>The loop is stopping or has stopped. Facts: Loop.</summary>
    LoopStopped,

    /// <summary>The loop neither started nor ended in a minute. Facts: Loop, State.</summary>
    LoopStuck,

    /// <summary>Something blocks the loop. Facts: Loop, Seconds, Place.</summary>
    LoopBusy,

    /// <summary>The loop did not stop in time. Facts: Loop, Seconds, Place.</summary>
    StopTimeout,

    /// <summary>A loop's own thread, or one that this waits for, would wait for itself. Facts: Loop.</summary>
    WaitOnOwnLoop,

    /// <summary>An object or a target belongs to another loop. Facts: Loop, Bound, and Value for an object's type.</summary>
    WrongLoop,

    /// <summary>No loop runs that the object could be used on. Facts: Type.</summary>
    NoLoop,

    /// <summary>The object belongs to another interpreter. Facts: Type.</summary>
    WrongInterpreter,

    /// <summary>The object was disposed. Facts: Type.</summary>
    ObjectDisposed,

    /// <summary>An object cannot be awaited. Facts: Type.</summary>
    NotAwaitable,

    /// <summary>An object cannot be called. Facts: Type.</summary>
    NotCallable,

    /// <summary>A call has more or fewer arguments than its code takes.</summary>
    WrongArguments,

    /// <summary>What was to be called is not there or does not load. Facts: Target.</summary>
    TargetNotFound,

    /// <summary>An async callback was called where no loop runs.</summary>
    CallbackOffLoop,

    /// <summary>A stream is read a second time.</summary>
    StreamUsed,

    /// <summary>A value has no counterpart on the other side. Facts: Value.</summary>
    ValueNotConvertible,

    /// <summary>The process has no file descriptor left. Facts: Errno.</summary>
    NoDescriptors,

    /// <summary>A test did not end in time.</summary>
    TestTimeout,

    /// <summary>An installer did not make an environment or did not find a package. Facts: Path, Installer, Output.</summary>
    InstallFailed,

    /// <summary>There is nothing that could install packages.</summary>
    NoInstaller,

    /// <summary>Something is where an environment is to be made. Facts: Path, for an environment of something else.</summary>
    EnvironmentExists,

    /// <summary>The environment is the one that this process runs. Facts: Path.</summary>
    EnvironmentInUse,

    /// <summary>What a file says of the packages that it needs cannot be read. Facts: Path.</summary>
    InvalidRequirement,

    /// <summary>A script needs another environment than the one that this process runs. Facts: Path, Missing.</summary>
    AnotherEnvironment,

    /// <summary>There is no folder in which an environment for a script could be kept.</summary>
    NoCacheFolder,

    /// <summary>.NET objects cannot be used alive in this Python. Facts: Reason.</summary>
    NoLiveObjects,

    /// <summary>Disposing of an object would leave open what it holds. Facts: Type, Close.</summary>
    NotDisposable,
}
