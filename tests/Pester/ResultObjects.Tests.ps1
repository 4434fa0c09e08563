# Results that know their input, attempts after a failure, a rate, and "that is enough".

BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    $null = Start-PyEventLoop -ModulePath $fixtures
    $null = Invoke-PyAwaitable -Code @'
import asyncio, sample, time
class Flaky:
    """Fails so many times for each value, then gives it."""
    def __init__(self, times, error=ConnectionResetError):
        self.times, self.error, self.calls, self.starts = times, error, {}, []
    async def __call__(self, value, fails=True):
        self.starts.append(time.monotonic())
        self.calls[value] = self.calls.get(value, 0) + 1
        await asyncio.sleep(0)
        if fails and self.calls[value] <= self.times:
            raise self.error("not yet")
        return value
    def count(self, value):
        return self.calls.get(value, 0)
def flaky(times, error="ConnectionResetError"):
    global flake
    import builtins
    flake = Flaky(times, getattr(builtins, error))
'@

    # How often the value was tried.
    function Get-Count($Value) {
        Invoke-PyAwaitable -Code 'flake.count(value)' -Variable @{ value = $Value }
    }
}

AfterAll {
    Get-Job | Remove-Job -Force
    Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
}

Describe '-AsResult' {
    BeforeEach {
        Invoke-PyAwaitable sample:reset
    }

    It 'writes one object for each input, of success and failure alike, and no error' {
        $all = 1..3 | Invoke-PyAwaitable sample:fail_if 2 -AsResult -ErrorVariable problem
        $problem | Should -BeNullOrEmpty
        $all | Should -HaveCount 3
        $all | ForEach-Object { $_ | Should -BeOfType ([PyAsync.PowerShell.Pipeline.PyAwaitResult]) }
        $two = $all | Where-Object Input -EQ 2
        $two.Succeeded | Should -BeFalse
        $two.Output | Should -BeNullOrEmpty
        $two.Error.FullyQualifiedErrorId | Should -BeLike 'PyAsync.ValueError*'
        $two.Index | Should -Be 1
        ($all | Where-Object Succeeded | Sort-Object Input).Output | Should -Be 1, 3
        $all.Attempts | Should -Be 1, 1, 1
        foreach ($time in $all.Duration) {
            $time.TotalSeconds | Should -BeLessThan 5
            $time.TotalSeconds | Should -BeGreaterOrEqual 0
        }
    }

    It 'tells which input a result is of, whichever ends first' {
        $all = 'slow', 'quick' | Invoke-PyAwaitable -Code 'await asyncio.sleep(0.2 if _ == "slow" else 0); _.upper()' -AsResult
        $all.Input | Should -Be 'quick', 'slow'
        $all.Output | Should -Be 'QUICK', 'SLOW'
        $all[1].Duration.TotalSeconds | Should -BeGreaterThan 0.15
        ('slow', 'quick' | Invoke-PyAwaitable -Code 'await asyncio.sleep(0.05 if _ == "slow" else 0)' -AsResult -Ordered).Input | Should -Be 'slow', 'quick'
    }

    It 'has a list, and all that an async generator gives, as one output' {
        $list = Invoke-PyAwaitable sample:numbers -AsResult
        $list.Input | Should -BeNullOrEmpty
        $list.Output | Should -Be 1, 2, 3
        $streams = 'a', 'b' | Invoke-PyAwaitable -AsResult -Ordered -Code @'
async def twice(x):
    yield x
    await asyncio.sleep(0)
    yield x * 2
twice(_)
'@
        $streams[0].Output | Should -Be 'a', 'aa'
        $streams[1].Output | Should -Be 'b', 'bb'
    }

    It 'has a time-out as an error of its input' {
        $all = 60, 0 | Invoke-PyAwaitable asyncio:sleep done -AsResult -Ordered -TimeoutSeconds 0.1
        $all[0].Error.FullyQualifiedErrorId | Should -BeLike 'PyAsync.Timeout*'
        $all[1].Output | Should -Be 'done'
    }

    It 'has the time of an await that did not end when it was cancelled' {
        $one = 'x' | Invoke-PyAwaitable -AsResult -TimeoutSeconds 0.1 -Code @'
until = time.monotonic() + 4
while time.monotonic() < until:
    try:
        await asyncio.sleep(0.1)
    except asyncio.CancelledError:
        pass
'@
        $one.Error.Exception.Message | Should -BeLike '*did not end when it was cancelled*'
        $one.Attempts | Should -Be 1
        $one.Duration.TotalSeconds | Should -BeGreaterThan 1
        $one.Duration.TotalSeconds | Should -BeLessThan 30
        # It goes on for a while, and is not to be counted by another test.
        Wait-Until { (Get-PyEventLoop Default).Pending -eq 0 }
    }

    It 'says of what was not started that it was tried 0 times, for no time' {
        $tasks = 'a', 'b', 'c' | Invoke-PyAwaitable sample:echo_late -AsTask -AsResult -First 1 -ThrottleLimit 1
        $null = [System.Threading.Tasks.Task]::WaitAll($tasks, 10000)
        $tasks[0].Result.Attempts | Should -Be 1
        $tasks[2].Result.Succeeded | Should -BeFalse
        $tasks[2].Result.Attempts | Should -Be 0
        $tasks[2].Result.Duration | Should -Be ([timespan]::Zero)
    }

    It 'is ended by what keeps all from being called' {
        { 1, 2 | Invoke-PyAwaitable sample:no_such -AsResult -ErrorAction SilentlyContinue } | Should -Throw
    }

    It 'shows input, attempts, time and outcome in a table' {
        $table = 1, 2 | Invoke-PyAwaitable sample:fail_if 2 -AsResult -Ordered | Format-Table | Out-String -Width 100
        $table | Should -Match '(?m)^ *Input +Attempts +Seconds +Outcome'
        $table | Should -Match '(?m)^ *2 +1 +0\.\d+ +ValueError: bad value 2'
    }

    It 'is what a job''s children give, which are completed with it' {
        $job = 1..3 | Invoke-PyAwaitable sample:fail_if 2 -AsResult -AsJob
        $null = Wait-Job $job
        $job.State | Should -Be 'Completed'
        (Receive-Job $job).Succeeded | Should -Be $true, $false, $true
    }
}

