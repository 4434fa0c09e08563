# Processes that Python forks or starts: they never take the shell with them, and do not outlive it.
BeforeDiscovery {
    $unix = -not $IsWindows
}

BeforeAll {
    . "$PSScriptRoot/_Common.ps1"

    # Python 3.12 and newer warn of each fork in a process that has threads.
    $quiet = @{ PYTHONWARNINGS = 'ignore::DeprecationWarning' }

    # Runs Python code in a fresh shell that must come out of it well; gives what that wrote.
    function Invoke-Forking([string] $Code, [int] $Times = 1) {
        $result = Invoke-Shell @"
foreach (`$i in 1..$Times) { Invoke-PyAwaitable -Code @'
$Code
'@ }
Invoke-PyAwaitable -Code '"the shell lives"'
/bin/sh -c 'exit 4'; `$LASTEXITCODE
"@ -Environment $quiet
        $result.TimedOut | Should -BeFalse
        $result.ExitCode | Should -Be 0
        $lines = $result.Output -split '\r?\n'
        $lines[-2, -1] | Should -Be 'the shell lives', '4'
        $result | Add-Member -NotePropertyName Lines -NotePropertyValue @($lines | Select-Object -SkipLast 2) -PassThru
    }
}

Describe 'A process that Python forks' -Skip:(-not $unix) {
    It 'by multiprocessing can be terminated' {
        (Invoke-Forking -Times 5 @'
import multiprocessing as mp, time
p = mp.get_context("fork").Process(target=time.sleep, args=(60,))
p.start()
p.terminate()
p.join()
p.exitcode
'@).Lines | Should -Be (@('-15') * 5)
    }

    It 'by a pool of multiprocessing works, and ends with the pool' {
        (Invoke-Forking -Times 5 @'
import multiprocessing as mp, os
with mp.get_context("fork").Pool(3) as pool:
    squares = pool.map(abs, range(-4, 0))
    workers = [p.pid for p in pool._pool]
pool.join()
sum(squares) == 10 and not any(os.path.exists("/proc/%d" % pid) for pid in workers)
'@).Lines | Should -Be (@('True') * 5)
    }

    It 'ends with the code <Code> by <By>, and the shell goes on' -ForEach @(
        @{ By = 'sys.exit(7)'; Child = 'sys.exit(7)'; Code = 7; Errors = '' }
        @{ By = 'returning'; Child = 'x = 1'; Code = 0; Errors = '' }
        @{ By = 'an exception'; Child = '1 / 0'; Code = 1; Errors = '*line 5, in _code*ZeroDivisionError*' }
        @{ By = 'os._exit(9)'; Child = 'os._exit(9)'; Code = 9; Errors = '' }
        @{ By = 'awaiting'; Child = 'await future'; Code = 1; Errors = '*the forked child process * waits for an event loop that only its parent can run*' }
    ) {
        foreach ($before in 'pass', 'await asyncio.sleep(0.01)') {
            $result = Invoke-Forking -Times 3 @"
import asyncio, os, sys
$before
future = asyncio.get_running_loop().create_future()
pid = os.fork()
if not pid: $Child
else: x = os.WEXITSTATUS(os.waitpid(pid, 0)[1])
x
"@
            $result.Lines | Should -Be (@("$Code") * 3)
            $result.Errors | Should -BeLike $Errors
        }
    }

    It 'ends also where .NET collects its garbage at that moment' {
        $result = Invoke-Shell @'
$null = Start-PyEventLoop
$null = Start-ThreadJob { while ($true) { [GC]::Collect() } }
# On a busy machine this blocks the loop long enough to be warned of.
Invoke-PyAwaitable -WarningAction Ignore -Code '
import os, signal, time
left = set()
for _ in range(100):
    pid = os.fork()
    if pid == 0: os._exit(0)
    left.add(pid)
due = time.monotonic() + 20
while left and time.monotonic() < due:
    left -= {pid for pid in left if os.waitpid(pid, os.WNOHANG)[0]}
    time.sleep(0.01)
for pid in left:
    os.kill(pid, signal.SIGKILL)
len(left)'
'@ -Environment $quiet
        $result.Output | Should -Be '0'
    }

    It 'on a loop whose thread is not Python''s main thread ends as quietly' {
        $result = Invoke-Shell @'
$null = Start-PyEventLoop
$null = Start-PyEventLoop second
Invoke-PyAwaitable -Loop second -Code '
import os, sys
pid = os.fork()
if not pid: sys.exit(5)
else: x = os.WEXITSTATUS(os.waitpid(pid, 0)[1])
x'
'@ -Environment $quiet
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be '5'
    }

    It 'by a program ends as a program of python would' {
        $file = Join-Path $TestDrive 'forks.py'
        Set-Content $file @'
import os, sys
pid = os.fork()
if pid:
    print("child", os.WEXITSTATUS(os.waitpid(pid, 0)[1]))
else:
    sys.exit(5)
'@
        $result = Invoke-Shell "foreach (`$i in 1..3) { Invoke-PyScript '$file' }" -Environment $quiet
        $result.Errors | Should -BeNullOrEmpty
        $result.Output -split '\r?\n' | Should -Be (@('child 5') * 3)
        $result.ExitCode | Should -Be 0
    }

    It 'handles signals as under python' {
        (Invoke-Forking @'
import os, signal
pid = os.fork()
if not pid:
    names = ("SIGINT", "SIGTERM", "SIGQUIT", "SIGHUP", "SIGCHLD", "SIGSEGV")
    caught = int([l for l in open("/proc/self/status") if l.startswith("SigCgt")][0].split()[1], 16)
    blocked = int([l for l in open("/proc/self/status") if l.startswith("SigBlk")][0].split()[1], 16)
    # Ignored from the start, as after nohup, it stays so.
    expected = [] if signal.getsignal(signal.SIGINT) is signal.SIG_IGN else ["SIGINT"]
    os._exit(0 if [n for n in names if caught >> (getattr(signal, n) - 1) & 1] == expected and not blocked else 1)
os.WEXITSTATUS(os.waitpid(pid, 0)[1])
'@).Lines | Should -Be '0'
    }
}

Describe 'A process that Python starts' -Skip:(-not $unix) {
    It 'by spawn works in each of several programs' {
        $file = Join-Path $TestDrive 'spawns.py'
        Set-Content $file @'
import multiprocessing as mp
if __name__ == "__main__":
    mp.set_start_method("spawn")
    with mp.Pool(1) as pool:
        print(pool.map(abs, [-3]))
'@
        $result = Invoke-Shell "foreach (`$i in 1..2) { Invoke-PyScript '$file' }"
        $result.Errors | Should -BeNullOrEmpty
        $result.Output -split '\r?\n' | Should -Be '[3]', '[3]'
    }

    It 'by <_> ends with its loop' -ForEach 'asyncio', 'uvloop' {
        $null = & (Get-TestPython).Executable -c "import $_" 2>&1
        if ($LASTEXITCODE) { Set-ItResult -Skipped -Because "this Python has no $_" }
        $null = Start-PyEventLoop children -LoopFactory $_
        $id = Invoke-PyAwaitable -Loop children -Code @'
import asyncio
p = await asyncio.create_subprocess_exec("/bin/sleep", "600")
p.pid
'@
        Get-Process -Id $id | Should -Not -BeNullOrEmpty
        Stop-PyEventLoop children
        Get-Process -Id $id -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'by a ProcessPoolExecutor that is busy ends with the shell' {
        $result = Invoke-Shell @'
Invoke-PyAwaitable -Code @"
import asyncio, concurrent.futures as f, time
pool = f.ProcessPoolExecutor(1)
id = await asyncio.get_running_loop().run_in_executor(pool, __import__("os").getpid)
busy = pool.submit(time.sleep, 600)
id
"@
'@
        $result.TimedOut | Should -BeFalse
        $result.ExitCode | Should -Be 0
        $result.Seconds | Should -BeLessThan 30
        Wait-Until { -not (Get-Process -Id ([int] $result.Output) -ErrorAction Ignore) } -What 'the worker to be gone'
    }

    It 'by spawn, and its resource tracker, end with the shell' {
        $result = Invoke-Shell @'
Invoke-PyAwaitable -Code @"
import asyncio, concurrent.futures as f, multiprocessing as mp, time
from multiprocessing import resource_tracker as rt
pool = f.ProcessPoolExecutor(1, mp.get_context("spawn"))
id = await asyncio.get_running_loop().run_in_executor(pool, __import__("os").getpid)
busy = pool.submit(time.sleep, 600)
id, rt._resource_tracker._pid
"@
'@
        $result.TimedOut | Should -BeFalse
        $result.ExitCode | Should -Be 0
        $ids = [int[]] ($result.Output -split '\s+')
        $ids | Should -HaveCount 2
        foreach ($id in $ids) {
            Wait-Until { -not (Get-Process -Id $id -ErrorAction Ignore) } -What "process $id to be gone"
        }
    }
}
