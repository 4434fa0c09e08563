BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
}

Describe 'Stop-PyEventLoop on a loop that is starting' {
    BeforeAll {
        Set-Content (Join-Path $TestDrive 'slow_factory.py') @'
import asyncio, builtins, time

builtins.factory_log = []

def slow():
    factory_log.append("begun")
    try:
        time.sleep(3)
    except SystemExit:
        factory_log.append("interrupted")
    loop = asyncio.new_event_loop()
    loop.create_task(leftover())
    factory_log.append("made")
    return loop

def endless():
    factory_log.append("begun")
    while True:
        pass

async def leftover():
    try:
        await asyncio.sleep(60)
    finally:
        factory_log.append("task cancelled")
'@
        $null = Start-PyEventLoop Helper -ModulePath $TestDrive

        # Starts it in the background, and comes back while its factory runs.
        function Start-Slow([string] $Factory) {
            Invoke-PyAwaitable -Loop Helper -Code 'import slow_factory; factory_log.clear()'
            $start = Start-Background "Start-PyEventLoop Starting -LoopFactory slow_factory:$Factory"
            Wait-Until { Get-Log }
            $start
        }

        function Get-Log {
            @(Invoke-PyAwaitable -Loop Helper -Code 'factory_log')
        }

        function Assert-Refused($Start, [double] $Seconds) {
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $ended = Wait-Background $Start
            $clock.Elapsed.TotalSeconds | Should -BeLessThan $Seconds
            $ended.Output | Should -BeNullOrEmpty
            $ended.Errors[0].FullyQualifiedErrorId | Should -Be 'PyAsync.LoopStopped,PyAsync.PowerShell.Commands.StartPyEventLoopCommand'
            $ended.Errors[0].Exception.Message | Should -BeLike '*was stopped while it was starting*'
        }
    }

    AfterAll {
        Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
    }

    It 'stops it as soon as it has started, in order, and the start ends as LoopStopped' {
        $start = Start-Slow slow
        $loop = [PyAsync.Loops.PyEventLoop]::Find('Starting')
        Stop-PyEventLoop Starting -ErrorAction Stop
        $loop.State | Should -Be 'Stopped'
        Get-Log | Should -Be 'begun', 'made', 'task cancelled'
        Assert-Refused $start 2
        $null = Start-PyEventLoop Starting
        Invoke-PyAwaitable -Loop Starting -Code '6 * 7' | Should -Be 42
        Stop-PyEventLoop Starting
    }

    It 'says that it has not started where it takes too long, and stops it nevertheless' {
        $start = Start-Slow slow
        $loop = [PyAsync.Loops.PyEventLoop]::Find('Starting')
        $record = Get-ErrorOf { Stop-PyEventLoop Starting -TimeoutSeconds 0.1 }
        $record.FullyQualifiedErrorId | Should -Be 'PyAsync.StopTimeout,PyAsync.PowerShell.Commands.StopPyEventLoopCommand'
        $record.Exception.Message | Should -Match 'slow_factory\.py:\d+ in slow'
        $record.Exception.Message | Should -BeLike '*has not started yet, and stops once it has*'
        $loop.State | Should -Be 'Stopping'
        Assert-Refused $start 10
        Wait-Until { $loop.State -eq 'Stopped' }
        Get-Log | Should -Be 'begun', 'made', 'task cancelled'
        (Get-PyEventLoop).Name | Should -Be 'Helper'
    }

    It 'abandons it for good with -Force: it never runs, its name is free at once' {
        $start = Start-Slow slow
        $loop = [PyAsync.Loops.PyEventLoop]::Find('Starting')
        Stop-PyEventLoop Starting -TimeoutSeconds 0.1 -Force -ErrorAction Stop
        $loop.State | Should -Be 'Stopped'
        Assert-Refused $start 1
        Get-Log | Should -Be 'begun'
        $again = Start-PyEventLoop Starting
        $states = [System.Collections.Generic.HashSet[string]]::new()
        Wait-Until {
            $null = $states.Add($loop.State)
            @(Get-Log) -contains 'task cancelled'
        }
        Get-Log | Should -Be 'begun', 'interrupted', 'made', 'task cancelled' -Because 'the factory gave a loop nevertheless'
        foreach ($i in 1..50) {
            $null = $states.Add($loop.State)
            [System.Threading.Thread]::Sleep(10)
        }
        $states | Should -Be 'Stopped'
        $again.State | Should -Be 'Running'
        Stop-PyEventLoop Starting
    }

    It 'interrupts a factory that never ends with -Force' {
        $start = Start-Slow endless
        $thread = [PyAsync.Loops.PyEventLoop]::Find('Starting')
        Stop-PyEventLoop Starting -TimeoutSeconds 0.1 -Force -ErrorAction Stop
        $thread.State | Should -Be 'Stopped'
        Assert-Refused $start 2
        # Its thread is free: no Python code is at work in it.
        Invoke-PyAwaitable -Loop Helper -Code 'import sys; any(f.f_code.co_name == "endless" for f in sys._current_frames().values())' | Should -BeFalse
    }
}
