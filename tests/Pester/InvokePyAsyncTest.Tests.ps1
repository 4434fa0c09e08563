# The testing kit: what it finds, what it tells apart, and what it does not let a test leave behind.

BeforeDiscovery {
    $outcomes = @(
        @{ Name = 'test_passes'; Outcome = 'Passed'; Why = '' }
        @{ Name = 'test_is_isolated'; Outcome = 'Passed'; Why = '' }
        @{ Name = 'test_plain_passes'; Outcome = 'Passed'; Why = '' }
        @{ Name = 'test_fixtures_ran'; Outcome = 'Passed'; Why = '' }
        @{ Name = 'test_fails'; Outcome = 'Failed'; Why = 'AssertionError: x is 2' }
        @{ Name = 'test_raises'; Outcome = 'Error'; Why = 'OSError: no disk' }
        @{ Name = 'test_leaks_task'; Outcome = 'Failed'; Why = "IsolationError: the task '*' (sleep) is still pending at *tasks.py:*" }
        @{ Name = 'test_never_awaits'; Outcome = 'Failed'; Why = "IsolationError: coroutine 'sleep' was never awaited*test_outcomes.py*in test_never_awaits*" }
        @{ Name = 'test_leaks_socket'; Outcome = 'Failed'; Why = 'IsolationError: unclosed resource: unclosed <socket.socket*' }
        @{ Name = 'test_leaks_in_cycle'; Outcome = 'Failed'; Why = 'IsolationError: unclosed resource: unclosed file*' }
        @{ Name = 'test_unraisable'; Outcome = 'Failed'; Why = 'IsolationError: unraisable exception in *__del__: ValueError: in __del__' }
        @{ Name = 'test_loses_exception'; Outcome = 'Failed'; Why = "IsolationError: Task exception was never retrieved: KeyError: 'lost'" }
        @{ Name = 'test_thread_fails'; Outcome = 'Failed'; Why = 'IsolationError: unhandled exception in the thread *: ZeroDivisionError: in a thread' }
        @{ Name = 'test_cancels_its_task'; Outcome = 'Passed'; Why = '' }
        @{ Name = 'test_catches_warning'; Outcome = 'Passed'; Why = '' }
        @{ Name = 'test_is_skipped'; Outcome = 'Skipped'; Why = 'not today' }
        @{ Name = 'test_skips_itself'; Outcome = 'Skipped'; Why = 'found out late' }
        @{ Name = 'test_wants_fixture'; Outcome = 'Error'; Why = 'TypeError: test_wants_fixture() takes arguments (tmp_path)*' }
        @{ Name = 'test_hangs'; Outcome = 'Failed'; Why = 'TimeoutError: the test did not end within 0.3 s; it was at *test_outcomes.py:*' }
        @{ Name = 'test_blocks'; Outcome = 'Failed'; Why = 'TimeoutError: the test did not end within 0.3 s; it was at *test_outcomes.py:* in test_blocks' }
        @{ Name = 'Isolated.test_passes'; Outcome = 'Passed'; Why = '' }
        @{ Name = 'Isolated.test_fails'; Outcome = 'Failed'; Why = 'AssertionError: 1 != 2' }
        @{ Name = 'Isolated.test_leaks'; Outcome = 'Failed'; Why = "IsolationError: the task '*' (sleep) is still pending*" }
        @{ Name = 'Isolated.test_hangs'; Outcome = 'Failed'; Why = 'TimeoutError: the test did not end within 0.3 s; it was at *test_outcomes.py:*' }
        @{ Name = 'Isolated.test_skipped'; Outcome = 'Skipped'; Why = 'later' }
        @{ Name = 'Isolated.test_expected'; Outcome = 'Passed'; Why = '' }
        @{ Name = 'Plain.test_has_class_setup'; Outcome = 'Passed'; Why = '' }
        @{ Name = 'Plain.test_runs_a_loop'; Outcome = 'Passed'; Why = '' }
        @{ Name = 'Plain.test_subtests'; Outcome = 'Failed'; Why = 'AssertionError: 1 == 1' }
    )
}

BeforeAll {
    . "$PSScriptRoot/_Common.ps1"

    $testkit = Join-Path $fixtures testkit
    $outcomesFile = Join-Path $testkit test_outcomes.py
    $reports = Invoke-PyAsyncTest $outcomesFile -TimeoutSeconds 0.3
}

AfterAll {
    Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
}

