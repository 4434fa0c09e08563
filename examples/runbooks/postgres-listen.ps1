#requires -Version 7.4
<#
.SYNOPSIS
Writes each notification of a PostgreSQL channel as an object, until Select-Object -First or Ctrl+C ends it.

.EXAMPLE
./postgres-listen.ps1 postgresql://me@localhost/shop orders | Select-Object -First 3
#>
[CmdletBinding()]
param([string] $Dsn, [string] $Channel)

if (-not (Get-Module PyAsync)) { Import-Module ($env:PYASYNC_MODULE ? "$env:PYASYNC_MODULE/PyAsync.psd1" : 'PyAsync') -ErrorAction Stop }
Invoke-PyAwaitable -Code @'
import asyncio, asyncpg

async def listen(dsn, channel):
    connection = await asyncpg.connect(dsn)
    events = asyncio.Queue()
    closed = object()
    # A server that ends in the middle is an error, not a silence.
    connection.add_termination_listener(lambda _: events.put_nowait(closed))
    await connection.add_listener(channel, lambda _, pid, name, payload: events.put_nowait(payload))
    try:
        while (event := await events.get()) is not closed:
            yield {"Channel": channel, "Payload": event}
        raise ConnectionError("the server has closed the connection")
    finally:
        if not connection.is_closed():
            await connection.close()
'@
Invoke-PyAwaitable listen $Dsn, $Channel
