# Leaving PowerShell never hangs, never crashes and says nothing.
BeforeAll {
    . "$PSScriptRoot/_Common.ps1"

    # Runs a script whose last act is to say when; gives how long the process needed from there to its end.
    function Invoke-Exit([string] $Script, [hashtable] $Environment = @{}) {
        $result = Invoke-Shell "$Script`n'leaving ' + [datetime]::Now.Ticks" -Environment $Environment
        $result.TimedOut | Should -BeFalse
        $left = [datetime]::new([long] ($result.Output -replace '(?s)^.*leaving (\d+).*$', '$1'))
        $result | Add-Member -NotePropertyName LeaveSeconds -NotePropertyValue ($result.EndedAt - $left).TotalSeconds -PassThru
    }

    function Assert-CleanExit($Result, [double] $Within = 3) {
        $Result.Errors | Should -BeNullOrEmpty
        $Result.ExitCode | Should -Be 0
        $Result.LeaveSeconds | Should -BeLessThan $Within
    }

    # What Python does not end by itself is given 1.5 s; the rest is for a busy machine.
    $stubborn = 5

    # Starts awaits and does not wait for them: another runspace does.
    $inFlight = @'
$null = Start-PyEventLoop -ModulePath 'FIXTURES'
$state = [initialsessionstate]::CreateDefault2()
$state.ImportPSModule('MANIFEST')
$shell = [powershell]::Create($state).AddScript('COMMAND')
$null = $shell.BeginInvoke()
while ((Get-PyEventLoop).Pending -lt COUNT) { [System.Threading.Thread]::Sleep(5) }
'@ -creplace 'FIXTURES', $fixtures -creplace 'MANIFEST', $manifest

    function Get-InFlight([string] $Command, [int] $Count = 1) {
        $inFlight -creplace 'COMMAND', ($Command -replace "'", "''") -creplace 'COUNT', $Count
    }
}

