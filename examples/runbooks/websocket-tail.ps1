#requires -Version 7.4
<#
.SYNOPSIS
Writes the messages of a websocket as they come, until Select-Object -First or Ctrl+C ends it.

.EXAMPLE
./websocket-tail.ps1 wss://example.org/events | Select-Object -First 10
#>
[CmdletBinding()]
param([string] $Url)

if (-not (Get-Module PyAsync)) { Import-Module ($env:PYASYNC_MODULE ? "$env:PYASYNC_MODULE/PyAsync.psd1" : 'PyAsync') -ErrorAction Stop }
Invoke-PyAwaitable -Code @'
import json, websockets

async def tail(url):
    async with websockets.connect(url) as socket:
        async for message in socket:
            yield json.loads(message)
'@
Invoke-PyAwaitable tail $Url
