# Jobs of our own: children, throttling, streams, tasks, ends of every kind.

BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    $null = Start-PyEventLoop -ModulePath $fixtures
    $null = Invoke-PyAwaitable -Code 'import asyncio, sample, warnings'
}

AfterAll {
    Get-Job | Remove-Job -Force
    Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
}

Describe 'Invoke-PyAwaitable -AsJob' {
    BeforeEach {
        Invoke-PyAwaitable sample:reset
    }

    AfterEach {
        Get-Job | Remove-Job -Force
    }

    It 'comes back at once, with a job in place of results' {
        $job = Invoke-PyAwaitable sample:wait_at here -AsJob -JobName mine
        $job.Name | Should -Be 'mine'
        $job.State | Should -Be 'Running'
        Invoke-PyAwaitable sample:open_gate here
        Receive-Job $job -Wait | Should -Be 'here'
    }

    It 'has a child job for each input, each with its own result and state' {
        $job = 1..3 | Invoke-PyAwaitable sample:fail_if 2 -AsJob
        $null = Wait-Job $job
        $job.State | Should -Be 'Failed'
        $job.ChildJobs.State | Should -Be 'Completed', 'Failed', 'Completed'
        Receive-Job $job.ChildJobs[2] | Should -Be 3
        $all = Receive-Job $job 2>&1
        $all[0] | Should -Be 1
        $all[1].FullyQualifiedErrorId | Should -BeLike 'PyAsync.ValueError*'
        $all[1].TargetObject | Should -Be 2
        $all | Should -HaveCount 2
    }

    It 'finds a child by Get-Job, waits for it and receives it by itself' {
        $job = 'a', 'b' | Invoke-PyAwaitable sample:wait_at -AsJob
        Invoke-PyAwaitable sample:open_gate b
        $child = Get-Job -Id $job.ChildJobs[1].Id
        $null = Wait-Job $child
        Receive-Job $child | Should -Be 'b'
        $job.State | Should -Be 'Running'
        (Get-Job -Id $job.Id -IncludeChildJob | Where-Object State -EQ Running).Id | Should -Be $job.Id, $job.ChildJobs[0].Id
    }

    It 'keeps -ThrottleLimit: no more await at once, and those that wait are not started' {
        Invoke-PyAwaitable sample:new_gauge
        $job = , 3 * 9 | Invoke-PyAwaitable sample:measure -AsJob -ThrottleLimit 3
        $null = Wait-Job $job -Timeout 20
        $job.State | Should -Be 'Completed'
        Invoke-PyAwaitable sample:most | Should -Be 3
        $held = 1..5 | Invoke-PyAwaitable -Code 'await sample.wait_at("held")' -AsJob -ThrottleLimit 2
        Wait-Until { @($held.ChildJobs | Where-Object State -EQ Running).Count -eq 2 }
        @($held.ChildJobs | Where-Object State -EQ NotStarted).Count | Should -Be 3
        Invoke-PyAwaitable sample:open_gate held
        (Wait-Job $held).ChildJobs.State | Sort-Object -Unique | Should -Be 'Completed'
    }

    It 'streams an async generator into the job as it yields' {
        $job = Invoke-PyAwaitable -AsJob -Code @'
async def numbers():
    yield 1
    yield 2
    await sample.wait_at("more")
    yield 3
numbers()
'@
        Wait-Until { $job.Output.Count -eq 2 }
        Receive-Job $job | Should -Be 1, 2
        Invoke-PyAwaitable sample:open_gate more
        Receive-Job $job -Wait | Should -Be 3
    }

    It 'stops children in flight and those that wait, each once' {
        $job = 'a', 'b', 'c', 'd' | Invoke-PyAwaitable sample:hang -AsJob -ThrottleLimit 2
        Wait-Until { @(Invoke-PyAwaitable sample:seen).Count -eq 2 }
        Stop-Job $job
        $job.State | Should -Be 'Stopped'
        $job.ChildJobs.State | Sort-Object -Unique | Should -Be 'Stopped'
        Invoke-PyAwaitable sample:seen | Sort-Object |
            Should -Be 'a cancelled', 'a finally', 'a started', 'b cancelled', 'b finally', 'b started'
        (Get-PyEventLoop Default).Pending | Should -Be 0
    }

    It 'stops one child, and the others go on' {
        $job = 'a', 'b', 'c' | Invoke-PyAwaitable sample:wait_at -AsJob -ThrottleLimit 2
        Stop-Job $job.ChildJobs[0], $job.ChildJobs[2]
        Invoke-PyAwaitable sample:open_gate b
        $null = Wait-Job $job
        $job.ChildJobs.State | Should -Be 'Stopped', 'Completed', 'Stopped'
        $job.State | Should -Be 'Stopped'
        Receive-Job $job | Should -Be 'b'
    }

    It 'ends within 3 s of Stop-Job though the coroutine ignores its cancellation, which the job tells' {
        $job = Invoke-PyAwaitable sample:ignore_cancel -AsJob
        Wait-Until { Invoke-PyAwaitable sample:seen }
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        Stop-Job $job
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 3
        $job.State | Should -Be 'Stopped'
        $job.Warning | Should -BeLike "*'Default' did not end within 1.5 s of the cancellation*"
        Invoke-PyAwaitable sample:open_gate 'stubborn'
        Wait-Until { (Get-PyEventLoop Default).Pending -eq 0 }
    }

    It 'is removed with -Force while it runs, and its awaits end' {
        $job = 1..3 | Invoke-PyAwaitable -Code 'await sample.hang(str(_))' -AsJob
        Wait-Until { @(Invoke-PyAwaitable sample:seen).Count -eq 3 }
        Remove-Job $job -Force
        Wait-Until { (Get-PyEventLoop Default).Pending -eq 0 }
        @((Invoke-PyAwaitable sample:seen) -like '* finally').Count | Should -Be 3
    }

    It 'cancels its awaits when the job is disposed of' {
        $job = Invoke-PyAwaitable sample:hang -AsJob
        Wait-Until { Invoke-PyAwaitable sample:seen }
        $job.Dispose()
        $job.State | Should -Be 'Stopped'
        Wait-Until { (Invoke-PyAwaitable sample:seen) -contains 'hang finally' }
    }

    It 'has Python''s warnings in the stream of the very child whose await gave them' {
        $job = 'a', 'b' | Invoke-PyAwaitable -AsJob -Code 'warnings.simplefilter("always"); await asyncio.sleep(0); warnings.warn("of " + _)'
        $null = Wait-Job $job
        $job.ChildJobs[0].Warning | Should -BeLike '*of a*'
        $job.ChildJobs[1].Warning | Should -BeLike '*of b*'
        $warnings = Receive-Job $job 3>&1
        $warnings | Should -HaveCount 2
    }

    It 'runs script blocks that Python calls, whose records are the job''s' {
        $job = Invoke-PyAwaitable -AsJob -Variable @{ say = { Write-Warning 'careful'; Write-Error 'not good'; $args[0] * 2 } } -Code 'await say(4)'
        $null = Wait-Job $job
        $job.State | Should -Be 'Completed'
        $job.Warning | Should -BeLike '*careful*'
        $job.Error | Should -BeLike '*not good*'
        Receive-Job $job 2>$null 3>$null | Should -Be 8
    }

    It 'keeps -TimeoutSeconds' {
        $job = 60, 0 | Invoke-PyAwaitable asyncio:sleep done -AsJob -TimeoutSeconds 0.2
        $null = Wait-Job $job -Timeout 10
        $job.ChildJobs.State | Should -Be 'Failed', 'Completed'
        $job.ChildJobs[0].Error[0].FullyQualifiedErrorId | Should -BeLike 'PyAsync.Timeout*'
    }

    It 'fails with LoopStopped when its loop stops' {
        $null = Start-PyEventLoop Short -ModulePath $fixtures
        $job = 'a', 'b' | Invoke-PyAwaitable sample:wait_at -Loop Short -AsJob
        Wait-Until { (Get-PyEventLoop Short).Pending -eq 2 }
        Stop-PyEventLoop Short
        $null = Wait-Job $job -Timeout 10
        $job.State | Should -Be 'Failed'
        $job.ChildJobs.Error.FullyQualifiedErrorId | Should -BeLike 'PyAsync.LoopStopped*'
    }

    It 'is an error of the command, and no job, where there is nothing to call' {
        (Get-ErrorOf { Invoke-PyAwaitable -Path ./nowhere.py -AsJob }).FullyQualifiedErrorId | Should -BeLike 'PyAsync.FileNotFound,*'
        Get-Job | Should -BeNullOrEmpty
        $job = Invoke-PyAwaitable sample:no_such_function -AsJob
        $null = Wait-Job $job
        $job.State | Should -Be 'Failed'
        $job.Error | Should -HaveCount 1
    }

    It 'is refused with -AsStream' {
        (Get-ErrorOf { 1, 2 | Invoke-PyAwaitable -AsStream -Code '1' -AsJob }).FullyQualifiedErrorId | Should -BeLike 'PyAsync.NotTogether,*'
    }

    It 'has an empty pipeline as a job without children, which has ended' {
        $job = @() | Invoke-PyAwaitable sample:echo -AsJob
        $null = Wait-Job $job -Timeout 10
        $job.State | Should -Be 'Completed'
        $job.ChildJobs | Should -HaveCount 0
    }

    It 'cancels what has started where the command is stopped before its input has ended' {
        $background = Start-Background '1..3 | ForEach-Object { while ($_ -eq 3) { [Threading.Thread]::Sleep(5) }; "$_" } | Invoke-PyAwaitable sample:hang -AsJob'
        Wait-Until { @(Invoke-PyAwaitable sample:seen).Count -eq 2 }
        $background.Shell.Stop()
        Wait-Until { (Invoke-PyAwaitable sample:seen) -contains '1 finally' -and (Invoke-PyAwaitable sample:seen) -contains '2 finally' }
        $background.Shell.Dispose()
    }

    It 'costs less than 10 KB, in memory of .NET''s and of the process, and no thread: <What>' -ForEach @(
        @{ What = '1,000 jobs'; Start = { 1..$args[0] | ForEach-Object { Invoke-PyAwaitable sample:wait_at cost -AsJob } } }
        @{ What = 'one job with 1,000 children'; Start = { 1..$args[0] | ForEach-Object { 'cost' } | Invoke-PyAwaitable sample:wait_at -AsJob } }
    ) {
        function Measure-Process {
            $process = [System.Diagnostics.Process]::GetCurrentProcess()
            [pscustomobject]@{ Managed = [GC]::GetTotalMemory($true); Resident = $process.WorkingSet64; Threads = $process.Threads.Count }
        }
        function Start-Many([int] $Count) {
            & $Start $Count
            Wait-Until { (Get-PyEventLoop Default).Pending -eq $Count }
        }
        # The first ones load and compile what all of them use.
        $first = Start-Many 1000
        Invoke-PyAwaitable sample:open_gate cost
        $null = $first | Wait-Job | Receive-Job -Wait -AutoRemoveJob
        Invoke-PyAwaitable sample:reset
        Remove-Variable first

        $before = Measure-Process
        $jobs = Start-Many 1000
        $after = Measure-Process
        ($after.Managed - $before.Managed) / 1KB / 1000 | Should -BeLessThan 10
        ($after.Resident - $before.Resident) / 1KB / 1000 | Should -BeLessThan 10
        $after.Threads | Should -BeLessThan ($before.Threads + 20)
        Invoke-PyAwaitable sample:open_gate cost
        # Wait-Job first: Receive-Job -Wait misses the end of a job that ends just as it begins to watch it.
        $jobs | Wait-Job | Receive-Job -Wait -AutoRemoveJob | Should -HaveCount 1000
    }

    It 'holds no thread while Python waits' {
        $before = [System.Diagnostics.Process]::GetCurrentProcess().Threads.Count
        $jobs = 1..500 | ForEach-Object { Invoke-PyAwaitable sample:wait_at all -AsJob }
        Wait-Until { (Get-PyEventLoop Default).Pending -eq 500 }
        [System.Diagnostics.Process]::GetCurrentProcess().Threads.Count | Should -BeLessThan ($before + 20)
        Invoke-PyAwaitable sample:open_gate all
        $jobs | Wait-Job | Receive-Job -Wait -AutoRemoveJob | Should -HaveCount 500
    }
}

