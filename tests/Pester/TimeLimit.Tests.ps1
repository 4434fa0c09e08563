# -TimeoutSeconds: each await has its own limit, whatever the others, the pipeline's thread and the loop do.
BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    Invoke-PyAwaitable -Code 'import asyncio, ctypes, time'
}

AfterAll {
    Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
}

Describe 'A time limit' {
    It 'loses nothing of the others with -Ordered where one does not end when it is cancelled' {
        $all = 1..4 | Invoke-PyAwaitable -Ordered -TimeoutSeconds 0.3 -Code @'
try:
    await asyncio.sleep(30 if _ == 1 else 0)
except asyncio.CancelledError:
    await asyncio.sleep(3)
_
'@ 2>&1
        $all.Count | Should -Be 4
        $all[0].FullyQualifiedErrorId | Should -BeLike 'PyAsync.Timeout,*'
        $all[0].TargetObject | Should -Be 1
        $all[0].Exception.Message | Should -BeLike '*took longer than 0.3 s and did not end when it was cancelled: it goes on in the background.'
        $all[1..3] | Should -Be 2, 3, 4
    }

    It 'cancels what an awaitable has elsewhere, by its own cancel(), however the await comes by it: <Text>' -ForEach @(
        @{ Text = "Invoke-PyAwaitable -Code 'Work()'" }
        @{ Text = "Invoke-PyAwaitable -Code 'await asyncio.sleep(0); Work()'" }
        @{ Text = "Invoke-PyAwaitable -Code 'Work()' -NoAwait | Invoke-PyAwaitable" }
    ) {
        Invoke-PyAwaitable -Code @'
class Work:
    """As the future of a cluster: cancel() gives an awaitable, which sends the word."""
    cancelled = 0
    def __await__(self):
        return asyncio.sleep(30).__await__()
    async def cancel(self):
        await asyncio.sleep(0)
        Work.cancelled += 1
'@
        $record = Get-ErrorOf ([scriptblock]::Create("$Text -TimeoutSeconds 0.1"))
        $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.Timeout,*'
        Wait-Until { (Invoke-PyAwaitable -Code 'Work.cancelled') -eq 1 }
    }

    It 'is kept while the command upstream is busy' {
        $all = & { 1; Start-Sleep -Milliseconds 900 } | Invoke-PyAwaitable asyncio:sleep -ArgumentList late -TimeoutSeconds 0.1 2>&1
        $all.FullyQualifiedErrorId | Should -BeLike 'PyAsync.Timeout,*'
        $all = 1..3 | ForEach-Object { $_; Start-Sleep -Milliseconds 400 } | Invoke-PyAwaitable -Code 'await asyncio.sleep(0.35)' -TimeoutSeconds 0.1 2>&1
        $all.TargetObject | Should -Be 1, 2, 3
    }

    It 'is each await''s own, however long another takes to end' {
        Invoke-PyAwaitable -Code @'
async def cleanup(n, t):
    try:
        await asyncio.sleep(t)
    finally:
        if n == 1:
            await asyncio.sleep(1)
    return n
'@
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $times = & { 1; Start-Sleep -Milliseconds 200; 2 } | Invoke-PyAwaitable -Code 'await cleanup(_, 1.2)' -TimeoutSeconds 0.4 2>&1 |
            ForEach-Object { [pscustomobject] @{ Input = $_.TargetObject; Id = $_.FullyQualifiedErrorId; At = $clock.Elapsed.TotalSeconds } }
        $times.Input | Should -Be 2, 1
        $times.Id | Should -BeLike 'PyAsync.Timeout,*'
        $times[0].At | Should -BeLessThan 1.1
    }

    It 'costs no second each where a call holds the GIL' {
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $all = 1..12 | Invoke-PyAwaitable -TimeoutSeconds 0.3 -Code @'
if _ == 1:
    ctypes.PyDLL(None).sleep(8)
await asyncio.sleep(20)
'@ 2>&1
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 7
        $all.Count | Should -Be 12
        $all.FullyQualifiedErrorId | Should -BeLike 'PyAsync.Timeout,*'
    }

    It 'leaves a loop that answers again' {
        Invoke-PyAwaitable -Code '6 * 7' | Should -Be 42
    }

    It 'of a thousand awaits cancels them all' {
        $all = 1..1000 | Invoke-PyAwaitable -TimeoutSeconds 1 -Code 'await asyncio.sleep(0 if _ % 2 else 30); _' 2>&1
        @($all | Where-Object { $_ -is [int] }).Count | Should -Be 500
        @($all | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }).Count | Should -Be 500
        (Get-PyEventLoop).Pending | Should -Be 0
    }
}
