#requires -Version 7.4
<#
.SYNOPSIS
Maps a function over many items on a Dask cluster, and writes each result as it is ready.

.EXAMPLE
./dask-map.ps1 tcp://scheduler:8786 (1..1000) -Code 'lambda x: x * x'
#>
[CmdletBinding()]
param([string] $Scheduler, [object[]] $InputObject, [string] $Code = 'lambda x: x * x')

if (-not (Get-Module PyAsync)) { Import-Module ($env:PYASYNC_MODULE ? "$env:PYASYNC_MODULE/PyAsync.psd1" : 'PyAsync') -ErrorAction Stop }
Invoke-PyAwaitable -Code @'
from distributed import Client, as_completed

async def each(function, items):
    futures = client.map(function, items, pure=False)
    done = 0
    try:
        async for future, result in as_completed(futures, with_results=True):
            done += 1
            yield {"Done": done, "Of": len(items), "Result": result}
    finally:
        # Where it ends early, what is not done is no more to be done.
        await client.cancel(futures)

client = await Client(scheduler, asynchronous=True)
'@ -Variable @{ scheduler = $Scheduler }

try {
    $function = Invoke-PyAwaitable -Code $Code -Raw
    Invoke-PyAwaitable each $function, $InputObject | ForEach-Object {
        Write-Progress "Dask at $Scheduler" -Status "$($_.Done) of $($_.Of)" -PercentComplete (100 * $_.Done / $_.Of)
        $_.Result
    }
}
finally {
    Invoke-PyAwaitable -Code 'await client.close()' | Out-Null
}
