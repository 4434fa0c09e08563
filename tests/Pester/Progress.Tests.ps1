# Progress: what Python tells, tqdm's bars, and a batch's own.

BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    $null = Start-PyEventLoop -ModulePath $fixtures
    $null = Invoke-PyAwaitable -Code 'import asyncio, pyasync, sample'

    # Runs a script in another runspace; gives its output and progress records.
    function Get-Progress([string] $Script) {
        $state = [initialsessionstate]::CreateDefault2()
        $state.ImportPSModule($manifest)
        $shell = [powershell]::Create($state).AddScript($Script)
        try {
            [pscustomobject] @{
                Output  = @($shell.Invoke())
                Errors  = @($shell.Streams.Error)
                Records = @($shell.Streams.Progress | Where-Object Activity -NE 'Preparing modules for first use.')
            }
        }
        finally {
            $shell.Dispose()
        }
    }

    $hasTqdm = Invoke-PyAwaitable -Code 'import importlib.util; importlib.util.find_spec("tqdm") is not None'
}

AfterAll {
    Get-Job | Remove-Job -Force
    Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
}

Describe 'pyasync.progress' {
    It 'is the Progress stream of the command, with all that it tells' {
        $run = Get-Progress 'Invoke-PyAwaitable -Code "import pyasync; pyasync.progress(''Copying'', status=''file 3'', percent=40.7, id=7, parent=2, remaining=12.5)"'
        $run.Errors | Should -BeNullOrEmpty
        $run.Output | Should -Be $true
        $run.Records.RecordType | Should -Be 'Processing', 'Completed'
        $record = $run.Records[0]
        $record.Activity | Should -Be 'Copying'
        $record.StatusDescription | Should -Be 'file 3'
        $record.PercentComplete | Should -Be 40
        $record.ActivityId | Should -Be 7
        $record.ParentActivityId | Should -Be 2
        $record.SecondsRemaining | Should -Be 12
    }

    It 'belongs to the task, and goes with it' {
        $run = Get-Progress 'Invoke-PyAwaitable -Code "import asyncio, pyasync; pyasync.progress(''Working''); await asyncio.sleep(0)"'
        $run.Records.RecordType | Should -Be 'Processing', 'Completed'
        $run.Records[0].PercentComplete | Should -Be -1
        $run.Records[1].ActivityId | Should -Be $run.Records[0].ActivityId
    }

    It 'goes with the command that it was told by, by <what>' -ForEach @(
        @{ what = 'a coroutine that never suspends'; script = 'Invoke-PyAwaitable sample:bar' }
        @{ what = 'a number of its own'; script = 'Invoke-PyAwaitable -Code "import pyasync; pyasync.progress(''Bar'', id=3)"' }
        @{ what = 'a job'; script = '$null = Invoke-PyAwaitable sample:bar -AsJob | Wait-Job | Receive-Job -Wait -AutoRemoveJob' }
        @{ what = 'an imported command'; script = 'Import-PyModule sample -Function bar; bar' }
    ) {
        $run = Get-Progress $script
        $run.Errors | Should -BeNullOrEmpty
        $run.Records.RecordType | Should -Be 'Processing', 'Completed'
        $run.Records[1].ActivityId | Should -Be $run.Records[0].ActivityId
        $run.Records[1].Activity | Should -Be 'Bar'
    }

    It 'is told apart of several tasks, child tasks and threads of one command' {
        $run = Get-Progress @'
1..3 | Invoke-PyAwaitable -Code '
import asyncio, pyasync
async def work(n):
    pyasync.progress("Work", status="task %d" % n)
    await asyncio.to_thread(pyasync.progress, "Thread", status="thread %d" % n, id=100 + n)
    await asyncio.create_task(child(n))
async def child(n):
    pyasync.progress("Child", status="child %d" % n)
await work(_)
'
'@
        $run.Errors | Should -BeNullOrEmpty
        $shown = @($run.Records | Where-Object RecordType -EQ Processing)
        ($shown | Where-Object Activity -EQ Work).StatusDescription | Sort-Object | Should -Be 'task 1', 'task 2', 'task 3'
        @(($shown | Where-Object Activity -EQ Work).ActivityId | Sort-Object -Unique).Count | Should -Be 3
        ($shown | Where-Object Activity -EQ Child).StatusDescription | Sort-Object | Should -Be 'child 1', 'child 2', 'child 3'
        ($shown | Where-Object Activity -EQ Thread).ActivityId | Sort-Object | Should -Be 101, 102, 103
    }

    It 'comes at most ten times a second, the last one always' {
        $run = Get-Progress @'
Invoke-PyAwaitable -Code '
import asyncio, pyasync, time
due = time.monotonic() + 1
n = 0
while time.monotonic() < due:
    n += 1
    pyasync.progress("Fast", status=str(n))
    await asyncio.sleep(0)
await asyncio.sleep(0.15)
n
'
'@
        $shown = @($run.Records | Where-Object RecordType -EQ Processing)
        $shown.Count | Should -BeGreaterThan 5
        $shown.Count | Should -BeLessOrEqual 12
        $run.Output[0] | Should -BeGreaterThan 100
        $shown[-1].StatusDescription | Should -Be "$($run.Output[0])"
    }

    It 'is refused with an error where <Case>' -ForEach @(
        @{ Case = 'it has no activity'; Code = 'pyasync.progress("")'; Id = 'PyAsync.ValueError' }
        @{ Case = 'the number is none'; Code = 'pyasync.progress("a", id=-1)'; Id = 'PyAsync.ValueError' }
        @{ Case = 'it is its own parent'; Code = 'pyasync.progress("a", id=1, parent=1)'; Id = 'PyAsync.ValueError' }
        @{ Case = 'the percentage is a word'; Code = 'pyasync.progress("a", percent="half")'; Id = 'PyAsync.ValueError' }
    ) {
        (Get-ErrorOf { Invoke-PyAwaitable -Code $Code }).FullyQualifiedErrorId | Should -BeLike "$Id,*"
    }

    It 'is false, and harmless, where nobody waits any more' {
        Invoke-PyAwaitable sample:reset
        $null = Invoke-PyAwaitable -Code @'
async def later():
    await sample.wait_at("later")
    sample.events.append(str(pyasync.progress("Late")))
kept = asyncio.ensure_future(later())
None
'@
        Invoke-PyAwaitable sample:open_gate later
        Wait-Until { Invoke-PyAwaitable sample:seen }
        Invoke-PyAwaitable sample:seen | Should -Be 'False'
    }

    It 'goes to the job, and its children, that await' {
        $job = 1, 2 | Invoke-PyAwaitable -AsJob -Code 'pyasync.progress("Job", status="of %d" % _); await asyncio.sleep(0)'
        $null = Wait-Job $job
        $job.ChildJobs[0].Progress[0].StatusDescription | Should -Be 'of 1'
        $job.ChildJobs[1].Progress[0].StatusDescription | Should -Be 'of 2'
        Remove-Job $job
    }

    It 'obeys $ProgressPreference and -ProgressAction' {
        (Get-Progress '$ProgressPreference = "SilentlyContinue"; Invoke-PyAwaitable -Code "import pyasync; pyasync.progress(''Quiet'')"').Records | Should -BeNullOrEmpty
    }
}

