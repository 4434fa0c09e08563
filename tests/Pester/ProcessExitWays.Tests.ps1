# Every way out of PowerShell, with everything that Python may be at: in time, with the right code, quietly, without orphans.
BeforeDiscovery {
    $ways = @(
        @{ Way = 'the end of the script'; Last = ''; Signal = ''; Code = 0 }
        @{ Way = 'exit'; Last = 'exit'; Signal = ''; Code = 0 }
        @{ Way = 'exit 3'; Last = 'exit 3'; Signal = ''; Code = 3 }
        @{ Way = '[Environment]::Exit(3)'; Last = '[Environment]::Exit(3)'; Signal = ''; Code = 3 }
        @{ Way = 'throw'; Last = 'throw "thrown"'; Signal = ''; Code = 1 }
        @{ Way = 'a closed runspace'; Last = '$shell.Dispose()'; Signal = ''; Code = 0 }
        @{ Way = 'SIGTERM'; Last = 'Start-Sleep 60; "after"'; Signal = 'SIGTERM'; Code = -15 }
        @{ Way = 'SIGHUP'; Last = 'Start-Sleep 60; "after"'; Signal = 'SIGHUP'; Code = -1 }
        # pwsh itself gives 0, and at times 1, for a script that Ctrl+C has stopped.
        @{ Way = 'SIGINT'; Last = 'Start-Sleep 60; "after"'; Signal = 'SIGINT'; Code = 0, 1 }
        @{ Way = 'SIGINT while awaiting'; Last = 'Invoke-PyAwaitable asyncio:sleep 60; "after"'; Signal = 'SIGINT'; Code = 0, 1 }
    )
    $unix = -not $IsWindows
    # Three of them with .NET objects alive in Python too.
    . "$PSScriptRoot/_Common.ps1"
    if (Test-LivePython) {
        $ways += $ways | Where-Object Way -In 'throw', '[Environment]::Exit(3)', 'SIGTERM' | ForEach-Object {
            $live = $_.Clone()
            $live.Way += ' with .NET objects alive in Python'
            $live.Live = 'Get-Process -Id $PID | Invoke-PyAwaitable -Code "import asyncio, clr, at_work; from System.Threading.Tasks import Task; at_work.tasks.append(asyncio.ensure_future(at_work.waits_for(Task.Delay(600000)))); kept = _"'
            $live
        }
    }
}

BeforeAll {
    . "$PSScriptRoot/_Common.ps1"

    # All at once: awaits in flight, the executor and a thread at work, a child process, an open async generator.
    $busy = @'
import asyncio, atexit, os, time
def note(text):
    with open(os.environ["NOTES"], "a") as file:
        file.write(text + "\n")
atexit.register(note, "atexit")
async def waits():
    try:
        await asyncio.Event().wait()
    finally:
        await asyncio.sleep(0)
        note("finally")
async def waits_for(task):
    await task
async def generates():
    try:
        while True:
            yield 1
    finally:
        note("generator")
async def begin():
    global tasks, generator, child
    tasks = [asyncio.ensure_future(waits()) for _ in range(3)]
    tasks.append(asyncio.get_running_loop().run_in_executor(None, time.sleep, 0.2))
    generator = generates()
    await generator.__anext__()
    child = await asyncio.create_subprocess_exec("/bin/sleep", "600", stderr=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL)
    note("child %d" % child.pid)
'@
}