Describe 'What a job prints without a line''s end' {
    It 'is the job''s own, of <what>' -ForEach @(
        @{ what = 'an await'; job = { Invoke-PyAwaitable -Code 'print("half", end="")' -AsJob } }
        @{ what = 'a child job'; job = { 1 | Invoke-PyAwaitable -Code 'print("half", end="")' -AsJob } }
        @{ what = 'a program'; job = { Invoke-PyScript (New-PythonFile 'half.py' 'print("half", end="")') -AsJob } }
    ) {
        $said = & $job | Wait-Job | Receive-Job 6>&1
        "$said".Trim() | Should -Be 'half'
        Get-Job | Remove-Job
    }
}

Describe 'The tasks of a job' {
    AfterEach {
        Get-Job | Remove-Job -Force
    }

    BeforeEach {
        Invoke-PyAwaitable sample:reset
    }

    It 'name it' {
        $job = Invoke-PyAwaitable sample:wait_at x -AsJob -JobName waiting
        Wait-Until { Get-PyTask }
        (Get-PyTask).Job | Should -Be 'waiting'
        (Get-PyTask).Command | Should -BeLike '*Invoke-PyAwaitable * sample:wait_at *'
        $job.State | Should -Be 'Running'
    }

    It 'are found, waited for and stopped by the job' {
        $job = 'a', 'b' | Invoke-PyAwaitable sample:wait_at -AsJob
        $other = Invoke-PyAwaitable sample:wait_at c -AsJob
        Wait-Until { @(Get-PyTask).Count -eq 3 }
        @($job | Get-PyTask).Count | Should -Be 2
        @(Get-PyTask -Job $job.ChildJobs[1]).Job | Should -Be $job.ChildJobs[1].Name
        $job | Stop-PyTask
        $null = Wait-Job $job -Timeout 10
        $job.State | Should -Be 'Stopped'
        $other.State | Should -Be 'Running'
        $other | Wait-PyTask -TimeoutSeconds 0.01 | Should -BeNullOrEmpty
        $task = $other | Get-PyTask
        Invoke-PyAwaitable sample:open_gate c
        ($task | Wait-PyTask).State | Should -Be 'Done'
    }

    It 'have the state of the job without a job''s error when one is stopped by its number' {
        $job = Invoke-PyAwaitable sample:wait_at x -AsJob
        Wait-Until { Get-PyTask }
        Get-PyTask | Stop-PyTask
        $null = Wait-Job $job -Timeout 10
        $job.State | Should -Be 'Stopped'
        $job.Error | Should -BeNullOrEmpty
    }
}