Describe 'pyasync.track' {
    It 'counts the items of <Of>, and gives them' -ForEach @(
        @{ Of = 'a list'; Items = 'list(range(30))'; Total = $true }
        @{ Of = 'a range with a total of its own'; Items = 'range(30), "Count", total=60'; Total = 60 }
        @{ Of = 'a generator'; Items = '(n for n in range(30))'; Total = $false }
        @{ Of = 'an async generator'; Items = 'numbers()'; Total = $false }
    ) {
        $call = $Items -like '*"Count"*' ? $Items : "$Items, `"Count`""
        $run = Get-Progress @"
Invoke-PyAwaitable -Code '
import asyncio, pyasync
async def numbers():
    for n in range(30):
        yield n
async def count():
    total = 0
    async for n in pyasync.track($call):
        await asyncio.sleep(0.01)
        total += n
    return total
await count()
'
"@
        $run.Errors | Should -BeNullOrEmpty
        $run.Output | Should -Be 435
        $shown = @($run.Records | Where-Object RecordType -EQ Processing)
        $shown.Count | Should -BeGreaterThan 2
        $shown.Count | Should -BeLessThan 30
        $shown.Activity | Sort-Object -Unique | Should -Be 'Count'
        $run.Records[-1].RecordType | Should -Be 'Completed'
        if ($Total) {
            $shown[-1].PercentComplete | Should -BeGreaterThan $shown[0].PercentComplete
            $shown[-1].SecondsRemaining | Should -BeGreaterOrEqual 0
            $shown[-1].StatusDescription | Should -Match "^\d+ of $($Total -is [int] ? 60 : 30)$"
        }
        else {
            $shown[-1].PercentComplete | Should -Be -1
        }
    }

    It 'takes its bar away when the loop over it ends early' {
        $run = Get-Progress @'
Invoke-PyAwaitable -Code '
import asyncio, pyasync
async def some():
    items = pyasync.track(range(9), "Some")
    async for n in items:
        if n == 3:
            break
    await items.aclose()
await some()
'
'@
        $run.Records.RecordType | Should -Be 'Processing', 'Completed'
    }
}

Describe 'A bar of tqdm' {
    It 'is a progress record where Python has no terminal, and writes nothing' {
        if (-not $hasTqdm) {
            Set-ItResult -Skipped -Because 'this Python has no tqdm (./build.sh peers installs it)'
            return
        }
        $run = Invoke-Shell @'
$job = Invoke-PyAwaitable -AsJob -Code '
import asyncio
from tqdm.asyncio import tqdm
async def work():
    for n in tqdm(range(40), desc="Work", unit="file"):
        await asyncio.sleep(0.01)
    with tqdm(total=3, leave=False) as bar:
        bar.update(2)
await work()
'
$null = Wait-Job $job
$job.Progress | ForEach-Object { "$($_.RecordType) $($_.Activity) $($_.PercentComplete) $($_.StatusDescription)" }
'@
        $run.Errors | Should -BeNullOrEmpty
        $lines = $run.Output -split "`n"
        $lines[0] | Should -BeLike 'Processing Work 0 0 of 40 file*'
        $lines | Should -Contain 'Completed Work -1 Processing'
        @($lines -like 'Processing Work*').Count | Should -BeGreaterThan 2
        @($lines -like 'Processing Work*').Count | Should -BeLessThan 12
        ($lines -like 'Processing Work*')[-1] | Should -Match '^Processing Work [1-9]\d* \d+ of 40 file, [\d.]+ file/s$'
        @($lines -like '*Python*').Count | Should -Be 2
    }

    It 'stays text in a file of the user''s own' {
        if (-not $hasTqdm) {
            Set-ItResult -Skipped -Because 'this Python has no tqdm (./build.sh peers installs it)'
            return
        }
        Invoke-PyAwaitable -Code @'
import io
from tqdm import tqdm
file = io.StringIO()
for n in tqdm(range(3), file=file):
    pass
file.getvalue()
'@ | Should -BeLike '*3/3*'
    }
}

