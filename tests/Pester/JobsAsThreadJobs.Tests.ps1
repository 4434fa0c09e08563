# The same assertions about Start-ThreadJob's jobs and ours. The last block lists where they differ, and why.

BeforeDiscovery {
    $kinds = @{ Kind = 'Start-ThreadJob' }, @{ Kind = 'Invoke-PyAwaitable -AsJob' }, @{ Kind = 'an imported command with -AsJob' }
}

BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    $null = Start-PyEventLoop -ModulePath $fixtures

    # What the Python jobs do, as functions.
    $work = Join-Path $TestDrive 'work.py'
    Set-Content $work @'
import asyncio, logging, pathlib

async def _opened(gate):
    while not pathlib.Path(gate).exists():
        await asyncio.sleep(0.005)

async def gives():
    return ["one", 2]

async def fails():
    raise ValueError("it broke")

async def waits(gate: str):
    try:
        pathlib.Path(gate + ".started").touch()
        await _opened(gate)
        return "went on"
    finally:
        pathlib.Path(gate + ".finally").touch()

async def speaks():
    print("told")
    logging.getLogger("work").warning("careful")
    return "said"

async def begins(gate: str):
    yield "first"
    await _opened(gate)
    yield "second"

async def breaks():
    yield "one"
    raise ValueError("it broke")
'@
    Import-PyModule $work

    # A job of any kind that gives a text and a number, fails, waits for a file and says how it ended, speaks in its streams,
    # gives one thing before it waits, or one before it fails.
    function Start-Work([string] $Kind, [ValidateSet('gives', 'fails', 'waits', 'speaks', 'begins', 'breaks')] [string] $What, [string] $Gate, [string] $Name) {
        $named = @{}
        if ($Kind -eq 'Start-ThreadJob') {
            if ($Name) {
                $named.Name = $Name
            }
            switch ($What) {
                gives { Start-ThreadJob { 'one'; 2 } @named }
                fails { Start-ThreadJob { throw 'it broke' } @named }
                speaks { Start-ThreadJob { Write-Information 'told'; Write-Warning 'careful'; 'said' } @named }
                begins { Start-ThreadJob { 'first'; while (-not (Test-Path $args[0])) { Start-Sleep -Milliseconds 5 }; 'second' } -ArgumentList $Gate @named }
                breaks { Start-ThreadJob { 'one'; throw 'it broke' } @named }
                waits {
                    Start-ThreadJob @named -ArgumentList $Gate {
                        # A cmdlet in the finally block could be stopped too: the stop reaches what PowerShell has just begun.
                        # The first use of a cmdlet loads its module, which a stop in the middle makes an error of the job.
                        Start-Sleep 0; $null = Test-Path /tmp
                        try {
                            [System.IO.File]::WriteAllText("$($args[0]).started", '')
                            while (-not (Test-Path $args[0])) {
                                Start-Sleep -Milliseconds 5
                            }
                            'went on'
                        }
                        finally {
                            [System.IO.File]::WriteAllText("$($args[0]).finally", '')
                        }
                    }
                }
            }
            return
        }
        if ($Name) {
            $named.JobName = $Name
        }
        $arguments = @(if ($Gate) { $Gate })
        if ($Kind -eq 'an imported command with -AsJob') {
            & $What @arguments -AsJob @named
            return
        }
        switch ($What) {
            gives { Invoke-PyAwaitable -AsJob @named -Code '["one", 2]' }
            fails { Invoke-PyAwaitable -AsJob @named -Code 'raise ValueError("it broke")' }
            default { Invoke-PyAwaitable -AsJob @named -LiteralPath $work -EntryPoint $What -ArgumentList $arguments }
        }
    }

    $gates = 0
    function New-Gate {
        Join-Path $TestDrive "gate$(($script:gates++))"
    }
}

AfterAll {
    Get-Job | Remove-Job -Force
    Get-PyModule | Remove-PyModule
    Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
}

