#requires -Version 7.4
<#
.SYNOPSIS
Starts a watcher that goes on in the background while you use the prompt, and asks it from later commands.

.DESCRIPTION
The watcher is a Python object on the event loop, with a task of its own that measures how long a TCP connection takes,
again and again. The loop runs between commands, so the watcher does too.

.EXAMPLE
$watcher = ./watch-endpoint.ps1 example.org 443
Invoke-PyAwaitable -Code 'watcher.report()' -Variable @{ watcher = $watcher }
Invoke-PyAwaitable -Code 'await watcher.stop()' -Variable @{ watcher = $watcher }
#>
param(
    [string] $HostName = 'localhost',

    [int] $Port = 80,

    [double] $IntervalSeconds = 1
)

Import-Module ($env:PYASYNC_MODULE ? "$env:PYASYNC_MODULE/PyAsync.psd1" : 'PyAsync')

Invoke-PyAwaitable -Raw -Code @'
import asyncio, time

class Watcher:
    def __init__(self, host, port, interval):
        self.host, self.port, self.interval = host, port, interval
        self.times, self.failures = [], 0
        self._task = asyncio.create_task(self._watch())

    async def _watch(self):
        while True:
            start = time.perf_counter()
            try:
                _, writer = await asyncio.open_connection(self.host, self.port)
                self.times.append(time.perf_counter() - start)
                writer.close()
            except OSError:
                self.failures += 1
            await asyncio.sleep(self.interval)

    def report(self):
        times = sorted(self.times)
        return {
            "Endpoint": "%s:%d" % (self.host, self.port),
            "Answered": len(times),
            "Failed": self.failures,
            "MedianMs": round(times[len(times) // 2] * 1000, 2) if times else None,
        }

    async def stop(self):
        self._task.cancel()
        await asyncio.wait([self._task])

Watcher(host, port, interval)
'@ -Variable @{ host = $HostName; port = $Port; interval = $IntervalSeconds }