Describe 'A process that exits' {
    It 'with 100 awaits in flight ends within 3 s, with exit code 0 and nothing on stderr (run <_> of 10)' -ForEach (1..10) {
        Assert-CleanExit (Invoke-Exit (Get-InFlight '1..100 | Invoke-PyAwaitable -Function asyncio:sleep -ArgumentList 600' 100))
    }

    It 'with 100 awaits in flight and the threadsafe waker does as well' {
        Assert-CleanExit (Invoke-Exit (Get-InFlight '1..100 | Invoke-PyAwaitable -Function asyncio:sleep -ArgumentList 600' 100) -Environment @{ PYASYNC_WAKER = 'threadsafe' })
    }

    It 'with an idle loop does as well' {
        Assert-CleanExit (Invoke-Exit 'Invoke-PyAwaitable -Code "1" | Out-Null')
    }

    It 'with several loops, some stopped, does as well' {
        Assert-CleanExit (Invoke-Exit 'foreach ($n in 1..4) { $null = Start-PyEventLoop "L$n" }; Stop-PyEventLoop L1, L3')
    }

    It 'that never used the module''s commands does as well' {
        Assert-CleanExit (Invoke-Exit '')
    }

    It 'with a coroutine that ignores its cancellation ends all the same' {
        Assert-CleanExit (Invoke-Exit (Get-InFlight 'Invoke-PyAwaitable sample:ignore_cancel')) -Within $stubborn
    }

    It 'with a loop blocked in time.sleep ends all the same' {
        Assert-CleanExit (Invoke-Exit (Get-InFlight 'Invoke-PyAwaitable sample:block 60')) -Within $stubborn
    }

    It 'with a loop blocked in Python code that never awaits ends all the same' {
        Assert-CleanExit (Invoke-Exit (Get-InFlight 'Invoke-PyAwaitable sample:block_interruptibly 60')) -Within $stubborn
    }

    It 'with a thread of Python''s that is no daemon and runs on ends all the same' {
        Assert-CleanExit (Invoke-Exit @'
Invoke-PyAwaitable -Code @"
import threading
event = threading.Event()
threading.Thread(target=event.wait).start()
"@
'@) -Within $stubborn
    }

    It 'with work in the default executor ends all the same' {
        Assert-CleanExit (Invoke-Exit (Get-InFlight 'Invoke-PyAwaitable -Code "import asyncio, threading; await asyncio.get_running_loop().run_in_executor(None, threading.Event().wait)"')) -Within $stubborn
    }

    Context 'with .NET objects alive in Python' {
        BeforeDiscovery {
            . "$PSScriptRoot/_Common.ps1"
            $live = Test-LivePython
        }

        It 'and 100 .NET Tasks that it awaits does as well' -Skip:(-not $live) {
            Assert-CleanExit (Invoke-Exit (Get-InFlight '1..100 | Invoke-PyAwaitable -Code "import clr; from System.Threading.Tasks import Task; await Task.Delay(600000)"' 100))
        }

        It 'and a loop blocked in a .NET method ends all the same' -Skip:(-not $live) {
            Assert-CleanExit (Invoke-Exit (Get-InFlight 'Invoke-PyAwaitable -Code "import clr; from System.Threading import Thread; Thread.Sleep(60000)"')) -Within $stubborn
        }

        It 'and an event stream, a timer that calls Python and loops that were stopped does as well' -Skip:(-not $live) {
            Assert-CleanExit (Invoke-Exit @'
$null = Start-PyEventLoop Other
Get-Process -Id $PID | Invoke-PyAwaitable -Code 'kept = _' -Loop Other
Invoke-PyAwaitable -Code @"
import clr, pyasync
from System.Threading import Timer, TimerCallback
from System.IO import FileSystemWatcher
calls = []
timer = Timer(TimerCallback(lambda state: calls.append(1)), None, 0, 1)
stream = pyasync.event_stream(FileSystemWatcher("/tmp"), "Created")
"@
Stop-PyEventLoop Other
'@)
        }
    }

    It 'lets Python''s finally and atexit functions run' {
        $file = Join-Path $TestDrive 'atexit.txt'
        $result = Invoke-Exit (@'
Invoke-PyAwaitable -Code @"
import atexit, asyncio
def write(text):
    with open(r"FILE", "a") as file:
        file.write(text + "\n")
atexit.register(write, "atexit")
async def hang():
    try:
        await asyncio.Event().wait()
    finally:
        await asyncio.sleep(0)
        write("finally")
task = asyncio.ensure_future(hang())
await asyncio.sleep(0)
"@
'@ -creplace 'FILE', $file)
        Assert-CleanExit $result
        Get-Content $file | Should -Be 'finally', 'atexit'
    }

    It 'lets a thread of Python''s that is no daemon end its work' {
        $file = Join-Path $TestDrive 'thread.txt'
        $result = Invoke-Exit (@'
Invoke-PyAwaitable -Code @"
import threading, time
def work():
    time.sleep(0.3)
    open(r"FILE", "w").write("done")
threading.Thread(target=work).start()
"@
'@ -creplace 'FILE', $file)
        Assert-CleanExit $result
        Get-Content $file | Should -Be 'done'
    }

    It 'does not wait for an interpreter that hangs as it starts' {
        $folder = Split-Path (New-PythonFile 'hangs/sitecustomize.py' 'import time; time.sleep(600)')
        $result = Invoke-Shell @'
$null = Start-ThreadJob { Invoke-PyAwaitable -Code 1 }
Start-Sleep 2
exit 3
'@ -Environment @{ PYTHONPATH = $folder }
        $result.TimedOut | Should -BeFalse
        $result.ExitCode | Should -Be 3
        $result.Seconds | Should -BeLessThan 20
    }

    It 'by exit with a code keeps that code' {
        $result = Invoke-Shell 'Invoke-PyAwaitable -Code "1" | Out-Null; exit 7'
        $result.ExitCode | Should -Be 7
        $result.Errors | Should -BeNullOrEmpty
    }

    It 'is not ended by sys.exit in Python' {
        $result = Invoke-Shell 'Invoke-PyAwaitable -Code "import sys; sys.exit(3)" -ErrorAction SilentlyContinue; "still here"'
        $result.Output | Should -Be 'still here'
        $result.ExitCode | Should -Be 0
    }
}
