# Commands that wait for a loop which something else blocks say what does, whichever way they wait.

BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
}

AfterAll {
    Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
}

Describe 'After three seconds of waiting for a loop that something else blocks' {
    It 'Wait-PyTask, Stop-PyTask, Import-PyModule, Invoke-PyScript -Loop and Use-PyObject say once what blocks it' {
        $null = Start-PyEventLoop held
        Invoke-PyAwaitable -Loop held -Code @'
import asyncio, contextlib, time
tasks = [asyncio.ensure_future(asyncio.sleep(60)) for i in range(2)]
def hold(seconds):
    time.sleep(seconds)
None
'@
        $program = Join-Path $TestDrive 'program.py'
        Set-Content $program 'pass'
        $shared = @{
            Tasks   = @(Get-PyTask -Loop held)
            Manager = Invoke-PyAwaitable -Loop held -Code 'contextlib.nullcontext(1)' -Raw
        }
        $shared.Tasks | Should -HaveCount 2
        [System.AppDomain]::CurrentDomain.SetData('pyasync.held', $shared)
        $take = '$shared = [System.AppDomain]::CurrentDomain.GetData("pyasync.held")'
        $blocking = Start-Background 'Invoke-PyAwaitable -Loop held -Code "hold(9)"'
        Wait-Until { (Get-PyEventLoop held).Blocked }
        $commands = [ordered] @{
            'Wait-PyTask'     = "$take; `$shared.Tasks[0] | Wait-PyTask -TimeoutSeconds 8"
            'Stop-PyTask'     = "$take; `$shared.Tasks[1] | Stop-PyTask -TimeoutSeconds 30"
            'Import-PyModule' = 'Import-PyModule colorsys -Loop held'
            'Invoke-PyScript' = "Invoke-PyScript '$program' -Loop held"
            'Use-PyObject'    = "$take; Use-PyObject `$shared.Manager { }"
        }
        $waiting = [ordered] @{}
        foreach ($name in $commands.Keys) { $waiting[$name] = Start-Background $commands[$name] }
        foreach ($name in $commands.Keys) {
            $ended = Wait-Background $waiting[$name]
            $ended.Errors | Should -BeNullOrEmpty
            $told = @($ended.Warnings | ForEach-Object { "$_" } | Where-Object { $_ -like '*is blocked*' })
            $told | Should -HaveCount 1 -Because "$name waits"
            $told | Should -BeLike "The Python event loop 'held' is blocked at *BlockNotice.Tests.ps1:* in hold, which 'Invoke-PyAwaitable *"
        }
        (Wait-Background $blocking).Warnings | Should -BeNullOrEmpty
        [System.AppDomain]::CurrentDomain.SetData('pyasync.held', $null)
    }

    It 'Import-PyModule and Invoke-PyScript do not tell of their own code' {
        $module = Join-Path $TestDrive 'slow_module.py'
        Set-Content $module "import time`ntime.sleep(4)`ndef f() -> int:`n    return 1"
        $null = Start-PyEventLoop own
        $import = Start-Background "Import-PyModule '$module' -Loop own"
        (Wait-Background $import).Warnings | Should -BeNullOrEmpty
        $run = Start-Background "Invoke-PyScript '$module' -Loop own"
        (Wait-Background $run).Warnings | Should -BeNullOrEmpty
    }
}