Describe '-PipelineVariable' {
    It 'of the command itself is right with many in flight' {
        1..5 | Invoke-PyAwaitable -Code 'await asyncio.sleep(0.05 / _); _' -PipelineVariable mine | ForEach-Object { "$_=$mine" } |
            Sort-Object | Should -Be '1=1', '2=2', '3=3', '4=4', '5=5'
    }

    It 'of a command upstream is the last input, as the page says; -AsResult tells the right one' {
        $seen = 1..5 | ForEach-Object -PipelineVariable up { $_ } | Invoke-PyAwaitable -Code 'await asyncio.sleep(0.05); _' | ForEach-Object { $up }
        $seen | Sort-Object -Unique | Should -Be 5
        1..5 | Invoke-PyAwaitable -Code 'await asyncio.sleep(0.05); _ * 2' -AsResult | ForEach-Object { $_.Output - $_.Input * 2 } |
            Sort-Object -Unique | Should -Be 0
    }
}

Describe '-RetryCount' {
    It 'tries a failed await again until it succeeds' {
        Invoke-PyAwaitable flaky 2
        $all = 'a', 'b' | Invoke-PyAwaitable -Code 'await flake(_)' -RetryCount 3 -RetryInterval 0.01 -AsResult -Ordered
        $all.Output | Should -Be 'a', 'b'
        $all.Attempts | Should -Be 3, 3
        Get-Count a | Should -Be 3
    }

    It 'gives the last error, once, when no attempt is left' {
        Invoke-PyAwaitable flaky 9
        $problem = Get-ErrorOf { 'x' | Invoke-PyAwaitable -Code 'await flake(_)' -RetryCount 2 -RetryInterval 0.01 }
        $problem.FullyQualifiedErrorId | Should -BeLike 'PyAsync.ConnectionResetError*'
        $problem.TargetObject | Should -Be 'x'
        Get-Count x | Should -Be 3
    }

    It 'works without a pipeline and in a job' {
        Invoke-PyAwaitable flaky 1
        Invoke-PyAwaitable -Code 'await flake("once")' -RetryCount 1 -RetryInterval 0 | Should -Be 'once'
        $job = 'j', 'k' | Invoke-PyAwaitable -Code 'await flake(_)' -RetryCount 1 -RetryInterval 0.01 -AsJob
        Receive-Job $job -Wait -AutoRemoveJob | Sort-Object | Should -Be 'j', 'k'
    }

    It 'waits twice as long before each further attempt, and by chance up to half less' {
        Invoke-PyAwaitable flaky 3
        Invoke-PyAwaitable -Code 'await flake(1)' -RetryCount 3 -RetryInterval 0.1 | Should -Be 1
        $starts = Invoke-PyAwaitable -Code 'flake.starts'
        ($starts[1] - $starts[0]) | Should -BeGreaterOrEqual 0.045
        ($starts[2] - $starts[1]) | Should -BeGreaterOrEqual 0.095
        ($starts[3] - $starts[2]) | Should -BeGreaterOrEqual 0.195
    }

    It 'is told in sentences in the verbose stream' {
        $told = Invoke-PyAwaitable -Code 'raise ConnectionError("attempt 1")' -RetryCount 1 -RetryInterval 0.01 -Verbose -ErrorAction Ignore 4>&1
        "$told" | Should -Match 'failed: ConnectionError: attempt 1\. The next one begins in [\d.]+ s\.'
    }

    It 'tries again only what -RetryOn names: <On> of a ConnectionResetError' -ForEach @(
        @{ On = 'ConnectionError'; Tries = 2 }
        @{ On = 'builtins.OSError'; Tries = 2 }
        @{ On = 'Connection*', 'KeyError'; Tries = 2 }
        @{ On = 'ValueError'; Tries = 1 }
    ) {
        Invoke-PyAwaitable flaky 1
        $null = Invoke-PyAwaitable -Code 'await flake("x")' -RetryCount 1 -RetryInterval 0 -RetryOn $On -ErrorAction SilentlyContinue
        Get-Count x | Should -Be $Tries
    }

    It 'asks a script block with the error and the attempt''s number, in the caller''s scope' {
        Invoke-PyAwaitable flaky 9
        $asked = [System.Collections.Generic.List[string]]::new()
        $problem = Get-ErrorOf {
            'x' | Invoke-PyAwaitable -Code 'await flake(_)' -RetryCount 9 -RetryInterval 0 -RetryOn {
                param($Problem, $Attempt)
                $asked.Add("$Attempt $($Problem.TargetObject) $($Problem.Exception.PythonType)")
                $Attempt -lt 3
            }
        }
        $asked | Should -Be '1 x ConnectionResetError', '2 x ConnectionResetError', '3 x ConnectionResetError'
        $problem.FullyQualifiedErrorId | Should -BeLike 'PyAsync.ConnectionResetError*'
    }

    It 'gives the script block the error as $_ too, <where>' -ForEach @(
        @{ where = 'here, where it may set variables'; parameters = @{} }
        @{ where = 'in a job'; parameters = @{ AsJob = $true } }
    ) {
        Invoke-PyAwaitable flaky 1
        $asked = ''
        $outer = 'o' | ForEach-Object {
            $given = 'x' | Invoke-PyAwaitable -Code 'await flake(_)' -RetryCount 1 -RetryInterval 0 -RetryOn {
                $asked = "$($_.Exception.PythonType) $($args[0].TargetObject) $($args[1])"
                $_.Exception.PythonType -eq 'ConnectionResetError'
            } @parameters
            $_
            $given
        }
        $outer[0] | Should -Be 'o'
        if ($parameters.AsJob) {
            Receive-Job $outer[1] -Wait -AutoRemoveJob | Should -Be 'x'
        }
        else {
            $outer[1] | Should -Be 'x'
            $asked | Should -Be 'ConnectionResetError x 1'
        }
        Invoke-PyAwaitable flaky 1
        Invoke-PyAwaitable -Code 'await flake("x")' -RetryCount 1 -RetryInterval 0 -RetryOn { param($Problem) $_ -eq $Problem -and (Write-Output $true) } | Should -Be 'x'
    }

    It 'waits as many seconds as the script block says' {
        Invoke-PyAwaitable flaky 1
        Invoke-PyAwaitable -Code 'await flake("x")' -RetryCount 1 -RetryInterval 60 -RetryOn { 0.1 } | Should -Be 'x'
        $starts = Invoke-PyAwaitable -Code 'flake.starts'
        $starts[1] - $starts[0] | Should -BeGreaterOrEqual 0.09
        $starts[1] - $starts[0] | Should -BeLessThan 10
    }

    It 'asks the script block of a job too' {
        Invoke-PyAwaitable flaky 1
        $job = 'x' | Invoke-PyAwaitable -Code 'await flake(_)' -RetryCount 1 -RetryInterval 0 -RetryOn { param($Problem, $Attempt) $Attempt -eq 1 } -AsJob
        Receive-Job $job -Wait -AutoRemoveJob | Should -Be 'x'
    }

    It 'tries a time-out again' {
        Invoke-PyAwaitable sample:reset
        $all = Invoke-PyAwaitable -Code 'await asyncio.sleep(60)' -TimeoutSeconds 0.05 -RetryCount 2 -RetryInterval 0 -AsResult
        $all.Attempts | Should -Be 3
        $all.Error.FullyQualifiedErrorId | Should -BeLike 'PyAsync.Timeout*'
        (Get-PyEventLoop Default).Pending | Should -Be 0
    }

    It 'does not try again what was cancelled, what ends its loop or the shell, or what is not there: <Case>' -ForEach @(
        @{ Case = 'SystemExit'; Code = 'calls.append(1); raise SystemExit(3)' }
        @{ Case = 'CancelledError'; Code = 'calls.append(1); raise asyncio.CancelledError()' }
    ) {
        $null = Invoke-PyAwaitable -Code 'calls = []'
        $null = Invoke-PyAwaitable -Code $Code -RetryCount 3 -RetryInterval 0 -ErrorAction SilentlyContinue
        @(Invoke-PyAwaitable -Code 'calls') | Should -HaveCount 1
    }

    It 'does not try a stream again that has given items, which would be written twice' {
        $null = Invoke-PyAwaitable -Code 'calls = []'
        $all = Invoke-PyAwaitable -RetryCount 3 -RetryInterval 0 -ErrorVariable problem -ErrorAction SilentlyContinue -Code @'
async def items():
    calls.append(1)
    yield 1
    raise ConnectionError("gone")
items()
'@
        $all | Should -Be 1
        @($problem).Count | Should -Be 1
        @(Invoke-PyAwaitable -Code 'calls') | Should -HaveCount 1
    }

    It 'ends at once when the command is stopped while it waits for the next attempt' {
        Invoke-PyAwaitable flaky 9
        $background = Start-Background '"x" | Invoke-PyAwaitable -Code "await flake(_)" -RetryCount 5 -RetryInterval 600'
        Wait-Until { (Get-Count x) -eq 1 }
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $background.Shell.Stop()
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 2
        $job = 'y' | Invoke-PyAwaitable -Code 'await flake(_)' -RetryCount 5 -RetryInterval 600 -AsJob
        Wait-Until { (Get-Count y) -eq 1 }
        Stop-Job $job
        $job.State | Should -Be 'Stopped'
        $job.ChildJobs.State | Should -Be 'Stopped'
        Get-Count x | Should -Be 1
    }

    It 'counts an input under -ThrottleLimit while it waits for its next attempt' {
        Invoke-PyAwaitable flaky 1
        1..3 | Invoke-PyAwaitable -Code 'await flake(_)' -RetryCount 1 -RetryInterval 0.02 -ThrottleLimit 1 | Should -Be 1, 2, 3
    }

    It 'offers exceptions that a further attempt may help against' {
        $line = 'Invoke-PyAwaitable f -RetryOn Conn'
        ([System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null)).CompletionMatches.CompletionText | Should -Be 'ConnectionError'
    }

    It 'is 3 where -RetryOn or -RetryInterval is given without it, and what it says where it is given' {
        Invoke-PyAwaitable flaky 9
        $null = Invoke-PyAwaitable -Code 'await flake("on")' -RetryOn { 0 } -ErrorAction SilentlyContinue
        Get-Count on | Should -Be 4
        $null = Invoke-PyAwaitable -Code 'await flake("interval")' -RetryInterval 0 -ErrorAction SilentlyContinue
        Get-Count interval | Should -Be 4
        $null = Invoke-PyAwaitable -Code 'await flake("none")' -RetryCount 0 -RetryOn ConnectionError -ErrorAction SilentlyContinue
        Get-Count none | Should -Be 1
        (Get-ErrorOf { 1 | Invoke-PyAwaitable -Code '1' -AsStream -RetryOn OSError }).Exception.Message | Should -BeLike '*-RetryOn*-AsStream*'
    }

    It 'tells a script block''s own error beside the failure, and tries no more' {
        Invoke-PyAwaitable flaky 9
        $null = 'x' | Invoke-PyAwaitable -Code 'await flake(_)' -RetryCount 3 -RetryInterval 0 -RetryOn { throw 'cannot decide' } -ErrorVariable problem -ErrorAction SilentlyContinue
        @($problem).Count | Should -Be 2
        "$problem" | Should -BeLike '*cannot decide*ConnectionResetError*'
        $job = 'x' | Invoke-PyAwaitable -Code 'await flake(_)' -RetryCount 3 -RetryInterval 0 -RetryOn { throw 'cannot decide' } -AsJob
        $null = Wait-Job $job -Timeout 10
        $job.State | Should -Be 'Failed'
        Get-Count x | Should -Be 2
    }

    It 'is refused where the awaitable is there already, as it can be awaited only once' {
        (Get-ErrorOf { Invoke-PyAwaitable sample:box -NoAwait | Invoke-PyAwaitable -RetryCount 1 }).FullyQualifiedErrorId | Should -BeLike 'PyAsync.NotTogether,*'
        (Get-ErrorOf { 1 | Invoke-PyAwaitable -Code '1' -AsStream -RetryCount 1 }).FullyQualifiedErrorId | Should -BeLike 'PyAsync.NotTogether,*'
    }
}

