BeforeAll {
    . (Join-Path $PSScriptRoot '_Common.ps1')
    $null = Start-PyEventLoop -ModulePath $fixtures
    $null = Invoke-PyAwaitable -Code 'import bridge'

    function Get-Log { @(Invoke-PyAwaitable -Code 'list(bridge.log)') }

    # Runs the script in the background, stops it as Ctrl+C does once it is at work, and tells how that went.
    function Stop-Running([string] $Script, [scriptblock] $Until) {
        $background = Start-Background $Script
        Wait-Until $Until -What "the script to be at work: $Script"
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $background.Shell.Stop()
        [pscustomobject] @{
            Seconds  = $clock.Elapsed.TotalSeconds
            State    = $background.Shell.InvocationStateInfo.State
            Warnings = @($background.Shell.Streams.Warning)
        }
        $background.Shell.Dispose()
    }

    function Test-Pending { (Get-PyEventLoop -Name Default).Pending -gt 0 }
}

AfterAll {
    Stop-PyEventLoop -Force
}

Describe 'Stopping the pipeline (Ctrl+C)' {
    BeforeEach {
        $null = Invoke-PyAwaitable -Code 'bridge.log.clear()'
    }

    It 'during an await cancels it, runs its finally, and leaves the loop usable' {
        $stop = Stop-Running 'Invoke-PyAwaitable bridge:with_finally' { Test-Pending }
        $stop.State | Should -Be 'Stopped'
        $stop.Seconds | Should -BeLessThan 2
        Get-Log | Should -Be 'started', 'finally'
        Test-Pending | Should -BeFalse
    }

    It 'in a Use-PyEventLoop whose loop is blocked gives the prompt back' {
        $entered = [System.Threading.ManualResetEventSlim]::new($false)
        [System.AppDomain]::CurrentDomain.SetData('pyasync.entered', $entered)
        $stop = Stop-Running @'
$entered = [System.AppDomain]::CurrentDomain.GetData('pyasync.entered')
Use-PyEventLoop { $entered.Set(); Invoke-PyAwaitable time:sleep 4 }
'@ { $entered.IsSet -and @(Get-PyEventLoop Use-*).Pending -gt 0 }
        $stop.State | Should -Be 'Stopped'
        $stop.Seconds | Should -BeLessThan 2.2
    }

    It 'during a stream closes the generator' {
        $stop = Stop-Running 'Invoke-PyAwaitable bridge:count_slowly | Out-Null' { Test-Pending }
        $stop.State | Should -Be 'Stopped'
        $stop.Seconds | Should -BeLessThan 2
        Get-Log | Should -Be 'closed'
        Test-Pending | Should -BeFalse
    }

    It 'during a callback ends the script block and the Python that called it' {
        $entered = [System.Threading.ManualResetEventSlim]::new($false)
        [System.AppDomain]::CurrentDomain.SetData('pyasync.entered', $entered)
        $stop = Stop-Running @'
$entered = [System.AppDomain]::CurrentDomain.GetData('pyasync.entered')
Invoke-PyAwaitable bridge:call_and_log { $entered.Set(); Start-Sleep 60 }
'@ { $entered.IsSet }
        $stop.State | Should -Be 'Stopped'
        $stop.Seconds | Should -BeLessThan 2
        Get-Log | Should -Be 'call ended'
        Test-Pending | Should -BeFalse
    }

    It 'during a blocked loop gives the prompt back within 2 s with a warning that names the blocking line' {
        # A loop of its own, as it stays blocked for longer than this test.
        $null = Start-PyEventLoop -Name blocked
        $blocked = [PyAsync.Loops.PyEventLoop]::Find('blocked')
        $stop = Stop-Running 'Invoke-PyAwaitable bridge:blocked 60 -Loop blocked' { $blocked.BlockedAt() -like '*bridge.py*' }
        $stop.State | Should -Be 'Stopped'
        $stop.Seconds | Should -BeLessThan 2
        "$($stop.Warnings)" | Should -BeLike '*bridge.py:* in blocked*'
        Stop-PyEventLoop -Name blocked -Force -TimeoutSeconds 0.1
    }

    It 'during Stop-PyEventLoop ends the waiting while the loop goes on stopping' {
        $null = Start-PyEventLoop -Name slow
        $null = Invoke-PyAwaitable -Loop slow -Code @'
import asyncio
async def _slow():
    try:
        await asyncio.sleep(60)
    finally:
        await asyncio.sleep(1.5)
_task = asyncio.ensure_future(_slow())
await asyncio.sleep(0)
'@
        $loop = [PyAsync.Loops.PyEventLoop]::Find('slow')
        $stop = Stop-Running 'Stop-PyEventLoop -Name slow -TimeoutSeconds 20' { $loop.State -eq 'Stopping' }
        $stop.State | Should -Be 'Stopped'
        $stop.Seconds | Should -BeLessThan 1.4
        Wait-Until { $loop.State -eq 'Stopped' } -What 'the loop to end'
    }

    It 'while the loop is blocked sets no variable, and New-PyContext ends at once' {
        $null = Start-PyEventLoop -Name busy
        $blocking = Start-Background 'Invoke-PyAwaitable -Code "import time; time.sleep(5)" -Loop busy'
        $loop = [PyAsync.Loops.PyEventLoop]::Find('busy')
        Wait-Until { $loop.BlockedAt() }
        $stop = Stop-Running 'Invoke-PyAwaitable -Code late -Loop busy -Variable @{ late = 1 }' { Start-Sleep -Milliseconds 500; $true }
        $stop.State | Should -Be 'Stopped'
        $stop.Seconds | Should -BeLessThan 2
        $stop = Stop-Running 'New-PyContext busy' { Start-Sleep -Milliseconds 500; $true }
        $stop.State | Should -Be 'Stopped'
        $stop.Seconds | Should -BeLessThan 1
        $null = Wait-Background $blocking
        Invoke-PyAwaitable -Loop busy -Code '"late" in globals()' | Should -BeFalse
        Stop-PyEventLoop busy
    }

    It 'while Default is still stopping gives the prompt back' {
        $blocking = Start-Background 'Invoke-PyAwaitable bridge:blocked 4'
        $loop = [PyAsync.Loops.PyEventLoop]::Find('Default')
        Wait-Until { $loop.BlockedAt() -like '*bridge.py*' }
        Stop-PyEventLoop -TimeoutSeconds 0.1 -ErrorAction SilentlyContinue
        $loop.State | Should -Be 'Stopping'
        $stop = Stop-Running 'Invoke-PyAwaitable -Code 42' { Start-Sleep -Milliseconds 500; $true }
        $stop.State | Should -Be 'Stopped'
        $stop.Seconds | Should -BeLessThan 1
        $null = Wait-Background $blocking
        Wait-Until { $loop.State -eq 'Stopped' }
        Invoke-PyAwaitable -Code 42 | Should -Be 42
    }

    It 'during Start-PyEventLoop gives the prompt back, and the loop is stopped once it has started' {
        Set-Content (Join-Path $TestDrive 'late_factory.py') @'
import asyncio, time

def late():
    time.sleep(3)
    return asyncio.new_event_loop()
'@
        $stop = Stop-Running "Start-PyEventLoop late -LoopFactory late_factory:late -ModulePath '$TestDrive'" {
            $script:late = [PyAsync.Loops.PyEventLoop]::Find('late')
            $late -and $late.BlockedAt() -like '*late_factory.py*'
        }
        $stop.State | Should -Be 'Stopped'
        $stop.Seconds | Should -BeLessThan 1
        $states = [System.Collections.Generic.HashSet[string]]::new()
        Wait-Until {
            $null = $states.Add($late.State)
            $late.State -eq 'Stopped'
        }
        $states | Should -Not -Contain 'Running'
        Get-PyEventLoop | Where-Object Name -EQ 'late' | Should -BeNullOrEmpty
    }
}
