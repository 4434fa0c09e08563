# What Python prints, logs and warns of: in which stream, of which command, how traced.
BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    $null = Invoke-PyAwaitable -Code @'
import asyncio, logging, os, sys, threading, time, warnings
from concurrent.futures import ThreadPoolExecutor
_gates = {}
async def wait_for_gate(name):
    await _gates.setdefault(name, asyncio.Event()).wait()
def open_gate(name):
    _gates.setdefault(name, asyncio.Event()).set()
'@

    # What a script block writes to the Information stream, as texts.
    function Get-Said([scriptblock] $Command) { @(& $Command 6>&1 | Where-Object { $_ -is [System.Management.Automation.InformationRecord] }) }
}

AfterAll {
    Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
}

Describe 'What Python prints' {
    It 'is host output in the Information stream, a line a record' {
        $said = Get-Said { Invoke-PyAwaitable -Code 'print("one\ntwo"); print("three", "four")' }
        "$($said -join '|')" | Should -Be 'one|two|three four'
        $said[0].Tags | Should -Contain 'PSHOST'
        $said[0].Tags | Should -Contain 'PyStdout'
        $said[0].MessageData | Should -BeOfType System.Management.Automation.HostInformationMessage
        Invoke-PyAwaitable -Code 'print("kept")' -InformationVariable kept 6>$null
        "$kept" | Should -Be 'kept'
    }

    It 'is no output of the command, and 6>$null hides it' {
        Invoke-PyAwaitable -Code 'print("not a result"); 42' 6>$null | Should -Be 42
    }

    It 'to stderr is host output with a tag of its own' {
        $said = Get-Said { Invoke-PyAwaitable -Code 'print("wrong", file=sys.stderr)' }
        "$said" | Should -Be 'wrong'
        $said.Tags | Should -Contain 'PyStderr'
    }

    It 'is seen at the end where a line is not ended, and at once where it is flushed' {
        $said = Get-Said { Invoke-PyAwaitable -Code 'print("Name: ", end="", flush=True); print("half", end="")' }
        $said[0].MessageData.Message | Should -Be 'Name: '
        $said[0].MessageData.NoNewLine | Should -BeTrue
        $said[1].MessageData.Message | Should -Be 'half'
        $said[1].MessageData.NoNewLine | Should -Not -BeTrue
        "$(Get-Said { Invoke-PyAwaitable -Function builtins:print -ArgumentList x -Keyword @{ end = '' } })" | Should -Be 'x'
    }

    It 'in parts by many tasks at once is put together task by task' {
        $said = Get-Said {
            1..50 | Invoke-PyAwaitable -Code 'for i in range(3): print(_, end="-"); await asyncio.sleep(0)
print("end")'
        }
        @($said | ForEach-Object { "$_" } | Sort-Object -Unique).Count | Should -Be 50
        "$($said[0])" | Should -Match '^(\d+)-\1-\1-end$'
    }

    It 'comes out of its own command where <where>' -ForEach @(
        @{ where = 'a child task prints it'; code = 'await asyncio.create_task(asyncio.sleep(0.01, None)); await asyncio.gather(*[asyncio.create_task(_say()) for i in range(2)])' }
        @{ where = 'a thread of asyncio.to_thread prints it'; code = 'await asyncio.gather(asyncio.to_thread(print, "mine"), asyncio.to_thread(print, "mine"))' }
        @{ where = 'an executor of its own prints it'; code = "with ThreadPoolExecutor(1) as pool:`n    await asyncio.gather(*[asyncio.get_running_loop().run_in_executor(pool, print, 'mine') for i in range(2)])" }
        @{ where = 'threads that it starts print it'; code = "threads = [threading.Thread(target=print, args=('mine',)) for i in range(2)]`n[t.start() for t in threads]`n[t.join() for t in threads]" }
        @{ where = 'callbacks print it'; code = "for i in range(2): asyncio.get_running_loop().call_soon(print, 'mine')`nawait asyncio.sleep(0.05)" }
    ) {
        $null = Invoke-PyAwaitable -Code "async def _say():`n    print('mine')"
        $other = Start-Background "Invoke-PyAwaitable wait_for_gate '$where'"
        Wait-Until { (Get-PyEventLoop Default).Pending -ge 1 }
        # Threads of the default executor were started for another command.
        $null = Invoke-PyAwaitable -Code 'await asyncio.gather(*[asyncio.to_thread(time.sleep, 0.01) for i in range(4)])'
        $said = Get-Said { Invoke-PyAwaitable -Code "$code`nNone" }
        Invoke-PyAwaitable open_gate $where
        "$($said -join '|')" | Should -Be 'mine|mine'
        $other.Shell.Streams.Information | Should -BeNullOrEmpty
        $null = Wait-Background $other
    }

    It 'around a script block that Python calls is in the order in which it was said' {
        $said = Get-Said { Invoke-PyAwaitable -Code 'print("before"); await f(); print("after")' -Variable @{ f = { Write-Host 'within' } } }
        "$($said -join '|')" | Should -Be 'before|within|after'
    }

    It 'goes by sys.stdout.buffer too, and what writes to the descriptor stays where it is' {
        $said = Get-Said { Invoke-PyAwaitable -Code 'n = sys.stdout.buffer.write("käse\n".encode()); sys.stdout.fileno(), sys.stdout.encoding.lower(), sys.stdout.writable()' }
        "$said" | Should -Be 'käse'
        $result = Invoke-Shell "Invoke-PyAwaitable -Code 'import os, subprocess; print(1); os.write(1, b`"raw\n`"); subprocess.run([`"echo`", `"child`"]); None' 6>`$null"
        $result.Output -split '\r?\n' | Should -Be 'raw', 'child'
    }

    It 'in a program or a test is Invoke-PyScript''s and Invoke-PyAsyncTest''s' {
        $file = Join-Path $TestDrive 'test_voice.py'
        Set-Content $file "print('at import')`nasync def test_it():`n    print('in a test')`nasync def main():`n    print('in main')"
        "$(Get-Said { Invoke-PyScript $file -EntryPoint main })" | Should -Be 'at import in main'
        "$(Get-Said { Invoke-PyScript $file -EntryPoint main -Loop Default })" | Should -Be 'at import in main'
        "$(Get-Said { Invoke-PyAsyncTest $file })" | Should -BeLike '*in a test'
        $other = Join-Path $TestDrive 'voice_file.py'
        Set-Content $other "print('at import')`nasync def main():`n    print('in main')"
        "$(Get-Said { Invoke-PyAwaitable -Path $other })" | Should -Be 'at import in main'
    }

    It 'is in a transcript' {
        $file = Join-Path $TestDrive 'transcript.txt'
        $result = Invoke-Shell "`$null = Start-Transcript '$file'`nInvoke-PyAwaitable -Code 'print(`"on record`")'`n`$null = Stop-Transcript"
        $result.Output | Should -BeLike '*on record*'
        Get-Content -Raw $file | Should -BeLike '*on record*'
    }

    It 'can be traced to its loop, its task, the line of the command, and its input' {
        $file = Join-Path $TestDrive 'traced.ps1'
        Set-Content $file "`n'in 1', 'in 2' | Invoke-PyAwaitable -Code 'asyncio.current_task().set_name(_ + `" task`"); await asyncio.sleep(0); print(_)'"
        $said = Get-Said { & $file }
        $said | Should -HaveCount 2
        foreach ($record in $said) {
            $record.Source | Should -BeLike "$($file):2: Invoke-PyAwaitable*"
            $record.Tags | Should -Contain 'Loop=Default'
            $record.Tags | Should -Contain "Task=$record task"
            $record.Said.Origin.ScriptLine | Should -Be 2
            $record.Said.Loop.Name | Should -Be 'Default'
            $record.Said.Input | Should -Be "$record"
        }
    }
}