Describe '-RateLimit' {
    It 'begins no more than so many in a second, spread over it' {
        Invoke-PyAwaitable flaky 0
        $all = 1..11 | Invoke-PyAwaitable -Code 'await flake(_)' -RateLimit 20
        $all | Should -HaveCount 11
        $starts = Invoke-PyAwaitable -Code 'flake.starts'
        ($starts[10] - $starts[0]) | Should -BeGreaterOrEqual 0.48
    }

    It 'is kept by jobs and by further attempts' {
        Invoke-PyAwaitable flaky 1
        $job = 1..5 | Invoke-PyAwaitable -Code 'await flake(_)' -RateLimit 20 -RetryCount 1 -RetryInterval 0 -AsJob
        Receive-Job $job -Wait -AutoRemoveJob | Sort-Object | Should -Be 1, 2, 3, 4, 5
        $starts = Invoke-PyAwaitable -Code 'flake.starts'
        $starts | Should -HaveCount 10
        ($starts[9] - $starts[0]) | Should -BeGreaterOrEqual 0.43
    }

    It 'gives a turn to further attempts before new inputs, <Where>' -ForEach @(
        @{ Where = 'in a job'; With = @{ AsJob = $true } }
        @{ Where = 'in the command itself'; With = @{} }
    ) {
        Invoke-PyAwaitable flaky 1
        $null = Invoke-PyAwaitable -Code 'order = []'
        $given = 1..10 | Invoke-PyAwaitable -Code 'order.append(_); await flake(_)' -RateLimit 25 -RetryCount 1 -RetryInterval 0 @With
        if ($With.AsJob) { $given = Receive-Job $given -Wait -AutoRemoveJob }
        $given | Sort-Object | Should -Be (1..10)
        $order = [System.Collections.Generic.List[object]] @(Invoke-PyAwaitable -Code 'order')
        $order.Count | Should -Be 20
        # The second attempt of the first input does not wait for the last input.
        $order.LastIndexOf(1) | Should -BeLessThan $order.IndexOf(10)
    }

    It 'lets results come while the next input waits for its turn' {
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        1..3 | Invoke-PyAwaitable sample:echo -RateLimit 2 | Select-Object -First 1 | Should -Be 1
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 0.9
    }
}

