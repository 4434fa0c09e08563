# Waiting for tasks, which ends with them, with a time, or with Ctrl+C, and never ends them.

BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
}

Describe 'Wait-PyTask' {
    BeforeEach {
        $null = Start-PyEventLoop -ModulePath $fixtures
        Invoke-PyAwaitable tasks:reset
        Receive-PyOutput *>$null
    }

    AfterEach {
        Invoke-PyAwaitable tasks:reset
        Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
    }

    It 'writes each task when it has ended, with how it did' {
        Invoke-PyAwaitable tasks:start fails, gate -Keyword @{ task_name = 'bad' }
        Invoke-PyAwaitable tasks:start returns, gate -Keyword @{ task_name = 'good' }
        $tasks = Get-PyTask
        Invoke-PyAwaitable tasks:open_gate
        $ended = $tasks | Wait-PyTask
        $ended | ForEach-Object { "$($_.Name) $($_.State) $($_.Error)".Trim() } | Sort-Object | Should -Be 'bad Failed ValueError: it broke', 'good Done'
    }

    It 'is streaming: a task that has ended is written while others run' {
        Invoke-PyAwaitable tasks:start returns, gate -Keyword @{ task_name = 'short' }
        Invoke-PyAwaitable tasks:start outer -Keyword @{ task_name = 'long' }
        $tasks = Get-PyTask
        Invoke-PyAwaitable tasks:open_gate
        $tasks | Wait-PyTask | Select-Object -First 1 | ForEach-Object Name | Should -Be 'short'
        (Get-PyTask).Name | Should -Be 'long'
    }

    It 'returns with the first with -Any' {
        Invoke-PyAwaitable tasks:start returns, gate -Keyword @{ task_name = 'short' }
        Invoke-PyAwaitable tasks:start outer -Keyword @{ task_name = 'long' }
        $tasks = Get-PyTask
        Invoke-PyAwaitable tasks:open_gate
        ($tasks | Wait-PyTask -Any).Name | Should -Be 'short'
        (Get-PyTask).Name | Should -Be 'long'
    }

    It 'waits for tasks by a pattern of names' {
        Invoke-PyAwaitable tasks:start returns, gate -Keyword @{ task_name = 'short' }
        Invoke-PyAwaitable tasks:start outer -Keyword @{ task_name = 'long' }
        $background = Start-Background 'Start-Sleep 0.5; Invoke-PyAwaitable tasks:open_gate'
        (Wait-PyTask -Name sh*, lo* -Any).Name | Should -Be 'short'
        $null = Wait-Background $background
        (Get-PyTask).Name | Should -Be 'long'
    }

    It 'writes nothing for tasks that have not ended in time, and leaves them alone' {
        Invoke-PyAwaitable tasks:start outer
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        Get-PyTask | Wait-PyTask -TimeoutSeconds 0.2 | Should -BeNullOrEmpty
        $clock.Elapsed.TotalSeconds | Should -BeGreaterThan 0.15
        (Get-PyTask).State | Should -Be 'Pending'
    }

    It 'knows a task that ended before, by number too' {
        Invoke-PyAwaitable tasks:start outer
        $task = Get-PyTask
        Stop-PyTask $task.Id
        (Wait-PyTask $task.Id).State | Should -Be 'Cancelled'
        ($task | Wait-PyTask).State | Should -Be 'Cancelled'
    }

    It 'ends with its loop' {
        Invoke-PyAwaitable tasks:start stubborn, gate
        $background = Start-Background 'Get-PyTask | Wait-PyTask | ForEach-Object State'
        Wait-Until { $background.Shell.InvocationStateInfo.State -eq 'Running' }
        Stop-PyEventLoop -TimeoutSeconds 0.1 -Force -WarningAction SilentlyContinue
        # It may have asked before the loop stopped or after.
        (Wait-Background $background).Output | Should -BeIn $null, 'Gone'
    }

    It 'gives the prompt back at Ctrl+C and leaves the task alone' {
        Invoke-PyAwaitable tasks:start outer
        $background = Start-Background 'Get-PyTask | Wait-PyTask'
        Wait-Until { $background.Shell.InvocationStateInfo.State -eq 'Running' }
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $background.Shell.Stop()
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 2
        (Get-PyTask).State | Should -Be 'Pending'
    }

    It 'has what its task says, in child tasks and threads too, and nothing that another task says' {
        $null = Invoke-PyAwaitable -Code @'
import asyncio, logging
gate = asyncio.Event()
async def talk(name):
    async def child():
        logging.warning('%s in a child', name)
    await gate.wait()
    logging.warning('%s itself', name)
    await asyncio.create_task(child())
    await asyncio.to_thread(logging.warning, '%s in a thread', name)
'@
        foreach ($name in 'a', 'b') {
            $null = Invoke-PyAwaitable -Code "task_$name = asyncio.ensure_future(talk('$name')); task_$name.set_name('$name')"
        }
        $open = Start-Background 'Start-Sleep -Milliseconds 500; Invoke-PyAwaitable -Code "gate.set()"'
        $said = Get-PyTask -Name a | Wait-PyTask 3>&1
        $said | Select-Object -First 3 | ForEach-Object { "$_" } | Should -Be 'root: a itself', 'root: a in a child', 'root: a in a thread'
        $said | Should -HaveCount 4
        $said[3].State | Should -Be 'Done'
        $null = Wait-Background $open
        $left = Receive-PyOutput 3>&1 | ForEach-Object { "$_" }
        $left | Should -Be 'root: b itself', 'root: b in a child', 'root: b in a thread'
    }

    It 'does not end with a warning of another task of the same pipeline' {
        $null = Invoke-PyAwaitable -Code @'
import asyncio, logging
gate = asyncio.Event()
async def talk(name):
    async def child():
        logging.warning('%s in a child', name)
    await gate.wait()
    if name == 'b':
        await asyncio.create_task(child())
    return name
'@
        $handed = 'a', 'b' | Invoke-PyAwaitable talk -AsTask
        Wait-Until { @(Get-PyTask).Count -eq 2 }
        $tasks = Get-PyTask
        $open = Start-Background 'Start-Sleep -Milliseconds 500; Invoke-PyAwaitable -Code "gate.set()"'
        ($tasks[0] | Wait-PyTask -WarningAction Stop).State | Should -Be 'Done'
        $null = Wait-Background $open
        $handed.Result | Should -Be 'a', 'b'
        "$(Receive-PyOutput 3>&1)" | Should -Be 'root: b in a child'
    }
}
