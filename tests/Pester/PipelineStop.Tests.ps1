# Ctrl+C, and a command further down that has enough: the await is cancelled and the prompt comes back.
BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    $null = Start-PyEventLoop -ModulePath $fixtures

    # Stops a pipeline once the condition holds, as Ctrl+C does, and gives the seconds that took.
    function Stop-When([scriptblock] $Condition, [string] $Script) {
        $running = Start-Background $Script
        Wait-Until $Condition
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $running.Shell.Stop()
        $clock.Elapsed.TotalSeconds
        $running.Shell.InvocationStateInfo.State | Should -Be 'Stopped'
        $running.Shell.Dispose()
    }

    function Get-Event {
        @(Invoke-PyAwaitable sample:seen)
    }
}

AfterAll {
    Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
}

Describe 'A stopped pipeline' {
    BeforeEach {
        Invoke-PyAwaitable sample:reset
    }

    It 'comes back within 2 s, after Python''s finally has run, and the loop goes on' {
        Stop-When { Get-Event } 'Invoke-PyAwaitable sample:hang' | Should -BeLessThan 2
        Get-Event | Should -Be 'hang started', 'hang cancelled', 'hang finally'
        (Get-PyEventLoop Default).Pending | Should -Be 0
        1..10 | Invoke-PyAwaitable sample:echo_late -Ordered | Should -Be (1..10)
    }

    It 'cancels all of 100 awaits in flight' {
        Stop-When { (Get-PyEventLoop Default).Pending -eq 100 } '1..100 | Invoke-PyAwaitable -Code "import sample; await sample.hang(str(_))"' | Should -BeLessThan 2
        $events = Get-Event
        @($events -like '* cancelled').Count | Should -Be 100
        @($events -like '* finally').Count | Should -Be 100
        (Get-PyEventLoop Default).Pending | Should -Be 0
    }

    It 'ends while it waits for room under -ThrottleLimit, and submits no more' {
        Stop-When { @(Get-Event).Count -eq 2 } '1..50 | Invoke-PyAwaitable -Code "import sample; await sample.hang(str(_))" -ThrottleLimit 2' | Should -BeLessThan 2
        @((Get-Event) -like '* started').Count | Should -Be 2
        (Get-PyEventLoop Default).Pending | Should -Be 0
    }

    It 'ends awaits of -Path, of a live callable and of awaitables from the pipeline alike' {
        foreach ($script in @(
                "Invoke-PyAwaitable -Path '$fixtures/sample.py' -EntryPoint wait_at -ArgumentList 'never'"
                'Invoke-PyAwaitable (Invoke-PyAwaitable -Code "import sample; sample.wait_at" -Raw) "never"'
                'Invoke-PyAwaitable -Code "[sample.wait_at(n) for n in (1, 2)]" | Invoke-PyAwaitable'
            )) {
            Stop-When { (Get-PyEventLoop Default).Pending -gt 0 } $script | Should -BeLessThan 2
            Wait-Until { (Get-PyEventLoop Default).Pending -eq 0 }
        }
    }

    It 'gives the prompt back within 4 s from a coroutine that ignores its cancellation, which goes on by itself' {
        Stop-When { Get-Event } 'Invoke-PyAwaitable sample:ignore_cancel' | Should -BeLessThan 4
        Get-Event | Should -Be 'stubborn started', 'stubborn ignored'
        (Get-PyEventLoop Default).Pending | Should -Be 1
        Invoke-PyAwaitable sample:open_gate 'stubborn'
        Wait-Until { (Get-PyEventLoop Default).Pending -eq 0 }
    }

    It 'gives the prompt back from a loop that is blocked' {
        $null = Start-PyEventLoop Blocked -ModulePath $fixtures
        try {
            Stop-When { (Get-PyEventLoop Blocked).Blocked } 'Invoke-PyAwaitable sample:block 30 -Loop Blocked' | Should -BeLessThan 6
        }
        finally {
            Stop-PyEventLoop Blocked -TimeoutSeconds 0.1 -Force
        }
    }

    It 'stops waiting in Stop-PyEventLoop, which goes on stopping' {
        $null = Start-PyEventLoop Slow -ModulePath $fixtures
        $await = Start-Background 'Invoke-PyAwaitable sample:ignore_cancel -Loop Slow'
        Wait-Until { (Get-PyEventLoop Slow).Pending -eq 1 }
        try {
            Stop-When { "$((Get-PyEventLoop Slow).State)" -eq 'Stopping' } 'Stop-PyEventLoop Slow -TimeoutSeconds 60' | Should -BeLessThan 2
        }
        finally {
            Stop-PyEventLoop Slow -TimeoutSeconds 0.1 -Force
        }
        (Wait-Background $await).Errors[0].FullyQualifiedErrorId | Should -BeLike 'PyAsync.LoopStopped,*'
    }
}

Describe 'Select-Object -First' {
    BeforeEach {
        Invoke-PyAwaitable sample:reset
    }

    It 'takes what it wants, and the rest is cancelled and has run its finally' {
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        'quick', 'a', 'b', 'c' | Invoke-PyAwaitable -Code 'await (sample.echo_late(_) if _ == "quick" else sample.hang(_))' |
            Select-Object -First 1 | Should -Be 'quick'
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 2
        $events = Get-Event
        $started = @($events -like '* started').Count
        @($events -like '* finally').Count | Should -Be $started
        (Get-PyEventLoop Default).Pending | Should -Be 0
    }

    It 'leaves the loop usable, and no more input is taken' {
        $taken = [System.Collections.Generic.List[int]]::new()
        1..1000 | ForEach-Object { $taken.Add($_); $_ } | Invoke-PyAwaitable sample:echo_late -ThrottleLimit 1 | Select-Object -First 3 | Should -Be 1, 2, 3
        $taken.Count | Should -BeLessThan 10
        1..3 | Invoke-PyAwaitable sample:echo_late -Ordered | Should -Be 1, 2, 3
    }

    It 'does so a hundred times in a row' {
        foreach ($round in 1..100) {
            1..5 | Invoke-PyAwaitable sample:echo_late | Select-Object -First 1 | Should -BeGreaterThan 0
        }
        (Get-PyEventLoop Default).Pending | Should -Be 0
    }
}

Describe 'An error downstream' {
    It 'cancels what is in flight' {
        Invoke-PyAwaitable sample:reset
        {
            'quick', 'slow' | Invoke-PyAwaitable -Code 'import sample; await (sample.echo_late(_) if _ == "quick" else sample.hang(_))' | ForEach-Object { throw 'enough' }
        } | Should -Throw 'enough'
        Wait-Until { (Get-PyEventLoop Default).Pending -eq 0 }
        $events = @(Invoke-PyAwaitable sample:seen)
        @($events -like '* finally').Count | Should -Be @($events -like '* started').Count
    }
}