Describe '-First' {
    BeforeEach {
        Invoke-PyAwaitable sample:reset
    }

    It 'ends with the first that succeed: the others are cancelled and have run their finally' {
        'quick', 'a', 'b' | Invoke-PyAwaitable -First 1 -Code 'await (sample.echo_late(_) if _ == "quick" else sample.hang(_))' | Should -Be 'quick'
        $events = @(Invoke-PyAwaitable sample:seen)
        @($events -like '* finally').Count | Should -Be @($events -like '* started').Count
        (Get-PyEventLoop Default).Pending | Should -Be 0
    }

    It 'does not count a failure, which is written' {
        $all = 2, 1, 3 | Invoke-PyAwaitable sample:fail_if 2 -First 1 -Ordered -ErrorVariable problem -ErrorAction SilentlyContinue
        $all | Should -Be 1
        @($problem).Count | Should -Be 1
    }

    It 'counts inputs and not what they give' {
        (1..9 | Invoke-PyAwaitable -Code '[_, _]' -First 2).Count | Should -Be 4
    }

    It 'never writes more, however many have ended at once, and takes no more input' {
        $taken = [System.Collections.Generic.List[int]]::new()
        foreach ($round in 1..50) {
            $taken.Clear()
            @(1..200 | ForEach-Object { $taken.Add($_); $_ } | Invoke-PyAwaitable sample:echo_late -First 3 -ThrottleLimit 5) | Should -HaveCount 3
            $taken.Count | Should -BeLessThan 200
        }
    }

    It 'gives what there is where fewer succeed' {
        1..3 | Invoke-PyAwaitable sample:echo -First 9 -Ordered | Should -Be 1, 2, 3
    }

    It 'writes the items of async generators that are among the first, and none of the others' {
        $null = Invoke-PyAwaitable -Code @'
async def count(name):
    for i in range(3):
        yield name + str(i)
        await asyncio.sleep(0.01 if name == "quick" else 0.1)
'@
        'slow', 'quick', 'late' | Invoke-PyAwaitable -Code 'count(_)' -First 1 | Should -Be 'quick0', 'quick1', 'quick2'
        'slow', 'quick', 'late' | Invoke-PyAwaitable -Code 'count(_)' -First 1 -Ordered | Should -Be 'slow0', 'slow1', 'slow2'
        # Without a pipeline there is just one, whose items come as they are.
        Invoke-PyAwaitable -Code 'count("slow")' -First 1 | Select-Object -First 1 | Should -Be 'slow0'
        (Get-PyEventLoop Default).Pending | Should -Be 0
    }

    It 'lets the others say in their finally what they have to: it comes out of the command' {
        $said = 'quick', 'a', 'b' | Invoke-PyAwaitable -First 1 6>&1 3>&1 -Code @'
if _ != "quick":
    try:
        await asyncio.sleep(60)
    finally:
        import logging
        print("bye", _)
        logging.warning("left %s", _)
        print("half", end="")
await asyncio.sleep(0.05)
_
'@
        $said | ForEach-Object { "$_" } | Sort-Object | Should -Be 'bye a', 'bye b', 'half', 'half', 'quick', 'root: left a', 'root: left b'
        (Get-PyEventLoop Default).Unread | Should -Be 0
    }

    It 'ends the others also where what one of them says ends the command' {
        {
            'quick', 'a' | Invoke-PyAwaitable -First 1 -WarningAction Stop -Code @'
if _ != "quick":
    try:
        await asyncio.sleep(60)
    finally:
        import logging
        logging.warning("left")
        await asyncio.sleep(0.05)
await asyncio.sleep(0.05)
'@
        } | Should -Throw -ErrorId 'ActionPreferenceStop*'
        (Get-PyEventLoop Default).Pending | Should -Be 0
    }

    It 'completes a job whose other children are stopped' {
        $job = 'quick', 'a', 'b' | Invoke-PyAwaitable -First 1 -AsJob -Code 'await (sample.echo_late(_) if _ == "quick" else sample.hang(_))'
        $null = Wait-Job $job -Timeout 10
        $job.State | Should -Be 'Completed'
        $job.ChildJobs.State | Should -Be 'Completed', 'Stopped', 'Stopped'
        Receive-Job $job | Should -Be 'quick'
    }
}

