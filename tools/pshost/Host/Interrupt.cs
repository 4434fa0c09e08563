using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace PsHost.Host;

/// <summary>Ctrl+C and SIGTERM: the one stops the running pipeline, the other ends the session as well.</summary>
internal sealed class Interrupt : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ConsoleHost _host;
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private Pipeline? _current;

    public Interrupt(ConsoleHost host)
    {
        _host = host;
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            Stop();
        });
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            _host.SetShouldExit(128 + 15);
            Stop();
        });
    }

    public Pipeline? Enter(Pipeline pipeline)
    {
        lock (_lock)
        {
            Pipeline? outer = _current;
            _current = pipeline;
            return outer;
        }
    }

    public void Leave(Pipeline? outer)
    {
        lock (_lock)
        {
            _current = outer;
        }
    }

    private void Stop()
    {
        Pipeline? pipeline;
        lock (_lock)
        {
            pipeline = _current;
        }

        try
        {
            pipeline?.StopAsync();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself just now.
        }
    }

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
    }
}
