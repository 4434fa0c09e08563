#requires -Version 7.4
<#
.SYNOPSIS
A runbook's steps on a Dask cluster: each host's check is a task of the cluster, and what fails is an error record.

.EXAMPLE
./dask-runbook.ps1 tcp://scheduler:8786 -HostName (Get-Content hosts.txt)
#>
[CmdletBinding()]
param([string] $Scheduler, [string[]] $HostName, [double] $TimeoutSeconds = 60)

if (-not (Get-Module PyAsync)) { Import-Module ($env:PYASYNC_MODULE ? "$env:PYASYNC_MODULE/PyAsync.psd1" : 'PyAsync') -ErrorAction Stop }
Invoke-PyAwaitable -Code @'
import socket
from distributed import Client, get_worker

def check(host):
    # Runs on a worker.
    address = socket.gethostbyname(host)
    return {"Host": host, "Address": address, "Worker": str(get_worker().name)}

client = await Client(scheduler, asynchronous=True)
'@ -Variable @{ scheduler = $Scheduler }

try {
    # Ctrl+C and the time limit cancel what is queued in the cluster too.
    $HostName | Invoke-PyAwaitable -Code 'client.submit(check, _, pure=False)' -TimeoutSeconds $TimeoutSeconds
}
finally {
    Invoke-PyAwaitable -Code 'await client.close()' | Out-Null
}