Describe 'Each input' {
    It 'ends exactly once, whatever stops it' {
        Invoke-PyAwaitable sample:reset
        $null = Invoke-PyAwaitable -Code @'
import random
tries = {}
async def chance(n):
    tries[n] = tries.get(n, 0) + 1
    await asyncio.sleep(random.random() * 0.02)
    kind = (n + tries[n]) % 4
    if kind == 0:
        raise ConnectionError("no")
    if kind == 1:
        await asyncio.sleep(60)
    return n
'@
        foreach ($round in 1..3) {
            $null = Invoke-PyAwaitable -Code 'tries.clear()'
            $all = 1..300 | Invoke-PyAwaitable chance -AsResult -RetryCount 2 -RetryInterval 0.01 -TimeoutSeconds 0.1 -ThrottleLimit 100 -RateLimit 5000
            $all | Should -HaveCount 300
            @($all.Input | Sort-Object -Unique).Count | Should -Be 300
            $tried = Invoke-PyAwaitable -Code '[tries[n] for n in sorted(tries)]'
            ($all | Sort-Object Input).Attempts -join ' ' | Should -Be ($tried -join ' ')
        }
        (Get-PyEventLoop Default).Pending | Should -Be 0
    }

    It 'of a job ends exactly once though the job is stopped amid it' {
        foreach ($round in 1..5) {
            $null = Invoke-PyAwaitable -Code 'tries.clear()'
            $job = 1..200 | Invoke-PyAwaitable chance -RetryCount 2 -RetryInterval 0.01 -ThrottleLimit 50 -AsJob
            Wait-Until { @($job.ChildJobs | Where-Object State -EQ Completed).Count -gt 10 }
            Stop-Job $job
            $states = $job.ChildJobs | Group-Object State
            @($states.Name | Where-Object { $_ -notin 'Completed', 'Failed', 'Stopped' }) | Should -BeNullOrEmpty
            $given = @(Receive-Job $job -ErrorAction SilentlyContinue)
            $given.Count | Should -Be @($job.ChildJobs | Where-Object State -EQ Completed).Count
            Remove-Job $job
        }
    }
}
