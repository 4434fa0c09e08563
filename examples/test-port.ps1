#requires -Version 7.4
<#
.SYNOPSIS
Tries many TCP ports at once and tells which are open.

.EXAMPLE
./test-port.ps1 localhost -Port (1..1024) | Where-Object Open
#>
param(
    [string] $HostName = 'localhost',

    [int[]] $Port = 1..1024,

    # How many connections are tried at once.
    [int] $ThrottleLimit = 200,

    [double] $TimeoutSeconds = 1
)

Import-Module ($env:PYASYNC_MODULE ? "$env:PYASYNC_MODULE/PyAsync.psd1" : 'PyAsync')

Invoke-PyAwaitable -Code @'
import asyncio

async def try_port(port, host, timeout):
    try:
        _, writer = await asyncio.wait_for(asyncio.open_connection(host, port), timeout)
    except (OSError, asyncio.TimeoutError) as error:
        return {"Host": host, "Port": port, "Open": False, "Reason": type(error).__name__}
    writer.close()
    return {"Host": host, "Port": port, "Open": True, "Reason": None}
'@

$Port | Invoke-PyAwaitable try_port -ArgumentList $HostName, $TimeoutSeconds -ThrottleLimit $ThrottleLimit -Ordered
