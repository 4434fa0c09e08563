#requires -Version 7.4
<#
.SYNOPSIS
Checks services side by side, prints a report, and fails the build where one is not as it should be.

.EXAMPLE
./ci-gate.ps1 http://localhost:8080/health, http://localhost:9090/health
#>
[CmdletBinding()]
param([Parameter(Mandatory)] [string[]] $Url, [double] $TimeoutSeconds = 10, [double] $Within = 60)

# A gate that cannot check is closed.
$ErrorActionPreference = 'Stop'
if (-not (Get-Module PyAsync)) { Import-Module ($env:PYASYNC_MODULE ? "$env:PYASYNC_MODULE/PyAsync.psd1" : 'PyAsync') -ErrorAction Stop }
Invoke-PyAwaitable -Code @'
import asyncio, time, urllib.request

async def healthy(url, within):
    """Asks until the service is well, as it may be starting; the last error is raised when the time is up."""
    start = time.monotonic()
    while True:
        try:
            with await asyncio.to_thread(urllib.request.urlopen, url, timeout=5) as answer:
                return {"Url": url, "Result": "ok", "Seconds": round(time.monotonic() - start, 1)}
        except OSError:
            if time.monotonic() - start > within:
                raise
        await asyncio.sleep(0.2)
'@
$passed = @($Url | Invoke-PyAwaitable -Code 'await healthy(_, within)' -Variable @{ within = $Within } -TimeoutSeconds ($Within + $TimeoutSeconds) -ErrorAction SilentlyContinue -ErrorVariable failed)
$report = @($passed; $failed | ForEach-Object { [pscustomobject] @{ Url = $_.TargetObject; Result = $_.Exception.Message; Seconds = $null } })
$report | Format-Table Url, Seconds, Result -Wrap | Out-Host

# GitHub and Azure DevOps show these beside the build; elsewhere the table says it. What would end a command is written as they say.
foreach ($problem in $failed) {
    $title, $message = "$($problem.TargetObject)", $problem.Exception.Message
    if ($env:GITHUB_ACTIONS) {
        $title, $message = $title, $message | ForEach-Object { $_.Replace('%', '%25').Replace("`r", '%0D').Replace("`n", '%0A') }
        Write-Host "::error title=$($title.Replace(':', '%3A').Replace(',', '%2C'))::$message"
    }
    elseif ($env:TF_BUILD) {
        Write-Host "##vso[task.logissue type=error]$("${title}: $message".Replace('%', '%AZP25').Replace("`r", '%0D').Replace("`n", '%0A'))"
    }
}
exit ($failed ? 1 : 0)
