BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
}

Describe 'Stop-PyEventLoop' {
    BeforeEach {
        $loop = Start-PyEventLoop Main -ModulePath $fixtures
        Invoke-PyAwaitable sample:reset -Loop Main
    }

    AfterEach {
        Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
    }

    It 'stops the loop by name and writes nothing' {
        Stop-PyEventLoop Main | Should -BeNullOrEmpty
        $loop.State | Should -Be 'Stopped'
        Get-PyEventLoop | Should -BeNullOrEmpty
    }

    It 'stops Default where no name is given, and is quiet where that does not run' {
        $default = Start-PyEventLoop
        Stop-PyEventLoop
        $default.State | Should -Be 'Stopped'
        $loop.State | Should -Be 'Running'
        Stop-PyEventLoop -ErrorAction Stop
    }

    It 'takes wildcards' {
        $other = Start-PyEventLoop Mate
        $left = Start-PyEventLoop Other
        Stop-PyEventLoop Ma*
        $loop.State, $other.State, $left.State | Should -Be 'Stopped', 'Stopped', 'Running'
    }

    It 'takes loops from the pipeline and by -InputObject' {
        $other = Start-PyEventLoop Other
        $third = Start-PyEventLoop Third
        Get-PyEventLoop Main, Other | Stop-PyEventLoop
        Stop-PyEventLoop -InputObject $third
        $loop.State, $other.State, $third.State | Should -Be 'Stopped', 'Stopped', 'Stopped'
    }

    It 'takes names from the pipeline, and beside them loops' {
        $other = Start-PyEventLoop Other
        $third = Start-PyEventLoop Third
        'Main', 'Oth*' | Stop-PyEventLoop
        $loop.State, $other.State, $third.State | Should -Be 'Stopped', 'Stopped', 'Running'
        $record = Get-ErrorOf { 'NeverThere', 'Third' | Stop-PyEventLoop }
        $record.FullyQualifiedErrorId | Should -Be 'PyAsync.LoopNotFound,PyAsync.PowerShell.Commands.StopPyEventLoopCommand'
        $record.TargetObject | Should -Be 'NeverThere'
        $third.State | Should -Be 'Stopped'
        $fourth = Start-PyEventLoop Fourth
        $fifth = Start-PyEventLoop Fifth
        $fourth, 'Fifth' | Stop-PyEventLoop
        $fourth.State, $fifth.State | Should -Be 'Stopped', 'Stopped'
        # A loop is that loop, not whichever has its name now.
        $again = Start-PyEventLoop Fourth
        $fourth | Stop-PyEventLoop
        $again.State | Should -Be 'Running'
    }

    It 'stops the loop of just that name where the name is a pattern as well' {
        $one = Start-PyEventLoop 'x[1]'
        $other = Start-PyEventLoop x1
        Stop-PyEventLoop 'x[1]'
        $one.State, $other.State | Should -Be 'Stopped', 'Running'
        (Get-ErrorOf { Stop-PyEventLoop '[' }).FullyQualifiedErrorId | Should -Be 'PyAsync.LoopNotFound,PyAsync.PowerShell.Commands.StopPyEventLoopCommand'
    }

    It 'is quiet about a loop that has stopped already' {
        Stop-PyEventLoop Main
        Stop-PyEventLoop Main -ErrorAction Stop
        $loop | Stop-PyEventLoop -ErrorAction Stop
        Stop-PyEventLoop -InputObject $loop -ErrorAction Stop
        $loop.State | Should -Be 'Stopped'
    }

    It 'says that a loop was never there' {
        $record = Get-ErrorOf { Stop-PyEventLoop NeverThere }
        $record.FullyQualifiedErrorId | Should -Be 'PyAsync.LoopNotFound,PyAsync.PowerShell.Commands.StopPyEventLoopCommand'
        $record.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $record.TargetObject | Should -Be 'NeverThere'
    }

    It 'stops nothing with -WhatIf' {
        Stop-PyEventLoop Main -WhatIf
        $loop | Stop-PyEventLoop -WhatIf
        $loop.State | Should -Be 'Running'
        Invoke-PyAwaitable -Code '1 + 1' -Loop Main | Should -Be 2
    }

    It 'asks when its impact reaches the preference, and -Confirm:$false does not' {
        (Get-Command Stop-PyEventLoop).Parameters.Keys | Should -Contain 'Confirm'
        Stop-PyEventLoop Main -Confirm:$false
        $loop.State | Should -Be 'Stopped'
    }

    It 'cancels what is in flight, lets its finally run, and ends its await as LoopStopped' {
        Set-Content (Join-Path $TestDrive 'finally.py') @'
import asyncio

async def hang(path):
    try:
        await asyncio.Event().wait()
    finally:
        await asyncio.sleep(0)
        with open(path, "w") as file:
            file.write("finally has run")
'@
        $file = Join-Path $TestDrive 'finally.txt'
        $code = "Invoke-PyAwaitable -Path '$(Join-Path $TestDrive 'finally.py')' -EntryPoint hang -ArgumentList '$file' -Loop Main"
        $await = Start-Background $code
        Wait-Until { (Get-PyEventLoop Main).Pending -eq 1 }
        Stop-PyEventLoop Main
        $ended = Wait-Background $await
        $ended.Output | Should -BeNullOrEmpty
        $record = $ended.Errors[0]
        $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.LoopStopped,*'
        $record.CategoryInfo.Category | Should -Be 'ResourceUnavailable'
        "$record" | Should -Match 'Start-PyEventLoop'
        Get-Content $file | Should -Be 'finally has run'
    }

    It 'closes async generators and the default executor' {
        $text = Invoke-PyAwaitable -Loop Main -Code @'
import asyncio
closed = []
async def numbers():
    try:
        yield 1
        yield 2
    finally:
        await asyncio.sleep(0)
        closed.append("generator")
generator = numbers()
first = await generator.__anext__()
worker = await asyncio.get_running_loop().run_in_executor(None, lambda: __import__("threading").current_thread())
first
'@
        $text | Should -Be 1
        Invoke-PyAwaitable -Loop Main -Code 'import sys; sys.pyasync_test = (closed, worker)'
        Stop-PyEventLoop Main
        $null = Start-PyEventLoop Second
        Invoke-PyAwaitable -Loop Second -Code 'import sys; sys.pyasync_test[0][0]' | Should -Be 'generator'
        Invoke-PyAwaitable -Loop Second -Code 'sys.pyasync_test[1].is_alive()' | Should -BeFalse
    }

    It 'warns of a coroutine that ignores its cancellation for -TimeoutSeconds, names it, and stops' {
        $await = Start-Background 'Invoke-PyAwaitable sample:ignore_cancel -Loop Main'
        Wait-Until { (Get-PyEventLoop Main).Pending -eq 1 }
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        Stop-PyEventLoop Main -TimeoutSeconds 0.3 -WarningVariable warnings -WarningAction SilentlyContinue
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 5
        $loop.State | Should -Be 'Stopped'
        "$warnings" | Should -Match 'ignore_cancel'
        "$warnings" | Should -Match 'sample\.py:\d+'
        (Wait-Background $await).Errors[0].FullyQualifiedErrorId | Should -BeLike 'PyAsync.LoopStopped,*'
    }

    It 'warns of a busy thread of the default executor, and stops in time with not a word more when that ends' {
        # Python's stderr is the process's, so this is a process of its own.
        $run = Invoke-Shell @'
Invoke-PyAwaitable -Code 'import asyncio; asyncio.get_running_loop().run_in_executor(None, __import__("time").sleep, 3); 1'
$clock = [System.Diagnostics.Stopwatch]::StartNew()
Stop-PyEventLoop -TimeoutSeconds 0.5 -WarningVariable warnings -WarningAction SilentlyContinue
"$($clock.Elapsed.TotalSeconds)"
"$warnings"
Start-Sleep 3.5
'@
        $run.ExitCode | Should -Be 0
        $run.Errors | Should -BeNullOrEmpty
        $lines = $run.Output -split '\r?\n'
        $lines[0] | Should -Be 1
        [double] $lines[1] | Should -BeGreaterThan 0.4
        [double] $lines[1] | Should -BeLessThan 2
        $lines[2] | Should -Match "ignored its cancellation.*the executor's thread asyncio_0 at .*thread\.py:\d+"
        $lines.Count | Should -Be 3
    }

    It 'keeps to -TimeoutSeconds where a coroutine and the executor take it all' {
        Invoke-PyAwaitable -Loop Main -Code @'
import asyncio, time
async def stubborn():
    while True:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            pass
task = asyncio.ensure_future(stubborn())
work = asyncio.get_running_loop().run_in_executor(None, time.sleep, 3)
await asyncio.sleep(0)
'@
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        Stop-PyEventLoop Main -TimeoutSeconds 1 -ErrorAction Stop -WarningVariable warnings -WarningAction SilentlyContinue
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 2
        $warnings.Count | Should -Be 2
        "$warnings" | Should -Match 'stubborn'
        "$warnings" | Should -Match 'asyncio_0'
    }

    It 'says where a blocked loop is, and -Force abandons it: its await ends and a new loop of that name starts' {
        $await = Start-Background 'Invoke-PyAwaitable sample:block 30 -Loop Main'
        Wait-Until { (Get-PyEventLoop Main).Pending -eq 1 }
        $record = Get-ErrorOf { Stop-PyEventLoop Main -TimeoutSeconds 0.2 }
        $record.FullyQualifiedErrorId | Should -Be 'PyAsync.StopTimeout,PyAsync.PowerShell.Commands.StopPyEventLoopCommand'
        $record.CategoryInfo.Category | Should -Be 'OperationTimeout'
        $record.TargetObject | Should -Be $loop
        $record.Exception.Message | Should -Match 'sample\.py:\d+ in block'
        "$record" | Should -Match '-Force'

        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        Stop-PyEventLoop Main -TimeoutSeconds 0.2 -Force
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 5
        $loop.State | Should -Be 'Stopped'
        (Wait-Background $await).Errors[0].FullyQualifiedErrorId | Should -BeLike 'PyAsync.LoopStopped,*'

        $null = Start-PyEventLoop Main
        Invoke-PyAwaitable -Code '6 * 7' -Loop Main | Should -Be 42
    }

    It 'interrupts Python code that never awaits with -Force' {
        $await = Start-Background 'Invoke-PyAwaitable sample:block_interruptibly 30 -Loop Main'
        Wait-Until { (Get-PyEventLoop Main).Pending -eq 1 }
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        Stop-PyEventLoop Main -TimeoutSeconds 0.2 -Force -WarningVariable warnings -WarningAction SilentlyContinue
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 8
        $warnings | Should -BeNullOrEmpty
        $loop.State | Should -Be 'Stopped'
        (Wait-Background $await).Errors.FullyQualifiedErrorId | Should -BeLike 'PyAsync.LoopStopped,*'
    }

    It 'warns of a thread that -Force cannot free, with its line, and stops several blocked loops in the time of one' {
        $names = 1..3 | ForEach-Object { "Many-$_" }
        $names | ForEach-Object { $null = Start-PyEventLoop $_ -ModulePath $fixtures }
        $awaits = $names | ForEach-Object { Start-Background "Invoke-PyAwaitable sample:block 12 -Loop $_" }
        Wait-Until { -not (Get-PyEventLoop Many-*).Where{ -not $_.Blocked } }
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        Stop-PyEventLoop Many-* -TimeoutSeconds 1 -Force -WarningVariable warnings -WarningAction SilentlyContinue
        # One alone takes its limit, half a second more, and a second for the interruption.
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 5
        $warnings.Count | Should -Be 3
        "$($warnings[0])" | Should -Match "'Many-1' stopped, but .*: the loop's own thread at .*sample\.py:\d+ in block, which cannot be interrupted there"
        $awaits | ForEach-Object { (Wait-Background $_).Errors.FullyQualifiedErrorId | Should -BeLike 'PyAsync.LoopStopped,*' }
    }

    It 'frees Python''s main thread with -Force, whatever it waits for, and says nothing on stderr' {
        $run = Invoke-Shell @'
$await = Start-ThreadJob { param($manifest) Import-Module $manifest; Invoke-PyAwaitable -Code "import asyncio`nasyncio.create_task(asyncio.sleep(60))`nimport re`nre.match(r'(a+)+$', 'a' * 40 + 'b')" } -ArgumentList (Get-Module PyAsync).Path.Replace('PyAsync.PowerShell.dll', 'PyAsync.psd1')
while (-not (Get-PyEventLoop).Blocked) { Start-Sleep -Milliseconds 20 }
"$((Get-PyEventLoop).Blocked.Place)"
Stop-PyEventLoop -TimeoutSeconds 0.2 -Force
$await | Wait-Job | Receive-Job -ErrorVariable told -ErrorAction SilentlyContinue
$told.FullyQualifiedErrorId
[GC]::Collect()
Invoke-PyAwaitable -Code 'import gc; gc.collect(); "ended"'
'@
        $run.Errors | Should -BeNullOrEmpty
        $lines = $run.Output -split '\r?\n'
        $lines[0] | Should -Match '^<PyAsync code \d+>:4 in _code'
        $lines[1] | Should -BeLike 'PyAsync.LoopStopped,*'
        $lines[2] | Should -Be 'ended'
        $run.ExitCode | Should -Be 0
    }

    It 'stops blocked loops at once when the module is removed' {
        $run = Invoke-Shell @'
$loops = 1..4 | ForEach-Object { Start-PyEventLoop "L$_" }
# Nobody waits for these: they run in the background of the loops.
$loops | ForEach-Object { Invoke-PyAwaitable -Loop $_ -Code 'import asyncio, time; asyncio.get_running_loop().call_later(0.1, time.sleep, 20); None' }
while ((Get-PyEventLoop).Where{ -not $_.Blocked }) { Start-Sleep -Milliseconds 20 }
$clock = [System.Diagnostics.Stopwatch]::StartNew()
Remove-Module PyAsync
$clock.Elapsed.TotalSeconds
"$($loops.State)"
'@ -TimeoutSeconds 90
        $lines = $run.Output -split '\r?\n'
        # One alone takes 5 s, half a second more, and a second for the interruption; all four one after another took 26 s.
        [double] $lines[0] | Should -BeLessThan 11
        $lines[1] | Should -Be 'Stopped Stopped Stopped Stopped'
        $run.Errors | Should -BeNullOrEmpty
        $run.ExitCode | Should -Be 0
    }

    It 'refuses an await on the loop object that has stopped' {
        Stop-PyEventLoop Main
        $record = Get-ErrorOf { Invoke-PyAwaitable -Code '1' -Loop $loop }
        $record.FullyQualifiedErrorId | Should -Be 'PyAsync.LoopStopped,PyAsync.PowerShell.Commands.InvokePyAwaitableCommand'
        $record.TargetObject | Should -Be '1'
    }

    It 'stops every loop when the module is removed' {
        $result = Invoke-Shell @'
$loops = (Start-PyEventLoop), (Start-PyEventLoop Second)
Remove-Module PyAsync
"$($loops.State)"
'@
        $result.Output | Should -Be 'Stopped Stopped'
        $result.Errors | Should -BeNullOrEmpty
        $result.ExitCode | Should -Be 0
    }
    It 'closes the runspaces of script blocks when the module is removed' {
        $result = Invoke-Shell @'
ConvertTo-PyAwaitable { 21 * 2 } | Invoke-PyAwaitable
@(Get-Runspace).Count
Remove-Module PyAsync
@(Get-Runspace | Where-Object { $_.RunspaceStateInfo.State -eq 'Opened' }).Count
'@
        $result.Output -split '\s+' | Should -Be 42, 2, 1
        $result.Errors | Should -BeNullOrEmpty
    }
}