Describe 'Leaving by <Way> with Python at work' -ForEach $ways -Skip:(-not $unix) {
    It 'takes less than 5 s, gives the exit code <Code>, runs finally and atexit, and leaves no process' {
        $file = Join-Path $TestDrive 'leave.ps1'
        $module = Join-Path $TestDrive 'at_work.py'
        $env:NOTES = Join-Path $TestDrive "$([guid]::NewGuid()).txt"
        Set-Content $module $busy
        Set-Content $file @"
Import-Module '$manifest'
`$null = Start-PyEventLoop -ModulePath '$TestDrive'
`$null = Invoke-PyAwaitable at_work:begin
`$state = [initialsessionstate]::CreateDefault2()
`$state.ImportPSModule('$manifest')
`$shell = [powershell]::Create(`$state).AddScript('1..3 | Invoke-PyAwaitable -Function asyncio:sleep -ArgumentList 600')
`$null = `$shell.BeginInvoke()
while ((Get-PyEventLoop).Pending -lt 3) { [System.Threading.Thread]::Sleep(5) }
$Live
'READY'
$Last
"@
        $left = & (Get-TestPython).Executable (Join-Path $fixtures send_signal.py) (Get-Shell) $file ($Signal ? $Signal : 'none') | ConvertFrom-Json
        $left.ExitCode | Should -BeIn $Code
        $left.Output | Should -BeNullOrEmpty
        if ($Way -like 'throw*') { $left.Errors | Should -BeLike '*thrown*' } else { $left.Errors | Should -BeNullOrEmpty }
        $left.Seconds | Should -BeLessThan 5
        $notes = Get-Content $env:NOTES
        $child, $rest = $notes
        ($rest | Sort-Object) -join ' ' | Should -Be 'atexit finally finally finally generator'
        $rest[-1] | Should -Be 'atexit'
        $id = [int] $child.Substring(6)
        Wait-Until { -not (Get-Process -Id $id -ErrorAction Ignore) -or (Get-Content "/proc/$id/stat") -like '*) Z *' } -What 'the child process to be gone'
    }
}

Describe 'Leaving by <Signal> while a program runs' -Skip:(-not $unix) -ForEach @(
    @{ Signal = 'SIGTERM'; Code = @(-15) }
    @{ Signal = 'SIGHUP'; Code = @(-1) }
    @{ Signal = 'SIGINT'; Code = 0, 1 }
) {
    It 'that <What> runs its finally and atexit, and the script does not go on' -ForEach @(
        @{ What = 'awaits'; Body = 'asyncio.run(main())' }
        @{ What = 'sleeps in the system'; Body = "try:`n    print('READY', flush=True); time.sleep(60)`nfinally:`n    print('finally', flush=True)" }
    ) {
        $program = Join-Path $TestDrive 'waits.py'
        Set-Content $program @"
import asyncio, atexit, time
atexit.register(print, 'atexit', flush=True)
async def main():
    try:
        print('READY', flush=True); await asyncio.sleep(60)
    finally:
        print('finally', flush=True)
$Body
"@
        $file = Join-Path $TestDrive 'program.ps1'
        Set-Content $file "Import-Module '$manifest'`nInvoke-PyScript '$program'`n'after'"
        $left = & (Get-TestPython).Executable (Join-Path $fixtures send_signal.py) (Get-Shell) $file $Signal | ConvertFrom-Json
        $left.ExitCode | Should -BeIn $Code
        $left.Output -split '\r?\n' | Should -Be 'finally', 'atexit'
        $left.Errors | Should -BeNullOrEmpty
        $left.Seconds | Should -BeLessThan 5
    }
}

Describe 'A program that is the last command of a script' {
    It 'has its threads awaited, and its exit functions run after them, <Where>' -ForEach @(
        @{ Where = 'on a thread of its own'; Loop = '' }
        @{ Where = 'on a loop'; Loop = '-Loop (Start-PyEventLoop)' }
        @{ Where = 'where a loop has Python''s main thread'; Loop = ';' }
    ) {
        $program = Join-Path $TestDrive 'threads.py'
        Set-Content $program @'
import atexit, threading, time
atexit.register(print, "atexit", flush=True)
def work():
    time.sleep(2)
    print("thread", flush=True)
threading.Thread(target=work).start()
print("main", flush=True)
'@
        $first = $Loop -eq ';' ? '$null = Start-PyEventLoop' : ''
        $result = Invoke-Shell "$first`nInvoke-PyScript '$program' $Loop"
        $result.Errors | Should -BeNullOrEmpty
        $result.Output -split '\r?\n' | Should -Be 'main', 'thread', 'atexit'
    }
}
