#requires -Version 7.4
<#
.SYNOPSIS
Asks many addresses through one aiohttp client, tries those again that fail, and ends with a report.

.EXAMPLE
'https://example.org', 'https://example.com' | ./http-report.ps1
#>
param(
    [Parameter(ValueFromPipeline)] [string[]] $Url,
    [int] $ThrottleLimit = 50,
    [int] $Tries = 3,
    [double] $TimeoutSeconds = 30
)

begin {
    Import-Module ($env:PYASYNC_MODULE ? "$env:PYASYNC_MODULE/PyAsync.psd1" : 'PyAsync')
    Invoke-PyAwaitable -Code @'
import aiohttp, asyncio, time

async def ask(url, tries):
    start = time.perf_counter()
    for attempt in range(1, tries + 1):
        try:
            async with session.get(url) as answer:
                answer.raise_for_status()
                body = await answer.read()
                ms = round((time.perf_counter() - start) * 1000, 1)
                return {"Url": url, "Status": answer.status, "Bytes": len(body), "Tries": attempt, "Ms": ms}
        except aiohttp.ClientError:
            if attempt == tries:
                raise
            await asyncio.sleep(0.1 * 2**attempt)

session = aiohttp.ClientSession()
'@
    $all = [System.Collections.Generic.List[string]]::new()
}

process { $all.AddRange($Url) }

end {
    $answers = @($all | Invoke-PyAwaitable -Code 'await ask(_, tries)' -Variable @{ tries = $Tries } -ThrottleLimit $ThrottleLimit -TimeoutSeconds $TimeoutSeconds -ErrorAction SilentlyContinue -ErrorVariable failed)
    Invoke-PyAwaitable -Code 'await session.close()' | Out-Null
    [pscustomobject] @{
        Asked    = $all.Count
        Answered = $answers.Count
        Retried  = @($answers | Where-Object Tries -GT 1).Count
        Slowest  = ($answers | Sort-Object Ms | Select-Object -Last 1).Url
        Failed   = @($failed | ForEach-Object { "$($_.TargetObject): $($_.Exception.Message)" })
    }
}
