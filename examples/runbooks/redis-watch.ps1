#requires -Version 7.4
<#
.SYNOPSIS
Writes each message of Redis channels as an object; a filter and a stop are the pipeline's.

.EXAMPLE
./redis-watch.ps1 redis://localhost 'alerts.*' | Where-Object Level -EQ error | Select-Object -First 1
#>
[CmdletBinding()]
param([string] $Url = 'redis://localhost', [string] $Pattern = '*')

if (-not (Get-Module PyAsync)) { Import-Module ($env:PYASYNC_MODULE ? "$env:PYASYNC_MODULE/PyAsync.psd1" : 'PyAsync') -ErrorAction Stop }
Invoke-PyAwaitable -Code @'
import json
import redis.asyncio as redis

def fields(data):
    # What is no object of JSON is a message too.
    try:
        value = json.loads(data)
    except ValueError:
        value = None
    return value if isinstance(value, dict) else {"Data": data}

async def watch(url, pattern):
    async with redis.from_url(url, decode_responses=True) as client, client.pubsub() as channel:
        await channel.psubscribe(pattern)
        async for message in channel.listen():
            if message["type"] == "pmessage":
                yield {"Channel": message["channel"], **fields(message["data"])}
'@
Invoke-PyAwaitable watch $Url, $Pattern