Describe 'What Python logs' {
    BeforeAll {
        $null = Invoke-PyAwaitable -Code @'
async def log_all(name='app.part'):
    logger = logging.getLogger(name)
    logger.debug('dddd')
    logger.info('iiii')
    logger.warning('wwww %s', 'args')
    logger.error('eeee')
'@
        function Get-Logged([hashtable] $With = @{}) {
            @(Invoke-PyAwaitable log_all @With *>&1 | Where-Object { $_ } | ForEach-Object { "$($_.GetType().Name): $_" })
        }
    }

    It 'is in the Warning stream from WARNING on, with the logger''s name' {
        Get-Logged | Should -Be 'PyWarningRecord: app.part: wwww args', 'PyWarningRecord: ERROR app.part: eeee'
    }

    It 'is in the Verbose stream as INFO with -Verbose, and in the Debug stream as DEBUG with -Debug' {
        Get-Logged @{ Verbose = $true } | Where-Object { $_ -like '*app.part*' } |
            Should -Be 'PyVerboseRecord: app.part: iiii', 'PyWarningRecord: app.part: wwww args', 'PyWarningRecord: ERROR app.part: eeee'
        $logged = Get-Logged @{ Verbose = $true; Debug = $true } | Where-Object { $_ -like '*app.part*' }
        $logged[0] | Should -Be 'PyDebugRecord: app.part: dddd'
        $logged | Should -HaveCount 4
    }

    It 'follows $VerbosePreference' {
        $VerbosePreference = 'Continue'
        Get-Logged | Should -Contain 'PyVerboseRecord: app.part: iiii'
    }

    It 'is not even made where nobody reads it, after a command that did' {
        $null = Get-Logged @{ Verbose = $true }
        Invoke-PyAwaitable -Code 'logging.getLogger("app.part").isEnabledFor(logging.INFO)' | Should -BeFalse
        Invoke-PyAwaitable -Code 'logging.getLogger("app.part").isEnabledFor(logging.INFO)' -Verbose 4>$null | Should -BeTrue
    }

    It 'as ERROR is an error record with -LogAsError' {
        $logged = Get-Logged @{ LogAsError = $true }
        $logged[-1] | Should -Be 'PyErrorRecord: ERROR app.part: eeee'
        (Get-ErrorOf { Invoke-PyAwaitable log_all -LogAsError 3>$null }).FullyQualifiedErrorId | Should -BeLike 'PyAsync.Logged*'
    }

    It 'has the exception''s text' {
        $record = Invoke-PyAwaitable -Code "try: 1/0`nexcept Exception: logging.exception('caught')" 3>&1 | Where-Object { $_ }
        "$record" | Should -BeLike "ERROR root: caught`nTraceback*ZeroDivisionError: division by zero"
    }

    It 'is said once, by the handler that the program has set up' {
        $result = Invoke-Shell @'
Invoke-PyAwaitable -Code @"
import logging, sys
logging.basicConfig(format='mine %(message)s', level=logging.INFO)
logging.info('i')
logging.getLogger('lib').warning('w')
"@ -Verbose
'@
        $result.Output -split '\r?\n' | Where-Object { $_ -match 'mine|lib|WARNING' } | Should -Be 'mine i', 'mine w'
    }

    It 'by a logger with a handler to a file is in that file only, and by one with a NullHandler in the stream' {
        $file = Join-Path $TestDrive 'log.txt'
        $records = Invoke-PyAwaitable -Code @'
import logging.config
logging.config.dictConfig({'version': 1, 'disable_existing_loggers': False,
    'handlers': {'file': {'class': 'logging.FileHandler', 'filename': file}}, 'loggers': {'filed': {'handlers': ['file']}}})
logging.getLogger('filed.sub').warning('to the file')
logging.getLogger('library').addHandler(logging.NullHandler())
logging.getLogger('library').warning('to the stream')
'@ -Variable @{ file = $file } 3>&1 | Where-Object { $_ }
        "$records" | Should -Be 'library: to the stream'
        Get-Content $file | Should -Be 'to the file'
    }

    It 'is in the stream still where a configuration names no handler for the root logger: <how>' -ForEach @(
        @{ how = 'dictConfig'; code = "logging.config.dictConfig({'version': 1, 'disable_existing_loggers': False, 'root': {'level': 'INFO'}})" }
        @{ how = 'fileConfig'; code = "import io; logging.config.fileConfig(io.StringIO('[loggers]\nkeys=root\n[handlers]\nkeys=\n[formatters]\nkeys=\n[logger_root]\nlevel=INFO\nhandlers='), disable_existing_loggers=False)" }
    ) {
        $result = Invoke-Shell @"
Invoke-PyAwaitable -Code @'
import logging.config
$code
logging.getLogger('configured').warning('still here')
'@ 3>&1 | Where-Object { `$_ } | ForEach-Object { "`$(`$_.GetType().Name)|`$_" }
"@
        $result.Output.Trim() | Should -Be 'PyWarningRecord|configured: still here'
    }

    It 'is left to the handler that a configuration gives the root logger' {
        $result = Invoke-Shell @'
Invoke-PyAwaitable -Code @"
import logging.config
logging.config.dictConfig({'version': 1, 'handlers': {'out': {'class': 'logging.StreamHandler', 'stream': 'ext://sys.stdout'}}, 'root': {'level': 'INFO', 'handlers': ['out']}})
logging.warning('once')
"@ 3>&1 | ForEach-Object { "$_" }
'@
        $result.Output.Trim() | Should -Be 'once'
    }

    It 'in a job is in the job''s own streams, also as INFO and DEBUG' {
        $job = Invoke-PyAwaitable log_all -AsJob -Verbose -Debug
        $null = Wait-Job $job -Timeout 20
        "$($job.Verbose | Where-Object { "$_" -like 'app.part*' })" | Should -Be 'app.part: iiii'
        "$($job.Debug | Where-Object { "$_" -like 'app.part*' })" | Should -Be 'app.part: dddd'
        @($job.Warning).Count | Should -Be 2
        Remove-Job $job
        $job = 1, 2 | Invoke-PyAwaitable -Code 'log_all()' -AsJob -Verbose -Debug
        $null = Wait-Job $job -Timeout 20
        foreach ($child in $job.ChildJobs) {
            "$($child.Verbose | Where-Object { "$_" -like 'app.part*' })" | Should -Be 'app.part: iiii'
        }
        Remove-Job $job
    }

    It 'by asyncio itself belongs to who started what it is about: <what>' -ForEach @(
        @{ what = 'a task that nobody awaits'; code = 'async def _lost():
    raise KeyError("lost")
asyncio.ensure_future(_lost()); await asyncio.sleep(0.05); gc.collect(); await asyncio.sleep(0.05)'; text = 'Task exception was never retrieved' }
        @{ what = 'a callback'; code = 'def _lost():
    raise KeyError("lost")
asyncio.get_running_loop().call_soon(_lost); await asyncio.sleep(0.05)'; text = 'Exception in callback' }
    ) {
        $script = Join-Path $TestDrive 'lost.ps1'
        Set-Content $script "Invoke-PyAwaitable -Code @'`nimport gc`n$code`n'@"
        Receive-PyOutput *>$null
        $said = "$(& $script 3>&1 | Where-Object { $_ })"
        $said | Should -BeLike "ERROR asyncio: $text*"
        $said | Should -Match "File `"$([regex]::Escape($script))`", line 4, in _lost"
        (Get-PyEventLoop Default).Unread | Should -Be 0
        $job = Invoke-PyAwaitable -Code "import gc`n$code" -AsJob
        $null = Wait-Job $job -Timeout 20
        "$($job.Warning)" | Should -BeLike "ERROR asyncio: $text*"
        Remove-Job $job
    }

    It 'names the script and the line of -Code in a warning' {
        $script = Join-Path $TestDrive 'warns.ps1'
        Set-Content $script "Invoke-PyAwaitable -Code @'`nimport warnings`nwarnings.warn('old')`n'@"
        "$(& $script 3>&1 | Where-Object { $_ })" | Should -Be "UserWarning: old ($($script):3)"
    }

    It 'tells the input also in <where>' -ForEach @(
        @{ where = 'child tasks'; say = 'await asyncio.gather(say(_), say(_))' }
        @{ where = 'asyncio.to_thread'; say = 'await asyncio.to_thread(print, _)' }
        @{ where = 'the loop''s executor'; say = 'await asyncio.get_running_loop().run_in_executor(None, print, _)' }
        @{ where = 'an executor of its own'; say = 'await asyncio.wrap_future(pool.submit(print, _))' }
        @{ where = 'threads'; say = 't = threading.Thread(target=print, args=(_,)); t.start(); t.join()' }
        @{ where = 'code without await'; say = 'print(_)' }
        @{ where = 'child tasks that outlive their await'; say = 'asyncio.ensure_future(say(_)); await asyncio.sleep(0.1)' }
    ) {
        Invoke-PyAwaitable -Code @'
import asyncio, threading
from concurrent.futures import ThreadPoolExecutor
pool = ThreadPoolExecutor(2)
async def say(text):
    await asyncio.sleep(0.01)
    print(text)
'@
        $said = @('in 1', 'in 2', 'in 3' | Invoke-PyAwaitable -Code "$say; None" 6>&1 | Where-Object { $_ })
        $said.Count | Should -BeGreaterOrEqual 3
        foreach ($record in $said) { $record.Said.Input | Should -Be "$record" }
        $context = New-PyContext
        foreach ($record in @('in 4' | Invoke-PyAwaitable -Code "$say; None" -Context $context 6>&1 | Where-Object { $_ })) { $record.Said.Input | Should -Be 'in 4' }
        # And what has no input is given nobody's.
        $none = Invoke-PyAwaitable -Code 'import asyncio; await asyncio.to_thread(print, "none")' 6>&1 | Where-Object { $_ }
        $none.Said.Input | Should -BeNullOrEmpty
    }

    It 'can be traced as what is printed' {
        $record = 'x' | Invoke-PyAwaitable -Code 'logging.warning(_)' 3>&1 | Where-Object { $_ }
        $record.Said.Input | Should -Be 'x'
        $record.Said.Loop.Name | Should -Be 'Default'
        $record.InvocationInfo.MyCommand.Name | Should -Be 'Invoke-PyAwaitable'
    }

    It 'ends the command with -WarningAction Stop' {
        { Invoke-PyAwaitable -Code 'logging.warning("w")' -WarningAction Stop } | Should -Throw -ErrorId 'ActionPreferenceStop*'
    }
}

Describe 'What is said when nobody waits' {
    BeforeEach { Receive-PyOutput *>$null }

    It 'lies with its loop until Receive-PyOutput shows it' {
        $null = Start-PyEventLoop unread
        Invoke-PyAwaitable -Loop unread -Code @'
import asyncio, logging
async def _late():
    await asyncio.sleep(0.1)
    print('late line')
    logging.warning('late warning')
_kept = asyncio.ensure_future(_late())
None
'@
        Wait-Until { (Get-PyEventLoop unread).Unread -eq 2 }
        (Get-PyEventLoop Default).Unread | Should -Be 0
        $kept = Receive-PyOutput unread -Keep 3>&1 6>&1
        "$($kept -join '|')" | Should -Be 'late line|root: late warning'
        $said = Receive-PyOutput unread 3>&1 6>&1
        $said[0].Tags | Should -Contain 'PyStdout'
        $said[0].Said.Origin.Command | Should -BeLike 'Invoke-PyAwaitable*'
        Receive-PyOutput unread *>&1 | Should -BeNullOrEmpty
        Stop-PyEventLoop unread
    }

    It 'is there after its loop has ended, and a name that is none is an error' {
        $null = Start-PyEventLoop gone
        Invoke-PyAwaitable -Loop gone -Code "import asyncio`nasync def _end():`n    try: await asyncio.sleep(60)`n    finally: print('at the end')`n_kept = asyncio.ensure_future(_end()); await asyncio.sleep(0)"
        Stop-PyEventLoop gone
        "$(Receive-PyOutput gone 6>&1)" | Should -Be 'at the end'
        (Get-ErrorOf { Receive-PyOutput no-such-loop }).FullyQualifiedErrorId | Should -BeLike 'PyAsync.LoopNotFound*'
    }

    It 'has a line that was not ended as well, once what began it has: <what>' -ForEach @(
        @{ what = 'a task'; code = 'async def _rest():
    await wait_for_gate("rest")
    print("begun", end="")
_kept = asyncio.ensure_future(_rest())' }
        @{ what = 'a thread'; code = 'async def _rest():
    await wait_for_gate("rest")
    await asyncio.to_thread(print, "begun", end="")
_kept = asyncio.ensure_future(_rest())' }
        @{ what = 'a callback'; code = '_gates["rest"] = asyncio.Event()
async def _rest():
    await wait_for_gate("rest")
_kept = asyncio.ensure_future(_rest()); _kept.add_done_callback(lambda task: print("begun", end=""))' }
    ) {
        Invoke-PyAwaitable -Code "_gates.pop('rest', None)`n$code; None"
        Invoke-PyAwaitable open_gate rest
        Wait-Until { (Get-PyEventLoop Default).Unread -eq 1 }
        "$(Receive-PyOutput 6>&1)" | Should -Be 'begun'
    }

    It 'is the last 10,000 lines, and what was dropped is told' {
        Invoke-PyAwaitable -Code "async def _much():`n    await wait_for_gate('much to say')`n    for i in range(10005): print(i)`n    open_gate('much')`n_kept = asyncio.ensure_future(_much()); None"
        Invoke-PyAwaitable open_gate 'much to say'
        Invoke-PyAwaitable wait_for_gate much
        $said = Receive-PyOutput 3>&1 6>&1
        $said[0] | Should -BeLike '5 older line(s)*'
        "$($said[1])|$($said[-1])" | Should -Be '5|10004'
        $said.Count | Should -Be 10001
    }

    It 'is written to the process''s own streams at its end' {
        $result = Invoke-Shell @'
Invoke-PyAwaitable -Code @"
import asyncio
async def late():
    await asyncio.sleep(0.05)
    print('unread')
    try: await asyncio.sleep(60)
    finally: print('at exit')
kept = asyncio.ensure_future(late()); await asyncio.sleep(0)
"@
Start-Sleep -Milliseconds 500
'last'
'@
        $result.Output -split '\r?\n' | Should -Be 'last', 'unread', 'at exit'
    }

    It 'is said by Start-PyEventLoop -Wait' {
        $result = Invoke-Shell @'
Start-ThreadJob -ArgumentList (Get-Module PyAsync).Path {
    Import-Module $args[0]
    while ([PyAsync.Loops.PyEventLoop]::Find('front').State -ne 'Running') { [System.Threading.Thread]::Sleep(20) }
    $null = Invoke-PyAwaitable -Loop front -Code 'import asyncio, pyasync; loop = asyncio.get_running_loop(); loop.call_later(0.2, print, "in front"); loop.call_later(0.3, pyasync.stop); None'
} | Out-Null
Start-PyEventLoop front -Wait
'@
        $result.Output | Should -BeLike '*in front*'
    }
}

Describe '200 awaits at once, each printing and logging three lines' {
    BeforeAll {
        # Each command says lines with its own name; every one must come out of it, once.
        $speak = @'
import asyncio, logging, threading
async def speak(name, number):
    logger = logging.getLogger('speaker')
    for i in range(3):
        print('%s print %d %d' % (name, number, i))
        logger.warning('%s log %d %d', name, number, i)
        await asyncio.sleep(0.001 * (number % 3))
    await asyncio.to_thread(print, '%s thread %d' % (name, number))
'@
        $run = {
            param($manifest, $speak, $name)
            Import-Module $manifest
            $null = Invoke-PyAwaitable -Code $speak
            0..199 | Invoke-PyAwaitable -Code "await speak('$name', _)"
        }
        $expected = foreach ($number in 0..199) {
            foreach ($i in 0..2) { "print $number $i"; "log $number $i" }
            "thread $number"
        }
        function Assert-Whole($Records, [string] $Name) {
            $texts = $Records | Where-Object { $_ -is [System.Management.Automation.InformationRecord] -or $_ -is [System.Management.Automation.WarningRecord] } | ForEach-Object { "$_" -replace '^speaker: ' }
            @($texts).Count | Should -Be 1400
            Compare-Object @($texts | Sort-Object) @($expected | ForEach-Object { "$Name $_" } | Sort-Object) | Should -BeNullOrEmpty
        }
    }

    It 'lose no line and mix none, at the prompt and in commands of three runspaces at the same time' {
        $others = foreach ($name in 'a', 'b', 'c') { Start-Background "& { $run } '$manifest' @'`n$speak`n'@ $name" }
        $mine = & $run $manifest $speak mine *>&1
        Assert-Whole $mine mine
        foreach ($index in 0..2) {
            $other = $others[$index]
            $null = $other.Handle.AsyncWaitHandle.WaitOne(60000)
            Assert-Whole (@($other.Shell.Streams.Information) + @($other.Shell.Streams.Warning)) ('a', 'b', 'c')[$index]
            $null = Wait-Background $other
        }
    }

    It 'are in the transcript of a shell, each once' {
        $file = Join-Path $TestDrive 'voices.txt'
        $result = Invoke-Shell "`$null = Start-Transcript '$file'`n& { $run } '$manifest' @'`n$speak`n'@ t`n`$null = Stop-Transcript" -Environment @{ COLUMNS = '200' }
        $result.ExitCode | Should -Be 0
        $lines = Get-Content $file | Where-Object { $_ -match 't (print|log|thread) ' } | ForEach-Object { $_ -replace '^WARNING: speaker: ' }
        Compare-Object @($lines | Sort-Object) @($expected | ForEach-Object { "t $_" } | Sort-Object) | Should -BeNullOrEmpty
    }

    It 'are in the streams of Start-ThreadJob, each job''s own' {
        $jobs = 'j1', 'j2' | ForEach-Object { Start-ThreadJob $run -ArgumentList $manifest, $speak, $_ }
        foreach ($index in 0..1) {
            Assert-Whole ($jobs[$index] | Receive-Job -Wait *>&1) ('j1', 'j2')[$index]
        }
        $jobs | Remove-Job
    }

    It 'are in the streams of Start-Job' {
        $job = Start-Job $run -ArgumentList $manifest, $speak, 'process'
        $null = Wait-Job $job
        $child = $job.ChildJobs[0]
        Assert-Whole (@($child.Information) + @($child.Warning)) process
        $job | Remove-Job
    }

    It 'are in the streams of ForEach-Object -Parallel' {
        $text = "$run"
        $said = 'p1', 'p2', 'p3' | ForEach-Object -Parallel { & ([scriptblock]::Create($using:text)) $using:manifest $using:speak $_ } *>&1
        foreach ($name in 'p1', 'p2', 'p3') {
            Assert-Whole ($said | Where-Object { "$_" -match "\b$name " }) $name
        }
    }
}
