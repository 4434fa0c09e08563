BeforeAll {
    . (Join-Path $PSScriptRoot '_Common.ps1')
    $null = Start-PyEventLoop -ModulePath $fixtures
}

AfterAll {
    Stop-PyEventLoop
}

Describe 'ConvertTo-PyAwaitable' {
    It 'makes an awaitable of a Task' {
        $task = [System.Threading.Tasks.Task]::FromResult(5)
        ConvertTo-PyAwaitable $task | Invoke-PyAwaitable | Should -Be 5
    }

    It 'runs a script block in a runspace pool, with arguments' {
        { "$($args[0]) on $($args[1])" } | ConvertTo-PyAwaitable -ArgumentList 'ran', 'pool' | Invoke-PyAwaitable | Should -Be 'ran on pool'
    }

    It 'runs script blocks side by side' {
        $gate = [System.Threading.Barrier]::new(2)
        $both = 1..2 | ForEach-Object { ConvertTo-PyAwaitable { $args[0].SignalAndWait(10000) } -ArgumentList $gate }
        $both | Invoke-PyAwaitable | Should -Be $true, $true
    }

    It 'raises the error of a script block' {
        $problem = Get-ErrorOf { ConvertTo-PyAwaitable { throw 'broken' } | Invoke-PyAwaitable }
        "$problem" | Should -BeLike '*broken*'
    }

    It 'stops the script block when Python cancels' {
        $stopped = [System.Collections.Concurrent.ConcurrentQueue[string]]::new()
        $work = ConvertTo-PyAwaitable { param($log) try { Start-Sleep 60 } finally { $log.Enqueue('stopped') } } -ArgumentList $stopped
        Invoke-PyAwaitable bridge:cancel_soon $work | Should -Be 'cancelled'
        Wait-Until { $stopped.Count -eq 1 } -What 'the script block to be stopped'
    }

    It 'awaits a thread job for its output' {
        Start-ThreadJob { 6 * 7 } | ConvertTo-PyAwaitable | Invoke-PyAwaitable | Should -Be 42
    }

    It 'stops a job when Python cancels' {
        $job = Start-ThreadJob { Start-Sleep 60 }
        Invoke-PyAwaitable bridge:cancel_soon (ConvertTo-PyAwaitable $job) | Should -Be 'cancelled'
        Wait-Until { $job.State -in 'Stopped', 'Failed' } -What 'the job to be stopped'
        Remove-Job $job -Force
    }

    It 'happens by itself where a Task or a job is an argument' {
        Invoke-PyAwaitable bridge:await_it ([System.Threading.Tasks.Task]::FromResult('given')) | Should -Be 'given'
        Invoke-PyAwaitable bridge:await_it (Start-ThreadJob { 'job' }) | Should -Be 'job'
    }

    It 'says that a number is no work' {
        $problem = Get-ErrorOf { ConvertTo-PyAwaitable 5 }
        $problem.FullyQualifiedErrorId | Should -BeLike 'PyAsync.NotAwaitable*'
        $problem.CategoryInfo.Category | Should -Be 'InvalidType'
        $problem.TargetObject | Should -Be 5
    }
}

Describe 'New-PyContext' {
    It 'is shared by the awaits that name it, and by no other' {
        $context = New-PyContext
        $null = Invoke-PyAwaitable bridge:set_level 5 -Context $context
        Invoke-PyAwaitable bridge:get_level -Context $context | Should -Be 5
        Invoke-PyAwaitable bridge:get_level | Should -Be 0
    }

    It 'can be copied, and the copy changes on its own' {
        $context = New-PyContext
        $null = Invoke-PyAwaitable bridge:set_level 1 -Context $context
        $copy = $context.Copy()
        $null = Invoke-PyAwaitable bridge:set_level 2 -Context $copy
        Invoke-PyAwaitable bridge:get_level -Context $context | Should -Be 1
        Invoke-PyAwaitable bridge:get_level -Context $copy | Should -Be 2
    }

    It 'is what a script block that a task calls sees: the context of that task' {
        Invoke-PyAwaitable bridge:set_level_and_call 9, { Invoke-PyAwaitable bridge:get_level } | Should -Be 9
    }

    It 'gives Python the traceparent of the current Activity' {
        Invoke-PyAwaitable bridge:parent | Should -BeNullOrEmpty
        $activity = [System.Diagnostics.Activity]::new('test')
        $activity.SetIdFormat('W3C') | Out-Null
        $activity.Start() | Out-Null
        try {
            Invoke-PyAwaitable bridge:parent | Should -Be $activity.Id
        }
        finally {
            $activity.Stop()
        }
    }
}