Describe 'Invoke-PyAsyncTest' {
    It 'finds and reports each test once' -ForEach @{ Expected = $outcomes } {
        $reports.Name | Sort-Object | Should -Be ($Expected.Name | Sort-Object)
    }

    It 'says <Outcome> of <Name>' -ForEach $outcomes {
        $report = $reports | Where-Object Name -CEQ $Name
        $report.Summary | Should -BeLike $Why
        $report.Outcome | Should -Be $Outcome
        $report.File | Should -Be $outcomesFile
        $report.Line | Should -BeGreaterThan 0
        $report.Duration.TotalSeconds | Should -BeLessThan 5
        ($null -ne $report.Error) | Should -Be ($Outcome -in 'Failed', 'Error')
    }

    It 'says the same of all when several run at a time' -ForEach @{ Expected = $outcomes } {
        $parallel = Invoke-PyAsyncTest $outcomesFile -TimeoutSeconds 0.3 -ThrottleLimit 4 -Filter *pass*, *fail*, *leaks, *leaks_[a-hj-z]*, *lose*, *thread*, *unraisable*, *await*
        foreach ($report in $parallel) {
            $one = $Expected | Where-Object Name -CEQ $report.Name
            "$($report.Name) $($report.Outcome) $($report.Summary)" | Should -BeLike "$($one.Name) $($one.Outcome) $($one.Why)"
        }
        @($parallel).Count | Should -BeGreaterThan 10
    }

    It 'says Error of a test that is a generator, of which nothing would run' {
        $file = Join-Path $TestDrive test_generators.py
        @'
async def test_async_generator():
    yield 1

def test_generator():
    yield 1
'@ | Set-Content $file
        $reports = @(Invoke-PyAsyncTest $file)
        $reports.Outcome | Should -Be 'Error', 'Error'
        $reports.Summary | Should -BeLike '*generator*must not yield*'
    }

    It 'says so where the garbage collector found it and several ran' {
        $file = Join-Path $TestDrive test_ring.py
        @'
import asyncio
import gc
import threading

both = threading.Barrier(2)
left = threading.Event()

async def test_leaves():
    ring = [open(__file__)]
    ring.append(ring)
    del ring
    both.wait(5)
    left.set()
    await asyncio.sleep(0.2)

def test_finds():
    both.wait(5)
    left.wait(5)
    gc.collect()
'@ | Set-Content $file
        $found = Invoke-PyAsyncTest $file -ThrottleLimit 2 -TimeoutSeconds 10
        $found.Name | Sort-Object | Should -Be 'test_finds', 'test_leaves'
        @($found | Where-Object Outcome -EQ Failed).Count | Should -Be 1
        ($found | Where-Object Outcome -EQ Failed).Summary | Should -BeLike "IsolationError: unclosed resource: unclosed file*; the garbage collector found it while 2 tests ran, so it may be another's"
    }

    It 'gives an error record with the traceback of the test''s own lines' {
        $record = ($reports | Where-Object Name -EQ 'test_fails').Error
        $record | Should -BeOfType ([System.Management.Automation.ErrorRecord])
        $record.FullyQualifiedErrorId | Should -Be 'PyAsync.AssertionError'
        $record.Exception.Frames[0].Function | Should -Be 'test_fails'
        $record.TargetObject | Should -Be "${outcomesFile}::test_fails"
        { throw $record } | Should -Throw 'AssertionError: x is 2'
    }

    It 'searches folders, imports packages as such, and reports a file that does not import' {
        $found = Invoke-PyAsyncTest $testkit -Filter test_relative* | Sort-Object Name
        $found | ForEach-Object { "$($_.Name) $($_.Outcome)" } | Should -Be 'test_broken.py Error', 'test_relative_import Passed'
        $found[0].Error.FullyQualifiedErrorId | Should -Be 'PyAsync.ModuleNotFoundError'
        $found[0].Summary | Should -BeLike '*no_such_module_anywhere*'
    }

    It 'refuses a -Filter that is no pattern' {
        $problem = Get-ErrorOf { Invoke-PyAsyncTest $outcomesFile -Filter 'test_[a' }
        $problem.FullyQualifiedErrorId | Should -BeLike 'PyAsync.InvalidFilter,*'
        $problem.TargetObject | Should -Be 'test_[a'
    }

    It 'lists tests without running them, and runs those that are piped back' {
        $tests = Invoke-PyAsyncTest $outcomesFile -List -Filter *passes
        $tests[0] | Should -BeOfType ([PyAsync.Testing.PyTest])
        $tests.Name | Should -Be 'test_passes', 'test_plain_passes', 'Isolated.test_passes'
        $tests.Kind | Should -Be 'Async', 'Function', 'UnitTest'
        $again = $tests | Invoke-PyAsyncTest
        $again.Outcome | Should -Be 'Passed', 'Passed', 'Passed'
        ($again[0] | Invoke-PyAsyncTest).Name | Should -Be 'test_passes'
    }

    It 'imports a file once a run, and afresh in the next' {
        $file = Join-Path $TestDrive test_counts.py
        $code = @'
imports = globals().get("imports", 0) + 1
runs = 0
def test_a():
    global runs
    runs += 1
    assert (imports, runs) == (1, 1)
def test_b():
    global runs
    runs += 1
    assert (imports, runs) == (1, 2)
'@
        Set-Content $file $code
        (Invoke-PyAsyncTest $file).Outcome | Should -Be 'Passed', 'Passed'
        (Invoke-PyAsyncTest $file).Outcome | Should -Be 'Passed', 'Passed'
        Set-Content $file ($code + "`ndef test_new(): pass")
        (Invoke-PyAsyncTest $file).Name | Should -Contain 'test_new'
    }

    It 'keeps files of one name in two folders apart' {
        foreach ($folder in 'one', 'two') {
            $null = New-Item (Join-Path $TestDrive $folder) -ItemType Directory
            Set-Content (Join-Path $TestDrive $folder test_same.py) "here = '$folder'`ndef test_in_$folder(): assert here == '$folder'"
        }
        Invoke-PyAsyncTest $TestDrive -Filter test_in_* | ForEach-Object { "$($_.Name) $($_.Outcome)" } | Sort-Object | Should -Be 'test_in_one Passed', 'test_in_two Passed'
    }

    It 'leaves a test behind that cannot be interrupted, and goes on with the others' {
        $file = Join-Path $TestDrive test_stuck.py
        Set-Content $file @'
import time
def test_stuck():
    while True:
        try:
            while not release: time.sleep(0.001)
            return
        except BaseException: pass
release = False
def test_after(): pass
'@
        $found = Invoke-PyAsyncTest $file -TimeoutSeconds 0.2
        $found.Outcome | Should -Be 'Failed', 'Passed'
        $found[0].Error.FullyQualifiedErrorId | Should -Be 'PyAsync.TestTimeout'
        $found[0].Summary | Should -BeLike '*test_stuck.py:*'
        Invoke-PyAwaitable -Code "import test_stuck; test_stuck.release = True"
    }

    # Python 3.12 keeps some hundred immortal objects frozen by itself; a run freezes thousands.
    It 'puts Python''s hooks, warnings and collector back' {
        Invoke-PyAwaitable -Code "import gc, sys, threading, warnings; (sys.unraisablehook is sys.__unraisablehook__, gc.get_freeze_count() < 1000, threading.Thread.start.__qualname__, any(f[0] == 'always' and f[2] is ResourceWarning for f in warnings.filters))" |
            Should -Be $true, $true, 'Thread.start', $false
    }

    It 'ends the tests that run at Ctrl+C' {
        $file = Join-Path $TestDrive test_waits.py
        $started = Join-Path $TestDrive waits.started
        $finished = Join-Path $TestDrive waits.finished
        Set-Content $file "import asyncio, pathlib`nasync def test_waits():`n    try:`n        pathlib.Path(r'$started').touch()`n        await asyncio.sleep(3600)`n    finally: pathlib.Path(r'$finished').touch()"
        $background = Start-Background "Invoke-PyAsyncTest '$file'"
        Wait-Until { Test-Path $started }
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $background.Shell.Stop()
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 2
        $finished | Should -Exist
    }

    It 'gives an error for <Case>' -ForEach @(
        @{ Case = 'a path that is not there'; Command = { Invoke-PyAsyncTest (Join-Path $TestDrive nowhere) }; Id = 'PyAsync.FileNotFound' }
        @{ Case = 'an object that is no test'; Command = { 42 | Invoke-PyAsyncTest }; Id = 'PyAsync.NotATest' }
    ) {
        (Get-ErrorOf $Command).FullyQualifiedErrorId | Should -BeLike "$Id,*"
    }

    It 'takes a loop factory' {
        $file = Join-Path $TestDrive test_factory.py
        Set-Content $file "import asyncio`nmade = []`ndef make():`n    made.append(asyncio.new_event_loop())`n    return made[-1]`nasync def test_own():`n    assert asyncio.get_running_loop() is made[-1]"
        (Invoke-PyAsyncTest $file -LoopFactory test_factory:make).Outcome | Should -Be 'Passed'
    }

    It 'shows a table' {
        $table = $reports | Where-Object Name -In 'test_passes', 'test_fails' | Format-Table | Out-String -Width 100
        $table | Should -Match '(?m)^Outcome +Seconds Name +Why'
        $table | Should -Match '(?m)^Failed +0\.\d{3} test_fails +AssertionError: x is 2'
    }
}

Describe 'pyasync.testing' {
    It 'runs the tests of a program from Python, and gives its exit code' {
        $file = Join-Path $TestDrive own_tests.py
        Set-Content $file "import asyncio, pyasync.testing`nasync def test_good(): await asyncio.sleep(0)`nasync def test_bad(): assert False, 'on purpose'`nif __name__ == '__main__':`n    pyasync.testing.main()"
        $run = Invoke-Shell "Invoke-PyScript '$file' 2>`$null; `$LASTEXITCODE; Invoke-PyScript '$file' -- test_g*; `$LASTEXITCODE; Invoke-PyScript '$file' -- --list"
        $run.Output | Should -Match '(?m)^Passed  test_good \('
        $run.Output | Should -Match '(?m)^Failed  test_bad \('
        $run.Output | Should -Match '(?m)^AssertionError: on purpose\r?$'
        $run.Output | Should -Match '(?ms)^1 passed or skipped, 1 failed\r?\n1\r?\n.*^1 passed or skipped, 0 failed\r?\n0\r?\ntest_good\r?\ntest_bad$'
    }
}