Describe 'A batch that takes longer than a second' {
    It 'shows how many are done, in flight and failed, how fast, and takes its bar away' {
        $run = Get-Progress @'
1..40 | Invoke-PyAwaitable -ErrorAction SilentlyContinue -Code '
import asyncio
await asyncio.sleep(_ * 0.05)
if _ == 3:
    raise ValueError("no")
_
'
'@
        $run.Output | Should -HaveCount 39
        $shown = @($run.Records | Where-Object RecordType -EQ Processing)
        $shown.Count | Should -BeGreaterOrEqual 1
        # A few in a second at most, not one for each item.
        $shown.Count | Should -BeLessThan 20
        $shown[-1].StatusDescription | Should -Match '^\d+ of 40 done, \d+ in flight, 1 failed, [\d.]+/s$'
        $shown[-1].PercentComplete | Should -BeGreaterThan 0
        $shown[-1].SecondsRemaining | Should -BeGreaterOrEqual 0
        $run.Records[-1].RecordType | Should -Be 'Completed'
    }

    It 'shows no percentage while it is not known how many come' {
        $run = Get-Progress '1..4 | ForEach-Object { [Threading.Thread]::Sleep(500); $_ } | Invoke-PyAwaitable -Code "_"'
        $shown = @($run.Records | Where-Object RecordType -EQ Processing)
        $shown[0].StatusDescription | Should -Match '^\d done, \d in flight, [\d.]+/s$'
        $shown[0].PercentComplete | Should -Be -1
    }

    It 'is shown in its job' {
        $job = 1..3 | Invoke-PyAwaitable asyncio:sleep -ArgumentList @() -AsJob
        $null = Wait-Job $job
        $job.Progress[0].StatusDescription | Should -Match '^[01] of 3 done, [23] in flight, [\d.]+/s$'
        $job.Progress[-1].RecordType | Should -Be 'Completed'
        Remove-Job $job
    }

    It 'shows nothing where it is quicker, or but one await' {
        (Get-Progress '1..100 | Invoke-PyAwaitable -Code "_"').Records | Should -BeNullOrEmpty
        (Get-Progress 'Invoke-PyAwaitable asyncio:sleep 1.3').Records | Should -BeNullOrEmpty
    }
}
