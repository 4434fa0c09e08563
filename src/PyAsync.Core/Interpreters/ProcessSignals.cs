using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Threading;
using PyAsync.CPython;

namespace PyAsync.Interpreters;

/// <summary>
/// The signals that .NET and PowerShell need. The host's handlers stay in place. What Python code installs instead
/// (signal.signal, asyncio, faulthandler, libuv in uvloop) is noticed and becomes the signal's guest, which is called when
/// .NET gets the signal. To Python these signals look as in a fresh interpreter. Any thread unless said otherwise.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static class ProcessSignals
{
    // Those that .NET tells of, with their numbers on Linux and elsewhere. All are claimed at the start, as .NET installs
    // some handlers only when it first needs them, such as SIGCHLD's.
    private static readonly (PosixSignal Name, int Linux, int Other)[] s_known =
    [
        (PosixSignal.SIGHUP, 1, 1), (PosixSignal.SIGINT, 2, 2), (PosixSignal.SIGQUIT, 3, 3), (PosixSignal.SIGTERM, 15, 15),
        (PosixSignal.SIGCHLD, 17, 20), (PosixSignal.SIGCONT, 18, 19), (PosixSignal.SIGWINCH, 28, 28),
    ];

    // libuv removes its handler without telling us, so we look again and again until it is gone.
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    // Nobody's signal: Python's handler of it is called as a function, to end what Python's main thread does. The one below
    // SIGRTMAX, and SIGSYS elsewhere.
    private static readonly int s_forced = OperatingSystem.IsLinux() ? 63 : 12;

    private static readonly object s_gate = new();
    private static readonly SignalAction?[] s_host = new SignalAction?[SignalAction.Count];
    private static readonly nint[] s_guests = new nint[SignalAction.Count];
    private static readonly List<PosixSignalRegistration> s_registrations = [];
    private static readonly List<int> s_shared = [];
    private static Timer? s_timer;
    private static nint s_python;
    private static ulong s_mainThread;

    /// <summary>Notes down the host's handlers. Before Python starts.</summary>
    /// <param name="leave">What is done before a signal ends the process.</param>
    public static void Claim(Action leave)
    {
        foreach ((PosixSignal name, int linux, int other) in s_known)
        {
            Share(name, OperatingSystem.IsLinux() ? linux : other, name is PosixSignal.SIGHUP or PosixSignal.SIGTERM ? leave : static () => { });
        }
        for (int number = 1; number < SignalAction.Count; number++)
        {
            if (SignalAction.Read(number) is { } action && action.Handler is not (SignalAction.Default or SignalAction.Ignore))
            {
                s_host[number] = action;
            }
        }
        // What else this process handles by .NET, such as SIGTTIN or SIGUSR1, has the same function of .NET's as its handler.
        nint handler = s_shared.ConvertAll(static number => s_host[number]?.Handler ?? 0).Find(static one => one != 0);
        for (int number = 1; number < SignalAction.Count; number++)
        {
            if (s_host[number]?.Handler == handler && !s_shared.Contains(number))
            {
                Share((PosixSignal)number, number, static () => { });
            }
        }
        // What was ignored when the process started, as by nohup, .NET leaves alone.
        s_shared.RemoveAll(static number => s_host[number] is null);
    }

    private static void Share(PosixSignal signal, int number, Action before)
    {
        s_registrations.Add(PosixSignalRegistration.Create(signal, context => Relay(number, context, before)));
        s_shared.Add(number);
    }

    /// <summary>Makes the signals look as in a fresh interpreter. Python's main thread, with the GIL.</summary>
    public static void Open()
    {
        s_mainThread = CApi.PyThread_get_thread_ident();
        using PyOwned module = CApi.Import("pyasync._signals"u8).OrThrow();
        using PyOwned install = CApi.GetAttribute(module, "install"u8).OrThrow();
        using PyOwned shared = PyText.ToPython(string.Join(' ', s_shared)).OrThrow();
        using PyOwned host = PyText.ToPython(string.Join(' ', Numbers())).OrThrow();
        using PyOwned forced = CApi.PyLong_FromLongLong(s_forced).OrThrow();
        SignalAction? before = SignalAction.Read(s_forced);
        using PyOwned reclaim = HostFunction.Create(static (arguments, _) =>
        {
            Reclaim(ToNumber(arguments[0]), givenBack: arguments[1] == PyInterpreter.Current.True);
            return HostFunction.None;
        });
        using PyOwned note = HostFunction.Create(static (arguments, _) =>
        {
            s_python = SignalAction.Read(ToNumber(arguments[0]))!.Handler;
            return HostFunction.None;
        });
        CApi.Vectorcall(install, [0, shared.Pointer, host.Pointer, forced.Pointer, reclaim.Pointer, note.Pointer], 5).OrThrow().Dispose();
        // Python's own table has the handler, and the system knows nothing of it.
        before?.Write(s_forced);
    }

    /// <summary>
    /// Does in Python's main thread what Ctrl+C does under <c>python</c>: it raises KeyboardInterrupt, and ends what the thread
    /// waits for in the system. False for another thread, and where Python code handles SIGINT itself. Any thread, without the GIL.
    /// </summary>
    public static bool TryInterrupt(ulong thread)
    {
        const int interrupt = 2;
        if (thread != s_mainThread || !s_shared.Contains(interrupt) || Volatile.Read(ref s_guests[interrupt]) != SignalAction.Default)
        {
            return false;
        }
        SignalAction.Call(s_python, interrupt);
        SignalAction.Interrupt(thread);
        return true;
    }

    /// <summary>
    /// Raises <c>ForcedExit</c> in Python's main thread, and ends what the thread waits for in the system. False for another thread.
    /// Any thread, without the GIL.
    /// </summary>
    public static bool TryForceExit(ulong thread)
    {
        if (thread != s_mainThread || s_python == 0)
        {
            return false;
        }
        SignalAction.Call(s_python, s_forced);
        SignalAction.Interrupt(thread);
        return true;
    }

    private static int ToNumber(nint value) => (int)CApi.PyLong_AsLongLongAndOverflow(new PyBorrowed(value), out _);

    private static IEnumerable<int> Numbers()
    {
        for (int number = 1; number < SignalAction.Count; number++)
        {
            if (s_host[number] is not null)
            {
                yield return number;
            }
        }
    }

    /// <summary>Puts the host's handler back where another is in its place, which is the signal's guest from then on.</summary>
    /// <param name="signal">The signal; 0 for all.</param>
    /// <param name="givenBack">What is in its place stands for the host's own: SIG_DFL, and Python's default for SIGINT.</param>
    private static void Reclaim(int signal, bool givenBack)
    {
        lock (s_gate)
        {
            foreach (int number in Numbers())
            {
                if (givenBack && signal == number)
                {
                    Volatile.Write(ref s_guests[number], SignalAction.Default);
                }
                if ((signal == 0 || signal == number) && SignalAction.Read(number) is { } now && !now.IsSameAs(s_host[number]!))
                {
                    Reclaim(number, now, givenBack);
                }
            }
        }
    }

    private static void Reclaim(int number, SignalAction now, bool givenBack)
    {
        SignalAction host = s_host[number]!;
        host.Write(number);
        // Else only its flags have changed, as siginterrupt does it. What .NET itself cannot do without has no guest.
        if (now.Handler == host.Handler || !s_shared.Contains(number))
        {
            return;
        }
        Volatile.Write(ref s_guests[number], givenBack ? SignalAction.Default : now.Handler);
        Look();
        if (number == (OperatingSystem.IsLinux() ? 17 : 20))
        {
            // A child of the host's may have ended unheard.
            SignalAction.Send(number);
        }
    }

    // Looks again and again while there is a guest other than Python's, which tells.
    private static void Look()
    {
        bool isNeeded = s_shared.Exists(static number => IsCalled(s_guests[number]) && s_guests[number] != s_python);
        if (isNeeded || s_timer is not null)
        {
            s_timer ??= new Timer(static _ => Reclaim(0, givenBack: false));
            TimeSpan period = isNeeded ? s_look : Timeout.InfiniteTimeSpan;
            s_timer.Change(period, period);
        }
    }

    private static bool IsCalled(nint guest) => guest is not (SignalAction.Default or SignalAction.Ignore);

    // On a thread of .NET's. Without a guest, what the host's other handlers say happens, and else the system's default.
    private static void Relay(int number, PosixSignalContext context, Action leave)
    {
        nint guest = Volatile.Read(ref s_guests[number]);
        if (guest == SignalAction.Default)
        {
            leave();
            return;
        }
        context.Cancel = true;
        if (!IsCalled(guest))
        {
            return;
        }
        SignalAction.Call(guest, number);
        if (guest == s_python)
        {
            // Python's handlers run when its main thread goes on, so what that waits for ends, as if the signal had come on it.
            SignalAction.Interrupt(s_mainThread);
        }
    }
}
