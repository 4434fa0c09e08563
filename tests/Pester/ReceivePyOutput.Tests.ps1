# What was said while nobody waited: nothing of it is lost by looking.

BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    $null = Start-PyEventLoop said
    Invoke-PyAwaitable -Loop said -Code @'
import asyncio, logging
logging.getLogger('late').setLevel(logging.DEBUG)
def later(act):
    """Has a task do it when no command waits any more."""
    global _kept
    async def run():
        await asyncio.sleep(0.1)
        act()
    _kept = asyncio.ensure_future(run())
'@

    # Lets Python say something when no command waits.
    function Invoke-Late([string] $Code, [int] $Count, [hashtable] $With = @{}) {
        $null = Invoke-PyAwaitable -Loop said -Code "def act():`n    $Code`nlater(act)" @With 4>&1 5>&1
        Wait-Until { (Get-PyEventLoop said).Unread -ge $Count }
    }
}

AfterAll {
    Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
}

Describe 'Receive-PyOutput' {
    BeforeEach { Receive-PyOutput -Verbose:$false -Debug:$false *>$null }

    It 'leaves what it has not shown where a record ends it' {
        Invoke-Late 'print("a"); logging.warning("w"); print("b"); print("c")' 4
        { Receive-PyOutput said -WarningAction Stop 6>$null } | Should -Throw '*root: w*'
        (Get-PyEventLoop said).Unread | Should -Be 2
        "$(Receive-PyOutput said 6>&1)" | Should -Be 'b c'
    }

    It 'leaves what comes after what a command downstream wants' {
        Invoke-Late 'print("a"); print("b"); print("c")' 3
        "$(Receive-PyOutput said 6>&1 | Select-Object -First 1)" | Should -Be 'a'
        "$(Receive-PyOutput said 6>&1)" | Should -Be 'b c'
    }

    It 'leaves all that was not seen when it is stopped, in its order, before what has come since' {
        Invoke-Late 'for i in range(2000): print(i)' 2000
        # Whoever reads the first ten waits then for the stop.
        $background = Start-Background 'Receive-PyOutput said 6>&1 | ForEach-Object { $i = 0 } { $_; if (++$i -eq 10) { Start-Sleep 60 } }'
        $null = Wait-Until { (Get-PyEventLoop said).Unread -eq 0 }
        Start-Sleep -Milliseconds 300
        $background.Shell.Stop()
        Wait-Until { (Get-PyEventLoop said).Unread -gt 0 }
        Invoke-Late 'print("new")' ((Get-PyEventLoop said).Unread + 1)
        $left = @(Receive-PyOutput said 6>&1 | ForEach-Object { "$_" })
        $left[0] | Should -BeIn '9', '10'
        $left[-2..-1] | Should -Be '1999', 'new'
        $left.Count | Should -BeGreaterOrEqual 1990
    }

    It 'keeps verbose and debug records for -Verbose and -Debug, and says so' {
        Invoke-Late 'print("p"); logging.getLogger("late").info("i"); logging.getLogger("late").debug("d")' 3 @{ Verbose = $true; Debug = $true }
        $shown = Receive-PyOutput said 3>&1 6>&1
        "$($shown[0])" | Should -Be 'p'
        "$($shown[1])" | Should -BeLike '2 verbose or debug record(s)*stay there*-Verbose -Debug*'
        (Get-PyEventLoop said).Unread | Should -Be 2
        "$(Receive-PyOutput said -Verbose 4>&1 3>$null)" | Should -Be 'late: i'
        "$(Receive-PyOutput said -Debug 5>&1 3>$null)" | Should -Be 'late: d'
        Receive-PyOutput said *>&1 | Should -BeNullOrEmpty
    }

    It 'drops them unseen where that is asked for' {
        Invoke-Late 'logging.getLogger("late").info("i")' 1 @{ Verbose = $true }
        Receive-PyOutput said -Verbose:$false *>&1 | Should -BeNullOrEmpty
        (Get-PyEventLoop said).Unread | Should -Be 0
    }

    It 'has of long lines no more than so many characters, and tells how many it lacks' {
        Invoke-Late 'for i in range(12): print(str(i % 10) * 1_000_000)' 8
        Wait-Until { -not (Get-PyTask -Loop said) }
        $said = Receive-PyOutput said 3>&1 6>&1
        "$($said[0])" | Should -BeLike "4 older line(s) of the Python event loop 'said' were dropped*8000000 characters*"
        $said.Count | Should -Be 9
        "$($said[-1])"[0] | Should -Be '1'
    }

    It 'keeps one line that is longer than that' {
        Invoke-Late 'print("x" * 9_000_000)' 1
        (Receive-PyOutput said 6>&1).MessageData.Message.Length | Should -Be 9000000
    }
}

Describe 'A line that does not end' {
    It 'comes in pieces, and takes no longer the longer it is' {
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $said = Invoke-PyAwaitable -Loop said 6>&1 -Code @'
import sys
for i in range(400_000):
    sys.stdout.write('x')
sys.stdout.write('y\n')
None
'@
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 30
        ($said | ForEach-Object { $_.MessageData.Message.Length } | Measure-Object -Maximum).Maximum | Should -BeLessOrEqual 65537
        ($said | ForEach-Object { $_.MessageData.Message }) -join '' | Should -Be ('x' * 400000 + 'y')
        $said | Select-Object -SkipLast 1 | ForEach-Object { $_.MessageData.NoNewLine | Should -BeTrue }
        $said[-1].MessageData.NoNewLine | Should -Not -BeTrue
    }
}