Describe 'Invoke-PyScript -AsJob' {
    BeforeAll {
        $programs = Join-Path $fixtures programs
    }

    AfterEach {
        Get-Job | Remove-Job -Force
    }

    It 'has the exit code, and is completed where that is 0: <With>' -ForEach @(
        @{ With = @('none'); State = 'Completed'; Code = 0; Id = $null }
        @{ With = 'exit', 5; State = 'Failed'; Code = 5; Id = 'PyAsync.ProgramFailed' }
        @{ With = @('raise'); State = 'Failed'; Code = $null; Id = 'PyAsync.ValueError' }
    ) {
        $global:LASTEXITCODE = -1
        $job = Invoke-PyScript (Join-Path $programs exits.py) @With -AsJob
        $null = Wait-Job $job -Timeout 20
        $job.State | Should -Be $State
        $job.ExitCode | Should -Be $Code
        $LASTEXITCODE | Should -Be -1
        Receive-Job $job -ErrorVariable problem -ErrorAction SilentlyContinue
        @($problem).Where({ $_ }).FullyQualifiedErrorId | Should -BeLike $(if ($Id) { "$Id*" } else { '' })
    }

    It 'is stopped by Stop-Job, and its finally runs: <How>' -ForEach @(
        @{ How = 'own' }, @{ How = 'sleeps' }, @{ How = 'blocked' }
    ) {
        $started = Join-Path $TestDrive "$How.started"
        $finished = Join-Path $TestDrive "$How.finished"
        $job = Invoke-PyScript (Join-Path $programs waits.py) $How $started $finished -AsJob -JobName $How
        Wait-Until { Test-Path $started }
        $job.State | Should -Be 'Running'
        Stop-Job $job
        $job.State | Should -Be 'Stopped'
        Test-Path $finished | Should -BeTrue
        $job.Error | Should -BeNullOrEmpty
    }

    It 'is removed without an error by Receive-Job -Wait -AutoRemoveJob, though it ends while what it has said is being received' {
        $file, $end = (Join-Path $TestDrive says.py), (Join-Path $TestDrive says.end)
        Set-Content $file @'
import os, sys, time
print("said", flush=True)
while not os.path.exists(sys.argv[1]):
    time.sleep(0.01)
'@
        $job = Invoke-PyScript $file $end -AsJob
        Wait-Until { $job.Information.Count -eq 1 }
        Receive-Job $job -Wait -AutoRemoveJob -ErrorVariable problem -ErrorAction SilentlyContinue 6>&1 | ForEach-Object {
            $null = New-Item $end
            Wait-Until { $job.State -eq 'Completed' }
            "$_"
        } | Should -Be 'said'
        $problem | Should -BeNullOrEmpty
        Get-Job | Should -BeNullOrEmpty
    }
}