Describe 'A job of <Kind>' -ForEach $kinds {
    AfterEach {
        Get-Job | Remove-Job -Force
    }

    It 'is a Job2 that Get-Job finds by number, name, instance and state' {
        $gate = New-Gate
        $job = Start-Work $Kind waits $gate -Name 'my work'
        $job | Should -BeOfType ([System.Management.Automation.Job2])
        $job.Name | Should -Be 'my work'
        Wait-Until { Test-Path "$gate.started" }
        (Get-Job -Id $job.Id).InstanceId | Should -Be $job.InstanceId
        (Get-Job -Name 'my work').InstanceId | Should -Be $job.InstanceId
        (Get-Job -InstanceId $job.InstanceId).Id | Should -Be $job.Id
        (Get-Job -State Running).InstanceId | Should -Be $job.InstanceId
        $job.PSBeginTime | Should -Not -BeNullOrEmpty
        $job.PSEndTime | Should -BeNullOrEmpty
    }

    It 'is named by its number where it has no name' {
        $job = Start-Work $Kind gives
        $job.Name | Should -Be "Job$($job.Id)"
    }

    It 'ends as completed, with its time and more data' {
        $job = Start-Work $Kind gives | Wait-Job
        $job.State | Should -Be 'Completed'
        $job.PSEndTime | Should -BeGreaterOrEqual $job.PSBeginTime
        $job.HasMoreData | Should -BeTrue
        $job.Finished.WaitOne(0) | Should -BeTrue
        (Get-Job -HasMoreData $true).Id | Should -Be $job.Id
    }

    It 'gives its output once, and again with -Keep' {
        $job = Start-Work $Kind gives | Wait-Job
        Receive-Job $job -Keep | Should -Be 'one', 2
        Receive-Job $job -Keep | Should -Be 'one', 2
        Receive-Job $job | Should -Be 'one', 2
        Receive-Job $job | Should -BeNullOrEmpty
        $job.HasMoreData | Should -BeFalse
    }

    It 'is waited for and removed by Receive-Job -Wait -AutoRemoveJob' {
        $job = Start-Work $Kind gives
        Receive-Job $job -Wait -AutoRemoveJob | Should -Be 'one', 2
        Get-Job | Should -BeNullOrEmpty
    }

    It 'writes itself first with Receive-Job -Wait -WriteJobInResults' {
        $job = Start-Work $Kind gives
        $all = Receive-Job $job -Wait -WriteJobInResults
        $all[0].Id | Should -Be $job.Id
        $all[1..2] | Should -Be 'one', 2
    }

    It 'gives what there is while it runs, and its output can be read without waiting' {
        $gate = New-Gate
        $job = Start-Work $Kind waits $gate
        Receive-Job $job | Should -BeNullOrEmpty
        @(foreach ($item in $job.Output) { $item }).Count | Should -Be 0
        Set-Content $gate ''
        Receive-Job $job -Wait | Should -Be 'went on'
    }

    It 'gives what has come while it runs, and then only what came since' {
        $gate = New-Gate
        $job = Start-Work $Kind begins $gate
        Wait-Until { $job.HasMoreData }
        Receive-Job $job | Should -Be 'first'
        $job.State | Should -Be 'Running'
        Set-Content $gate ''
        Receive-Job $job -Wait | Should -Be 'second'
    }

    It 'has what it says besides its output in the streams of that kind, once' {
        $job = Start-Work $Kind speaks | Wait-Job
        $job.State | Should -Be 'Completed'
        Receive-Job $job -WarningVariable warned -InformationVariable told -WarningAction SilentlyContinue -InformationAction SilentlyContinue | Should -Be 'said'
        $warned | Should -HaveCount 1
        "$warned" | Should -BeLike '*careful'
        "$told" | Should -Be 'told'
        Receive-Job $job -WarningVariable again -InformationVariable twice | Should -BeNullOrEmpty
        $again, $twice | ForEach-Object { $_ } | Should -BeNullOrEmpty
    }

    It 'keeps the output from before the error that ends it' {
        $job = Start-Work $Kind breaks | Wait-Job
        $job.State | Should -Be 'Failed'
        $all = @(Receive-Job $job -ErrorVariable problem -ErrorAction SilentlyContinue)
        $all | Should -Be 'one'
        $problem[0].Exception.Message | Should -BeLike '*it broke'
    }

    It 'ends a script that receives it by -ErrorAction Stop' {
        $job = Start-Work $Kind fails | Wait-Job
        { Receive-Job $job -ErrorAction Stop } | Should -Throw '*it broke'
    }

    It 'is received with others, each with its own output' {
        $jobs = (Start-Work $Kind gives), (Start-Work $Kind speaks)
        $all = $jobs | Receive-Job -Wait -WriteJobInResults -WarningAction SilentlyContinue -InformationAction SilentlyContinue
        @($all | Where-Object { $_ -is [System.Management.Automation.Job] }).Id | Sort-Object | Should -Be ($jobs.Id | Sort-Object)
        $all | Where-Object { $_ -isnot [System.Management.Automation.Job] } | Sort-Object { "$_" } | Should -Be 2, 'one', 'said'
    }

    It 'is among the newest, and is removed by its name and its state' {
        $null = Start-Work $Kind gives -Name older | Wait-Job
        $newer = Start-Work $Kind gives -Name newer | Wait-Job
        (Get-Job -Newest 1).Id | Should -Be $newer.Id
        Remove-Job -Name older
        (Get-Job).Name | Should -Be 'newer'
        Remove-Job -State Completed
        Get-Job | Should -BeNullOrEmpty
    }

    It 'is waited for by Wait-Job, with a limit and with -Any' {
        $gate = New-Gate
        $slow = Start-Work $Kind waits $gate
        Wait-Job $slow -Timeout 1 | Should -BeNullOrEmpty
        $quick = Start-Work $Kind gives
        (Wait-Job $slow, $quick -Any).Id | Should -Be $quick.Id
        Set-Content $gate ''
        (Wait-Job $slow, $quick).Id | Should -Be $slow.Id, $quick.Id
    }

    It 'is stopped by Stop-Job, and its finally runs' {
        $gate = New-Gate
        $job = Start-Work $Kind waits $gate
        Wait-Until { Test-Path "$gate.started" }
        (Stop-Job $job -PassThru).Id | Should -Be $job.Id
        $job.State | Should -Be 'Stopped'
        Test-Path "$gate.finally" | Should -BeTrue
        Receive-Job $job -ErrorVariable problem | Should -BeNullOrEmpty
        $problem | Should -BeNullOrEmpty
    }

    It 'is stopped by its own StopJob(), which returns when it has ended' {
        $gate = New-Gate
        $job = Start-Work $Kind waits $gate
        Wait-Until { Test-Path "$gate.started" }
        $job.StopJob()
        $job.State | Should -Be 'Stopped'
    }

    It 'stays as it is when it is stopped after its end' {
        $job = Start-Work $Kind gives | Wait-Job
        Stop-Job $job
        $job.State | Should -Be 'Completed'
        Receive-Job $job | Should -Be 'one', 2
    }

    It 'is removed by Remove-Job when it has ended, and only by -Force while it runs' {
        $gate = New-Gate
        $job = Start-Work $Kind waits $gate
        Wait-Until { Test-Path "$gate.started" }
        (Get-ErrorOf { Remove-Job $job }).FullyQualifiedErrorId | Should -BeLike '*RemoveJobCommand'
        Remove-Job $job -Force
        Wait-Until { Test-Path "$gate.finally" }
        Get-Job | Should -BeNullOrEmpty
        $ended = Start-Work $Kind gives | Wait-Job
        Remove-Job $ended
        Get-Job | Should -BeNullOrEmpty
    }

    It 'is failed by an error that ends it, which Receive-Job writes once' {
        $job = Start-Work $Kind fails | Wait-Job
        $job.State | Should -Be 'Failed'
        $problem = Get-ErrorOf { Receive-Job $job }
        $problem.Exception.Message | Should -BeLike '*it broke'
        (Get-Job -State Failed).Id | Should -Be $job.Id
    }

    It 'is failed for Receive-Job -Wait too' {
        $problem = Get-ErrorOf { Receive-Job (Start-Work $Kind fails) -Wait -AutoRemoveJob }
        $problem.Exception.Message | Should -BeLike '*it broke'
    }

    It 'tells of its end by StateChanged, after its output is there' {
        $gate = New-Gate
        $job = Start-Work $Kind waits $gate
        Wait-Until { Test-Path "$gate.started" }
        $null = Register-ObjectEvent $job StateChanged -SourceIdentifier 'job states'
        try {
            Set-Content $gate ''
            $told = Wait-Event 'job states' -Timeout 10
            $told.SourceEventArgs.JobStateInfo.State | Should -Be 'Completed'
            $told.SourceEventArgs.PreviousJobStateInfo.State | Should -Be 'Running'
            Receive-Job $job | Should -Be 'went on'
        }
        finally {
            Unregister-Event 'job states'
            Get-Event | Remove-Event
        }
    }

    It 'can be awaited in Python, as any job' {
        Start-Work $Kind gives | ConvertTo-PyAwaitable | Invoke-PyAwaitable | Should -Be 'one', 2
    }

    It 'cannot be suspended' {
        $job = Start-Work $Kind gives | Wait-Job
        { $job.SuspendJob() } | Should -Throw
    }
}

