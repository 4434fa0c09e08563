#requires -Version 7.4
<#
.SYNOPSIS
Work that goes on when a worker dies: Dask runs its tasks again on another, and the results are all there.

.EXAMPLE
./dask-worker-dies.ps1 tcp://scheduler:8786 -Count 20
#>
param([string] $Scheduler, [int] $Count = 20)

Import-Module ($env:PYASYNC_MODULE ? "$env:PYASYNC_MODULE/PyAsync.psd1" : 'PyAsync')
Invoke-PyAwaitable -Code @'
import os, time
from distributed import Client, get_worker

def work(n):
    time.sleep(0.1)
    return n, str(get_worker().name), os.getpid()

client = await Client(scheduler, asynchronous=True)
'@ -Variable @{ scheduler = $Scheduler }

try {
    $killed = $null
    1..$Count | Invoke-PyAwaitable -Code 'client.submit(work, _, pure=False, retries=2)' | ForEach-Object {
        $number, $worker, $process = $_
        if (-not $killed) {
            $killed = $process
            Write-Warning "Worker $worker (process $process) is killed."
            Stop-Process -Id $process -Force
        }
        [pscustomobject] @{ Number = $number; Worker = $worker; Process = $process }
    }
}
finally {
    Invoke-PyAwaitable -Code 'await client.close()'
}
