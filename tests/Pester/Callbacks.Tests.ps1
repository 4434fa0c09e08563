BeforeAll {
    . (Join-Path $PSScriptRoot '_Common.ps1')
    $null = Start-PyEventLoop -ModulePath $fixtures
}

AfterAll {
    Stop-PyEventLoop
}

Describe 'Script blocks as callbacks' {
    It 'is an async callable that gets its arguments' {
        Invoke-PyAwaitable bridge:call { $args[0] + $args[1] }, 20, 22 | Should -Be 42
    }

    It 'gets arguments by keyword as a hashtable behind the others' {
        Invoke-PyAwaitable bridge:call { "$($args[0])$($args[1].extra)" }, 1 -Keyword @{ extra = 2 } | Should -Be '12'
    }

    It 'runs in the scope of the caller, with its variables' {
        $seen = 0
        $factor = 3
        Invoke-PyAwaitable bridge:call { $seen = $args[0]; $seen * $factor }, 5 | Should -Be 15
        $seen | Should -Be 5
    }

    It 'runs on the thread of the waiting pipeline' {
        $mine = [System.Threading.Thread]::CurrentThread.ManagedThreadId
        Invoke-PyAwaitable bridge:call { [System.Threading.Thread]::CurrentThread.ManagedThreadId } | Should -Be $mine
    }

    It 'writes its streams to the command that waits' {
        $written = Invoke-PyAwaitable bridge:call { Write-Warning 'from inside' } 3>&1
        "$($written | Where-Object { $_ -is [System.Management.Automation.WarningRecord] })" | Should -Be 'from inside'
    }

    It 'gives nothing as None, one object as itself and several as a list' {
        Invoke-PyAwaitable -Code @'
async def _shapes(f0, f1, f3):
    return [await f0(), await f1(), await f3()]
_shapes
'@ | Out-Null
        $shapes = Invoke-PyAwaitable _shapes { }, { 'x' }, { 1; 2; 3 } -NoEnumerate
        $shapes[0] | Should -BeNullOrEmpty
        $shapes[1] | Should -Be 'x'
        $shapes[2] | Should -Be 1, 2, 3
    }

    It 'is called by many coroutines at once' {
        Invoke-PyAwaitable bridge:call_all { $args[0] * 2 }, 100 | Should -Be (0..99 | ForEach-Object { $_ * 2 })
    }

    It 'is a Python exception that carries type and message where it throws' {
        Invoke-PyAwaitable bridge:catch { throw 'broken' } | Should -Be 'HostError: broken'
    }

    It 'comes back as the same error record where Python lets it through' {
        $problem = Get-ErrorOf { Invoke-PyAwaitable bridge:call { Write-Error 'mine' -ErrorId 'My.Id' -ErrorAction Stop } }
        $problem.FullyQualifiedErrorId | Should -BeLike 'My.Id*'
        "$problem" | Should -Be 'mine'
    }

    It 'raises Python''s own exception again where the script block lets one through' {
        Invoke-PyAwaitable -Code @'
async def _own(f):
    try:
        await f()
    except ZeroDivisionError:
        return 'the same'
_own
'@ | Out-Null
        Invoke-PyAwaitable _own { Invoke-PyAwaitable -Code '1/0' -ErrorAction Stop } | Should -Be 'the same'
    }

    It 'nests ten deep' {
        function Step($depth) {
            if ($depth -eq 0) { return 'bottom' }
            Invoke-PyAwaitable bridge:call { Step $args[0] }, ($depth - 1)
        }
        Step 10 | Should -Be 'bottom'
    }

    It 'lets an outer callback run while an inner await waits' {
        $null = Invoke-PyAwaitable -Code @'
import asyncio
async def _outer(outer, inner):
    global _event
    _event = asyncio.Event()
    async def later():
        await asyncio.sleep(0.05)
        await outer()
        _event.set()
    task = asyncio.ensure_future(later())
    result = await inner()
    await task
    return result
async def _wait():
    await _event.wait()
    return 'released'
_outer
'@
        Invoke-PyAwaitable _outer { 'outer ran' }, { Invoke-PyAwaitable _wait -TimeoutSeconds 20 } | Should -Be 'released'
    }

    It 'is a plain callable with [PyAsync.Callback]::Blocking' {
        Invoke-PyAwaitable bridge:call_sync ([PyAsync.Callback]::Blocking({ $args[0] + 1 })), 1 | Should -Be 2
    }

    It 'may be called from a thread of an executor where it is blocking' {
        Invoke-PyAwaitable bridge:call_in_thread ([PyAsync.Callback]::Blocking({ $args[0] + 1 })), 1 | Should -Be 2
    }

    It 'refuses an await on the loop that waits for the blocking callback, instead of hanging' {
        $problem = Get-ErrorOf { Invoke-PyAwaitable bridge:call_sync ([PyAsync.Callback]::Blocking({ Invoke-PyAwaitable asyncio:sleep 0 })) -ErrorAction Stop }
        $problem.FullyQualifiedErrorId | Should -BeLike 'PyAsync.WaitOnOwnLoop*'
    }

    It 'runs in the loop''s own runspace where nobody waits any more' {
        $null = Invoke-PyAwaitable -Code @'
import asyncio
_kept = []
async def _keep(f):
    _kept.append(f)
async def _later():
    return await _kept[0](4)
_keep
'@
        $null = Invoke-PyAwaitable _keep { $args[0] * 10 }
        # From another thread of PowerShell, while this one waits for nothing of PyAsync.
        $background = Start-Background 'Invoke-PyAwaitable _later'
        (Wait-Background $background).Output | Should -Be 40
    }

    It 'refuses an await on the loop whose own thread runs the block, instead of hanging' {
        $record = Get-ErrorOf {
            Invoke-PyAwaitable -Code 'await _own()' -TimeoutSeconds 10 -Variable @{ _own = [scriptblock]::Create("Import-Module '$manifest'; Invoke-PyAwaitable -Code '1 + 1'") }
        }
        "$($record.FullyQualifiedErrorId) $record" | Should -BeLike '*WaitOnOwnLoop*'
        Invoke-PyAwaitable -Code '1 + 1' | Should -Be 2
    }

    It 'runs a script block that was made a delegate as what it is' {
        $seen = 0
        Invoke-PyAwaitable bridge:call ([Func[int, int]] { param($x) $seen = $x; $x + 1 }), 1 | Should -Be 2
        $seen | Should -Be 1
    }

    It 'takes a .NET delegate as an async callable' {
        Invoke-PyAwaitable bridge:call ([Math].GetMethod('Abs', [type[]] @([int])).CreateDelegate([Func[int, int]])), -5 | Should -Be 5
    }
}
