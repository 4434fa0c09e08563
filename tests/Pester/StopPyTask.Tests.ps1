# Ending tasks: cancelled together, waited for, and told where they would not.

BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
}

Describe 'Stop-PyTask' {
    BeforeEach {
        $null = Start-PyEventLoop -ModulePath $fixtures
        Invoke-PyAwaitable tasks:reset
    }

    AfterEach {
        Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
    }

    It 'returns when the task''s finally has run, and writes nothing' {
        Invoke-PyAwaitable tasks:start cleans, log -Keyword @{ task_name = 'c' }
        Stop-PyTask -Name c | Should -BeNullOrEmpty
        Invoke-PyAwaitable -Code 'import tasks; tasks.log.pop()' | Should -Be 'cleaned'
        Get-PyTask | Should -BeNullOrEmpty
    }

    It 'takes numbers, names with wildcards, and tasks from the pipeline' {
        1..4 | ForEach-Object { Invoke-PyAwaitable tasks:start outer -Keyword @{ task_name = "t$_" } }
        Stop-PyTask (Get-PyTask -Name t1).Id
        Stop-PyTask -Name t[2]
        (Get-PyTask).Name | Sort-Object | Should -Be 't3', 't4'
        Get-PyTask | Stop-PyTask -PassThru | ForEach-Object { "$($_.Name) $($_.State)" } | Sort-Object | Should -Be 't3 Cancelled', 't4 Cancelled'
    }

    It 'does nothing with -WhatIf' {
        Invoke-PyAwaitable tasks:start outer
        Get-PyTask | Stop-PyTask -WhatIf
        (Get-PyTask).State | Should -Be 'Pending'
    }

    It 'ends the command that waits for the task with PyAsync.Canceled, and the loop counts it out' {
        $background = Start-Background 'Invoke-PyAwaitable tasks:outer'
        Wait-Until { Get-PyTask }
        Get-PyTask | Stop-PyTask
        (Wait-Background $background).Errors.FullyQualifiedErrorId | Should -BeLike 'PyAsync.Canceled,*'
        (Get-PyEventLoop Default).Pending | Should -Be 0
    }

    It 'gives an error that names the line of a task that ignores it, and can be tried again' {
        Invoke-PyAwaitable tasks:start stubborn, gate -Keyword @{ task_name = 's' }
        $task = Get-PyTask -Name s
        $problem = Get-ErrorOf { $task | Stop-PyTask -TimeoutSeconds 0.1 }
        $problem.FullyQualifiedErrorId | Should -BeLike 'PyAsync.TaskNotStopped,*'
        $problem.CategoryInfo.Category | Should -Be 'OperationTimeout'
        $problem.TargetObject | Should -Be $task
        $problem.Exception.Message | Should -BeLike '*stubborn*0.1 s*tasks.py:*-TimeoutSeconds*'
        Invoke-PyAwaitable tasks:open_gate
        $task | Stop-PyTask -PassThru | ForEach-Object State | Should -Be 'Done'
    }

    It 'does not wait with -TimeoutSeconds 0' {
        Invoke-PyAwaitable tasks:start stubborn, gate
        Get-PyTask | Stop-PyTask -TimeoutSeconds 0
        (Get-PyTask).State | Should -BeIn 'Pending', 'Cancelling'
        Invoke-PyAwaitable tasks:open_gate
    }

    It 'passes over a task that has ended' {
        Invoke-PyAwaitable tasks:start outer
        $task = Get-PyTask
        $task | Stop-PyTask
        $task.State | Should -Be 'Cancelled'
        $task | Stop-PyTask
        (Get-ErrorOf { Stop-PyTask 987654 }).FullyQualifiedErrorId | Should -BeLike 'PyAsync.TaskNotFound,*'
    }

    It 'ends 2,000 tasks side by side' {
        Invoke-PyAwaitable tasks:many 2000
        @(Get-PyTask | Stop-PyTask -PassThru | Where-Object State -EQ Cancelled).Count | Should -Be 2000
        Get-PyTask | Should -BeNullOrEmpty
    }

    It 'is over at Ctrl+C while it waits' {
        Invoke-PyAwaitable tasks:start stubborn, gate
        $background = Start-Background 'Get-PyTask | Stop-PyTask -TimeoutSeconds 60'
        Wait-Until { $background.Shell.InvocationStateInfo.State -eq 'Running' }
        $background.Shell.Stop()
        $background.Shell.InvocationStateInfo.State | Should -Be 'Stopped'
        Invoke-PyAwaitable tasks:open_gate
    }
}
