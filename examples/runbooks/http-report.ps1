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
    # Of each try.
    [double] $TimeoutSeconds = 30
)

begin {
    if (-not (Get-Module PyAsync)) { Import-Module ($env:PYASYNC_MODULE ? "$env:PYASYNC_MODULE/PyAsync.psd1" : 'PyAsync') -ErrorAction Stop }
    Invoke-PyAwaitable -Code @'
import aiohttp, asyncio, time

def is_passing(error):
    """Whether it may go well the next time: not what the server has refused for good, such as 404."""
    return not isinstance(error, aiohttp.ClientResponseError) or error.status == 429 or error.status >= 500

async def ask(url, tries):
    start = time.perf_counter()
    for attempt in range(1, tries + 1):
        try:
            async with session.get(url) as answer:
                answer.raise_for_status()
                body = await answer.read()
                ms = round((time.perf_counter() - start) * 1000, 1)
                return {"Url": url, "Status": answer.status, "Bytes": len(body), "Tries": attempt, "Ms": ms}
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            if attempt == tries or not is_passing(error):
                raise
            await asyncio.sleep(0.1 * 2**attempt)

session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=seconds))
'@ -Variable @{ seconds = $TimeoutSeconds }
    $all = [System.Collections.Generic.List[string]]::new()
}

process { if ($Url) { $all.AddRange($Url) } }

end {
    $answers = @($all | Invoke-PyAwaitable -Code 'await ask(_, tries)' -Variable @{ tries = $Tries } -ThrottleLimit $ThrottleLimit -ErrorAction SilentlyContinue -ErrorVariable failed)
    Invoke-PyAwaitable -Code 'await session.close()' | Out-Null
    [pscustomobject] @{
        Asked    = $all.Count
        Answered = $answers.Count
        Retried  = @($answers | Where-Object Tries -GT 1).Count
        Slowest  = ($answers | Sort-Object Ms | Select-Object -Last 1).Url
        Failed   = @($failed | ForEach-Object { "$($_.TargetObject): $($_.Exception.Message)" })
    }
}
