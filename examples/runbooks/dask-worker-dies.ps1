#requires -Version 7.4
<#
.SYNOPSIS
Work that goes on when a worker dies: Dask runs its tasks again on another, and the results are all there.

.EXAMPLE
./dask-worker-dies.ps1 tcp://scheduler:8786 -Count 20
#>
[CmdletBinding()]
param([string] $Scheduler, [int] $Count = 20)

if (-not (Get-Module PyAsync)) { Import-Module ($env:PYASYNC_MODULE ? "$env:PYASYNC_MODULE/PyAsync.psd1" : 'PyAsync') -ErrorAction Stop }
Invoke-PyAwaitable -Code @'
import os, time
from distributed import Client, get_worker

def work(n):
    time.sleep(0.1)
    return {"Number": n, "Worker": str(get_worker().name), "Process": os.getpid()}

client = await Client(scheduler, asynchronous=True)
'@ -Variable @{ scheduler = $Scheduler }

try {
    $killed = $null
    1..$Count | Invoke-PyAwaitable -Code 'client.submit(work, _, pure=False, retries=2)' | ForEach-Object {
        if (-not $killed) {
            $killed = $_.Process
            Write-Warning "Worker $($_.Worker) (process $killed) is killed."
            Stop-Process -Id $killed -Force
        }
        $_
    }
}
finally {
    Invoke-PyAwaitable -Code 'await client.close()' | Out-Null
}
