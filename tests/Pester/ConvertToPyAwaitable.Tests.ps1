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
        $problem.FullyQualifiedErrorId | Should -Be 'PyAsync.ScriptBlockFailed'
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

    It 'gives the output of <kind>, and its errors, warnings and information to the command that waits' -ForEach @(
        @{ kind = 'a script block'; make = { ConvertTo-PyAwaitable $args[0] } }
        @{ kind = 'a job'; make = { Start-ThreadJob $args[0] | ConvertTo-PyAwaitable } }
    ) {
        # In one pipeline, so that the command waits before the work starts.
        $result = & $make { Write-Error E1; Write-Warning W1; Write-Information I1; 5; Write-Error E2; 6 } | Invoke-PyAwaitable -ErrorVariable errors -WarningVariable warnings -InformationVariable notes -ErrorAction SilentlyContinue 3>$null
        $result | Should -Be 5, 6
        "$errors" | Should -Be 'E1 E2'
        "$warnings" | Should -Be 'W1'
        "$notes" | Should -Be 'I1'
    }

    It 'raises the first error of <kind> without output, and gives the rest to the command that waits' -ForEach @(
        @{ kind = 'a script block'; make = { ConvertTo-PyAwaitable $args[0] } }
        @{ kind = 'a job'; make = { Start-ThreadJob $args[0] | ConvertTo-PyAwaitable } }
    ) {
        $raised = & $make { Write-Warning W1; Write-Error E1; Write-Error E2 } | Invoke-PyAwaitable -ErrorVariable errors -WarningVariable warnings -ErrorAction SilentlyContinue 3>$null -Code @'
try:
    await _
except Exception as error:
    raised = str(error)
raised
'@
        $raised | Should -BeLike '*E1*'
        "$errors" | Should -Be 'E2'
        "$warnings" | Should -Be 'W1'
        $all = @(& $make { Write-Warning W2; Write-Error E3; 'output'; throw 'T1' } | Invoke-PyAwaitable -WarningVariable warnings 2>&1 3>$null)
        "$($all[0])" | Should -Be 'E3'
        "$($all[1])" | Should -BeLike '*T1*'
        $all.Count | Should -Be 2
        "$warnings" | Should -Be 'W2'
    }

    It 'keeps the records of work where no command waits until Receive-PyOutput shows them' {
        $gate = [System.Threading.ManualResetEventSlim]::new()
        Receive-PyOutput *>$null
        $work = ConvertTo-PyAwaitable { $null = $args[0].Wait(10000); Write-Error E1; Write-Warning W1; Write-Host H1; 5 } -ArgumentList $gate
        $null = Invoke-PyAwaitable -Code 'import asyncio; kept = asyncio.ensure_future(work); None' -Variable @{ work = $work }
        $gate.Set()
        Wait-Until { (Get-PyEventLoop Default).Unread -eq 3 }
        "$(Receive-PyOutput 2>&1 3>&1 6>&1)" | Should -Be 'W1 H1 E1'
        Invoke-PyAwaitable -Code 'await kept' | Should -Be 5
    }

    It 'stops a job when Python cancels' {
        $job = Start-ThreadJob { Start-Sleep 60 }
        Invoke-PyAwaitable bridge:cancel_soon (ConvertTo-PyAwaitable $job) | Should -Be 'cancelled'
        Wait-Until { $job.State -in 'Stopped', 'Failed' } -What 'the job to be stopped'
        Remove-Job $job -Force
    }

    It 'has the same result however often it is awaited: <kind>' -ForEach @(
        @{ kind = 'a Task'; make = { ConvertTo-PyAwaitable ([System.Threading.Tasks.Task]::FromResult(5)) } }
        @{ kind = 'a job'; make = { Start-ThreadJob { 5 } | ConvertTo-PyAwaitable } }
        @{ kind = 'a script block'; make = { ConvertTo-PyAwaitable { 5 } } }
    ) {
        $work = & $make
        Invoke-PyAwaitable -Code '[await w, await w]' -Variable @{ w = $work } | Should -Be 5, 5
        $work | Invoke-PyAwaitable | Should -Be 5
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
