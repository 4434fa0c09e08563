#requires -Version 7.4
<#
.SYNOPSIS
Watches a folder in a job, and writes an object for each file that appears, changes or goes.

.EXAMPLE
$job = ./folder-watcher.ps1 /var/spool/incoming
Receive-Job $job
Remove-Job $job -Force
#>
[CmdletBinding()]
param([string] $Path = '.', [double] $IntervalSeconds = 0.5)

$here = Get-Module PyAsync | ForEach-Object ModuleBase
$module = ($env:PYASYNC_MODULE ?? $here) ? "$($env:PYASYNC_MODULE ?? $here)/PyAsync.psd1" : 'PyAsync'
Start-Job -Name "watch $Path" -ArgumentList $module, (Resolve-Path -LiteralPath $Path).ProviderPath, $IntervalSeconds {
    param($module, $path, $interval)
    Import-Module $module
    Invoke-PyAwaitable -Code @'
import asyncio, os

def look(path):
    found = {}
    for entry in os.scandir(path):
        try:
            if entry.is_file():
                found[entry.name] = entry.stat().st_mtime_ns
        except FileNotFoundError:
            pass  # It went between the two calls.
    return found

async def watch(path, interval):
    known = await asyncio.to_thread(look, path)
    yield {"File": None, "Event": "watching"}
    while True:
        await asyncio.sleep(interval)
        now = await asyncio.to_thread(look, path)
        for name in sorted(known.keys() | now.keys()):
            if known.get(name) != now.get(name):
                event = "gone" if name not in now else "new" if name not in known else "changed"
                yield {"File": name, "Event": event}
        known = now
'@
    Invoke-PyAwaitable watch $path, $interval
}