Describe 'Invoke-PyAwaitable -AsTask' {
    BeforeEach {
        Invoke-PyAwaitable sample:reset
    }

    It 'gives a Task at once, that ends with the result' {
        $task = Invoke-PyAwaitable sample:wait_at here -AsTask
        $task | Should -BeOfType ([System.Threading.Tasks.Task])
        $task.IsCompleted | Should -BeFalse
        Invoke-PyAwaitable sample:open_gate here
        $task.Wait(10000) | Should -BeTrue
        $task.Result | Should -Be 'here'
        (Invoke-PyAwaitable sample:numbers -AsTask).Result | Should -Be 1, 2, 3
    }

    It 'gives one for each input, under -ThrottleLimit too' {
        $tasks = 1..20 | Invoke-PyAwaitable sample:echo_late -AsTask -ThrottleLimit 2
        $tasks | Should -HaveCount 20
        [System.Threading.Tasks.Task]::WaitAll($tasks, 10000) | Should -BeTrue
        $tasks.Result | Should -Be (1..20)
    }

    It 'fails the Task with Python''s exception, and cancels it where the await was cancelled' {
        $task = 2 | Invoke-PyAwaitable sample:fail_if 2 -AsTask
        { $task.GetAwaiter().GetResult() } | Should -Throw '*bad value 2*'
        $task.Exception.InnerException | Should -BeOfType ([PyAsync.Objects.PyException])
        $hangs = Invoke-PyAwaitable sample:hang -AsTask
        Wait-Until { Get-PyTask }
        Get-PyTask | Stop-PyTask
        Wait-Until { $hangs.IsCompleted }
        $hangs.IsCanceled | Should -BeTrue
    }

    It 'is awaited by Python and by PowerShell as any Task' {
        Invoke-PyAwaitable sample:echo_late 'x' -AsTask | ConvertTo-PyAwaitable | Invoke-PyAwaitable | Should -Be 'x'
    }

    It 'is refused with -AsJob' {
        (Get-ErrorOf { Invoke-PyAwaitable sample:numbers -AsTask -AsJob }).FullyQualifiedErrorId | Should -BeLike 'PyAsync.NotTogether,*'
    }
}
