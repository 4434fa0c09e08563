# The shell keeps its signals, whatever Python does with them; and Python finds them as under `python`.
BeforeDiscovery {
    $unix = -not $IsWindows
}

BeforeAll {
    . "$PSScriptRoot/_Common.ps1"

    # Starts the shell, sends it a signal once it has written READY, and gives how it ended.
    function Invoke-Signalled([string] $Script, [string] $Signal) {
        $file = Join-Path $TestDrive "$([guid]::NewGuid().ToString('n')).ps1"
        Set-Content $file "Import-Module '$manifest'`n$Script"
        $answer = & (Get-TestPython).Executable (Join-Path $fixtures send_signal.py) (Get-Shell) $file $Signal
        $answer | ConvertFrom-Json
    }
}

Describe 'Signals of the shell' -Skip:(-not $unix) {
    It 'are handled in Python as in a fresh interpreter, so that a handler can be put back' {
        foreach ($name in 'SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGHUP', 'SIGCHLD') {
            $fresh = & (Get-TestPython).Executable -c "import signal; print(signal.getsignal(signal.$name))"
            Invoke-PyAwaitable -Code @"
import signal
old = signal.signal(signal.$name, print)
put = signal.signal(signal.$name, old) is print
str(old) if put else 'not put back'
"@ | Should -Be $fresh -Because $name
        }
    }

    It 'leave native commands as they are while Python handles SIGCHLD, which its handler gets too' {
        $result = Invoke-Shell @'
Invoke-PyAwaitable -Code "import signal`nseen = []`n_ = signal.signal(signal.SIGCHLD, lambda *a: seen.append(1))"
/bin/sh -c 'exit 4'; $LASTEXITCODE
Invoke-PyAwaitable -Code "import asyncio`nfor _ in range(500):`n    if seen: break`n    await asyncio.sleep(0.01)`nbool(seen)"
Invoke-PyAwaitable -Code "_ = signal.signal(signal.SIGCHLD, signal.SIG_DFL)"
/bin/sh -c 'exit 5'; $LASTEXITCODE
'@
        $result.TimedOut | Should -BeFalse
        $result.Output -split '\r?\n' | Should -Be '4', 'True', '5'
    }

    It 'leave native commands as they are after a child process on uvloop' {
        Skip-Without uvloop
        $result = Invoke-Shell @'
$null = Start-PyEventLoop -LoopFactory uvloop
/bin/true
foreach ($i in 1..3) {
    Invoke-PyAwaitable -Code "import asyncio`np = await asyncio.create_subprocess_exec('/bin/sh', '-c', 'exit 3')`nawait p.wait()"
    /bin/sh -c 'exit 4'; $LASTEXITCODE
    (Start-Process /bin/sh -ArgumentList '-c', '"exit 5"' -Wait -PassThru).ExitCode
}
'@
        $result.TimedOut | Should -BeFalse
        $result.Output -split '\r?\n' | Should -Be (@('3', '4', '5') * 3)
    }

    It 'leave native commands as they are after asyncio''s SafeChildWatcher' {
        $null = & (Get-TestPython).Executable -W ignore -c 'import asyncio; asyncio.SafeChildWatcher' 2>&1
        if ($LASTEXITCODE) { Set-ItResult -Skipped -Because 'this Python has none any more' }
        $result = Invoke-Shell @'
Invoke-PyAwaitable -Code "import asyncio, warnings`nwarnings.simplefilter('ignore')`nw = asyncio.SafeChildWatcher()`nw.attach_loop(asyncio.get_running_loop())`nasyncio.set_child_watcher(w)`np = await asyncio.create_subprocess_exec('/bin/sh', '-c', 'exit 3')`nawait p.wait()"
/bin/sh -c 'exit 4'; $LASTEXITCODE
Invoke-PyAwaitable -Code "asyncio.set_child_watcher(None)"
/bin/sh -c 'exit 5'; $LASTEXITCODE
'@
        $result.TimedOut | Should -BeFalse
        $result.Output -split '\r?\n' | Should -Be '3', '4', '5'
    }

    It 'of .NET''s <_> stay .NET''s beside Python''s handler, and when Python has given it back' -ForEach 'SIGCONT', 'SIGWINCH', 'SIGTTIN', 'SIGTTOU', 'SIGUSR1' {
        $hasUvloop = -not (& { & (Get-TestPython).Executable -c 'import uvloop' 2>&1; $LASTEXITCODE })[-1]
        # Registered before Python starts, as PowerShell's and .NET's own are.
        $result = Invoke-Shell @"
`$counts = [System.Collections.Concurrent.ConcurrentDictionary[string, int]]::new()
Add-Type 'using System.Collections.Concurrent; using System.Runtime.InteropServices; public static class Seen { public static PosixSignalRegistration Of(PosixSignal signal, ConcurrentDictionary<string, int> counts) => PosixSignalRegistration.Create(signal, context => { context.Cancel = true; counts.AddOrUpdate("net", 1, (_, n) => n + 1); }); }'
`$registration = [Seen]::Of('$($_ -eq 'SIGUSR1' ? 10 : $_)', `$counts)
function Send(`$Way, [switch] `$ToPython) {
    `$counts['net'] = 0
    Invoke-PyAwaitable -Code "import os, signal; os.kill(os.getpid(), signal.$_)"
    `$end = [datetime]::UtcNow.AddSeconds(5)
    while (`$counts['net'] -eq 0 -and [datetime]::UtcNow -lt `$end) { Start-Sleep -Milliseconds 10 }
    if (`$ToPython) { Invoke-PyAwaitable -Code "for _ in range(500):``n    if seen: break``n    await asyncio.sleep(0.01)" }
    "`$Way `$(`$counts['net'] -gt 0) `$(Invoke-PyAwaitable -Code 'bool(seen)')"
    Invoke-PyAwaitable -Code 'seen.clear()'
}
Invoke-PyAwaitable -Code "import asyncio, faulthandler, signal, tempfile; seen = []; file = tempfile.TemporaryFile()"
Send nobody
Invoke-PyAwaitable -Code "old = signal.signal(signal.$_, lambda *a: seen.append(1))"
Send signal.signal -ToPython
Invoke-PyAwaitable -Code "_ = signal.signal(signal.$_, old)"
Send 'given back'
Invoke-PyAwaitable -Code "asyncio.get_running_loop().add_signal_handler(signal.$_, seen.append, 1)"
Send add_signal_handler -ToPython
Invoke-PyAwaitable -Code "_ = asyncio.get_running_loop().remove_signal_handler(signal.$_)"
Send 'given back'
Invoke-PyAwaitable -Code "faulthandler.register(signal.$_, file)"
Send faulthandler
Invoke-PyAwaitable -Code "_ = faulthandler.unregister(signal.$_)"
Send 'given back'
if (`$$hasUvloop) {
    `$null = Start-PyEventLoop fast -LoopFactory uvloop
    Invoke-PyAwaitable -Loop fast -Code "import asyncio; p = await asyncio.create_subprocess_exec('/bin/true'); _ = await p.wait()"
    Send uvloop
}
"@
        $result.Errors | Should -BeNullOrEmpty
        $expected = 'nobody True False', 'signal.signal True True', 'given back True False', 'add_signal_handler True True', 'given back True False', 'faulthandler True False', 'given back True False'
        $result.Output -split '\r?\n' | Should -Be ($hasUvloop ? $expected + 'uvloop True False' : $expected)
    }

    It 'go to Python''s handler while it has one, and leave the shell and its native commands as they were before' {
        $result = Invoke-Shell @'
Add-Type @"
using System.Runtime.InteropServices;
public static class Listener
{
    public static int Seen;
    private static readonly PosixSignalRegistration[] s_all = { Listen(PosixSignal.SIGCONT), Listen(PosixSignal.SIGWINCH) };
    public static void Start() { }
    private static PosixSignalRegistration Listen(PosixSignal name) => PosixSignalRegistration.Create(name, _ => System.Threading.Interlocked.Increment(ref Seen));
}
"@
[Listener]::Start()
foreach ($name in 'SIGCONT', 'SIGWINCH', 'SIGTTIN', 'SIGTTOU') {
    Invoke-PyAwaitable -Code @"
import asyncio, os, signal
seen = []
async def send(count):
    os.kill(os.getpid(), signal.$name)
    for i in range(500):
        if len(seen) >= count: break
        await asyncio.sleep(0.01)
old = signal.signal(signal.$name, lambda *a: seen.append(1))
await send(1)
signal.signal(signal.$name, old)
asyncio.get_running_loop().add_signal_handler(signal.$name, seen.append, 2)
await send(2)
asyncio.get_running_loop().remove_signal_handler(signal.$name)
f'$name {seen} {signal.getsignal(signal.$name) == signal.SIG_DFL}'
"@
    /bin/sh -c 'exit 4'; $LASTEXITCODE
}
$before = [Listener]::Seen
Invoke-PyAwaitable -Code '_ = [os.kill(os.getpid(), n) for n in (signal.SIGCONT, signal.SIGWINCH)]'
foreach ($i in 1..500) { if ([Listener]::Seen -ge $before + 2) { break }; Start-Sleep -Milliseconds 10 }
[Listener]::Seen - $before
'@
        $result.TimedOut | Should -BeFalse
        $result.Output -split '\r?\n' | Should -Be @('SIGCONT', 'SIGWINCH', 'SIGTTIN', 'SIGTTOU' | ForEach-Object { "$_ [1, 2] True"; '4' }; '2')
    }

    It 'let Ctrl+C stop the pipeline while Python handles SIGINT, whose handler is called too' {
        $result = Invoke-Signalled @'
$null = Invoke-PyAwaitable -Code "import asyncio, signal`nasyncio.get_running_loop().add_signal_handler(signal.SIGINT, print, 'python')"
'READY'; Start-Sleep 60; 'after'
'@ SIGINT
        $result.TimedOut | Should -BeFalse
        $result.Lines | Should -Be 'READY', 'python'
        $result.Seconds | Should -BeLessThan 10
    }

    It 'let Ctrl+C stop <_> after Python has handled SIGINT' -ForEach 'Start-Sleep 60', 'Invoke-PyAwaitable asyncio:sleep 60' {
        $result = Invoke-Signalled @"
`$null = Invoke-PyAwaitable -Code "import asyncio, signal``nl = asyncio.get_running_loop()``nl.add_signal_handler(signal.SIGINT, print)``nl.remove_signal_handler(signal.SIGINT)"
'READY'; $_; 'after'
"@ SIGINT
        $result.TimedOut | Should -BeFalse
        $result.Lines | Should -Be 'READY'
        $result.Seconds | Should -BeLessThan 10
    }

    It 'let Ctrl+C stop <_>, and leave native commands as they are, after uvicorn has served' -ForEach 'Start-Sleep 60', 'Invoke-PyAwaitable asyncio:sleep 60' {
        Skip-Without uvicorn
        $result = Invoke-Signalled @"
Invoke-PyAwaitable -TimeoutSeconds 30 -Code @'
import asyncio, socket, uvicorn
async def app(scope, receive, send):
    if scope['type'] == 'http':
        await send({'type': 'http.response.start', 'status': 200, 'headers': []})
        await send({'type': 'http.response.body', 'body': b'served'})
listener = socket.create_server(('127.0.0.1', 0))
server = uvicorn.Server(uvicorn.Config(app, log_level='error'))
task = asyncio.ensure_future(server.serve([listener]))
while not server.started:
    await asyncio.sleep(0.01)
reader, writer = await asyncio.open_connection(*listener.getsockname())
writer.write(b'GET / HTTP/1.0\r\n\r\n')
answer = await reader.read()
writer.close()
server.should_exit = True
await task
answer.decode().split()[-1]
'@
/bin/sh -c 'exit 4'; `$LASTEXITCODE
'READY'; $_; 'after'
"@ SIGINT
        $result.TimedOut | Should -BeFalse
        $result.Lines | Should -Be 'served', '4', 'READY'
        $result.Seconds | Should -BeLessThan 20
    }

    It 'end a blocking call of Python''s main thread for a handler of Python''s' {
        $result = Invoke-Signalled @'
$null = Invoke-PyAwaitable -Code "import signal`nclass Told(Exception): pass`ndef tell(*a): raise Told`nsignal.signal(signal.SIGTERM, tell)"
try { Invoke-PyAwaitable -Code "import time`nprint('READY', flush=True)`ntime.sleep(60)" -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }
'@ SIGTERM
        $result.TimedOut | Should -BeFalse
        $result.Lines[1] | Should -BeLike 'PyAsync.Told*'
        $result.ExitCode | Should -Be 0
        $result.Seconds | Should -BeLessThan 10
    }

    It 'leave a null pointer of .NET''s an exception with <Name>' -ForEach @(
        @{ Name = 'PYTHONFAULTHANDLER=1'; Variables = @{ PYTHONFAULTHANDLER = '1' }; Code = '1' }
        @{ Name = 'PYTHONDEVMODE=1'; Variables = @{ PYTHONDEVMODE = '1' }; Code = '1' }
        @{ Name = 'faulthandler.enable()'; Variables = @{}; Code = 'import faulthandler; faulthandler.enable()' }
    ) {
        $result = Invoke-Shell @"
`$null = Invoke-PyAwaitable -Code '$Code'
function Read-Null { try { [System.Runtime.InteropServices.Marshal]::ReadInt32([IntPtr] 8) } catch { `$_.Exception.InnerException.GetType().Name } }
Read-Null
Invoke-PyAwaitable -Code 'f()' -Variable @{ f = [PyAsync.Callback]::Blocking({ Read-Null }) }
"@ -Environment $Variables
        $result.ExitCode | Should -Be 0
        $result.Output -split '\r?\n' | Should -Be 'AccessViolationException', 'AccessViolationException'
    }
}