Describe 'Where the two differ' {
    AfterEach {
        Get-Job | Remove-Job -Force
    }

    It 'ours is of the type PyJob, and its place is its loop: it runs there and not in a runspace' {
        $job = Start-Work 'Invoke-PyAwaitable -AsJob' gives
        $job.PSJobTypeName | Should -Be 'PyJob'
        $job.Location | Should -Be 'Default'
        (Start-Work 'Start-ThreadJob' gives).Location | Should -Be 'PowerShell'
    }

    It 'ours is found by wildcards of its name, as a job of Start-Job is; a thread job by its whole name only' {
        $ours = Start-Work 'Invoke-PyAwaitable -AsJob' gives -Name 'found one'
        $null = Start-Work 'Start-ThreadJob' gives -Name 'found other'
        (Get-Job -Name 'found*').Id | Should -Be $ours.Id
    }

    It 'our error keeps its own id and category, so the reason is in the Error stream and not in JobStateInfo, of which Receive-Job makes "JobStateFailed"' {
        $job = Start-Work 'Invoke-PyAwaitable -AsJob' fails | Wait-Job
        $job.JobStateInfo.Reason | Should -BeNullOrEmpty
        $job.Error[0].Exception | Should -BeOfType ([PyAsync.Objects.PyException])
        (Get-ErrorOf { Receive-Job $job }).FullyQualifiedErrorId | Should -BeLike 'PyAsync.ValueError*'
        (Get-ErrorOf { Receive-Job (Start-Work 'Start-ThreadJob' fails) -Wait }).FullyQualifiedErrorId | Should -BeLike 'JobStateFailed*'
    }

    It 'our command shows in Get-Job without what may be secret, as it does in Get-PyTask; a thread job shows its script' {
        $job = Start-Work 'Invoke-PyAwaitable -AsJob' fails
        $job.Command | Should -BeLike 'Invoke-PyAwaitable *-Code …*'
        $job.Command | Should -Not -BeLike '*it broke*'
    }

    It 'ours knows no error that it survives but what Python logs, which is a warning, or an error by -LogAsError; a thread job may write any' {
        $code = 'import logging; logging.getLogger("work").error("it is bad"); 1'
        $ours = Invoke-PyAwaitable -Code $code -AsJob -LogAsError | Wait-Job
        $plain = Invoke-PyAwaitable -Code $code -AsJob | Wait-Job
        $thread = Start-ThreadJob { Write-Error 'it is bad'; 1 } | Wait-Job
        ($ours, $plain, $thread).State | Should -Be 'Completed', 'Completed', 'Completed'
        $ours.Error.Count, $plain.Error.Count, $thread.Error.Count | Should -Be 1, 0, 1
        $plain.Warning.Count | Should -Be 1
    }

    It 'ours has no runspace and no thread of its own, as Python waits on the thread of its loop; a thread job has both' {
        $gate = New-Gate
        $before = @(Get-Runspace).Count
        $null = 1..20 | ForEach-Object { Start-Work 'Invoke-PyAwaitable -AsJob' waits $gate; Start-Work 'an imported command with -AsJob' waits $gate }
        Wait-Until { (Get-PyEventLoop Default).Pending -ge 40 }
        @(Get-Runspace).Count | Should -Be $before
        $null = Start-ThreadJob { Set-Content "$using:gate.other" ''; Start-Sleep 60 }
        Wait-Until { Test-Path "$gate.other" }
        @(Get-Runspace).Count | Should -Be ($before + 1)
    }

    It 'our pipeline makes a child job of each input; a thread job has them all as $input' {
        (1, 2 | Invoke-PyAwaitable -Code '_' -AsJob).ChildJobs.Count | Should -Be 2
        (1, 2 | Start-ThreadJob { $input }).ChildJobs.Count | Should -Be 0
    }

    It 'ours has no debugger: Debug-Job is for PowerShell scripts' {
        Start-Work 'Invoke-PyAwaitable -AsJob' gives | Should -Not -BeOfType ([System.Management.Automation.IJobDebugger])
        Start-Work 'Start-ThreadJob' gives | Should -BeOfType ([System.Management.Automation.IJobDebugger])
    }

    It 'all of ours run at once unless -ThrottleLimit says how many of one command may; thread jobs run five at a time over all commands' {
        $gate = New-Gate
        $ours = 1..20 | ForEach-Object { Invoke-PyAwaitable sample:wait_at $gate -AsJob }
        Wait-Until { (Get-PyEventLoop Default).Pending -ge 20 }
        @($ours | Where-Object State -EQ Running).Count | Should -Be 20
        Invoke-PyAwaitable sample:open_gate $gate
        $ours | Wait-Job | Should -HaveCount 20
        $threads = 1..20 | ForEach-Object { Start-Work 'Start-ThreadJob' waits $gate }
        @($threads | Where-Object State -EQ NotStarted).Count | Should -BeGreaterOrEqual 15
    }
}
