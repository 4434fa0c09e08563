BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    $null = Start-PyEventLoop
    $null = Invoke-PyAwaitable -Code @'
import asyncio
log = []
class Pool:
    async def __aenter__(self):
        log.append("enter")
        self.task = asyncio.current_task()
        return self
    async def __aexit__(self, kind, error, traceback):
        log.append("leave " + (kind.__name__ if kind else "well") + (" same task" if self.task is asyncio.current_task() else ""))
    def name(self):
        return "pool"
class Quiet:
    def __enter__(self):
        return 5
    def __exit__(self, kind, error, traceback):
        log.append("quiet")
        return True
class Closing:
    async def aclose(self):
        log.append("aclose")
class Plain:
    def close(self):
        log.append("close")
class Broken:
    async def __aenter__(self):
        raise OSError("no way in")
    async def __aexit__(self, *error):
        log.append("never")
class Deadline:
    def __init__(self, seconds, suppresses=False):
        self.seconds = seconds
        self.suppresses = suppresses
    async def __aenter__(self):
        self.task = asyncio.current_task()
        asyncio.get_running_loop().call_later(self.seconds, self.task.cancel)
    async def __aexit__(self, kind, error, traceback):
        log.append("left by " + str(kind and kind.__name__))
        if kind is asyncio.CancelledError and not self.suppresses:
            raise TimeoutError("too late")
        return self.suppresses
async def fail():
    raise KeyError("child")
class Stuck:
    async def __aenter__(self):
        return self
    async def __aexit__(self, *error):
        raise OSError("no way out")
'@
    function Get-Live([string] $Code) { Invoke-PyAwaitable -Code $Code -Raw }
    function Get-Log { @(Invoke-PyAwaitable -Code 'log') }
}

AfterAll {
    Stop-PyEventLoop
}

Describe 'Use-PyObject' {
    BeforeEach {
        $null = Invoke-PyAwaitable -Code 'log.clear()'
    }

    It 'enters and leaves in one task, and passes output, $_ and arguments' {
        Use-PyObject (Get-Live 'Pool()') { param($pool, $word) $_.name(); $pool.name(); $word; Get-Log } -ArgumentList 'more' | Should -Be 'pool', 'pool', 'more', 'enter'
        Get-Log | Should -Be 'enter', 'leave well same task'
    }

    It 'tells Python of an error that ends the block, and lets it go on' {
        { Use-PyObject (Get-Live 'Pool()') { throw 'no' } } | Should -Throw 'no'
        Get-Log | Should -Be 'enter', 'leave HostError same task'
    }

    It 'swallows an error that the object suppresses' {
        Use-PyObject (Get-Live 'Quiet()') { $_; throw 'no' } | Should -Be 5
        Get-Log | Should -Be 'quiet'
    }

    It 'closes <code>, which is no context manager' -ForEach @(
        @{ code = 'Closing()'; expected = 'aclose' }
        @{ code = 'Plain()'; expected = 'close' }
    ) {
        Use-PyObject (Get-Live $code) { }
        Get-Log | Should -Be $expected
    }

    It 'leaves where a later command has enough' {
        Use-PyObject (Get-Live 'Pool()') { 1..10 } | Select-Object -First 1 | Should -Be 1
        Get-Log | Should -Be 'enter', 'leave well same task'
    }

    It 'leaves by cancelling at Ctrl+C' {
        $entered = [System.Threading.ManualResetEventSlim]::new($false)
        [System.AppDomain]::CurrentDomain.SetData('pyasync.entered', $entered)
        $background = Start-Background @'
$entered = [System.AppDomain]::CurrentDomain.GetData('pyasync.entered')
Use-PyObject (Invoke-PyAwaitable -Code 'Pool()' -Raw) { $entered.Set(); Start-Sleep 60 }
'@
        Wait-Until { $entered.IsSet }
        $background.Shell.Stop()
        $background.Shell.Dispose()
        Wait-Until { (Get-Log).Count -eq 2 }
        Get-Log | Should -Be 'enter', 'leave CancelledError same task'
    }

    Context 'Where the object cancels what is inside of it' {
        It 'stops the command that waits in the block and the block, and its error comes out' {
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $problem = Get-ErrorOf {
                Use-PyObject (Get-Live 'Deadline(0.2)') {
                    try { Invoke-PyAwaitable asyncio:sleep 60; Invoke-PyAwaitable -Code 'log.append("next")' }
                    catch { Invoke-PyAwaitable -Code 'log.append("caught")' }
                    # What is awaited here ends as it does in Python.
                    finally { Invoke-PyAwaitable -Code 'await asyncio.sleep(0.05); log.append("finally")' }
                    Invoke-PyAwaitable -Code 'log.append("after")'
                }
            }
            $problem.FullyQualifiedErrorId | Should -BeLike 'PyAsync.TimeoutError,*'
            "$problem" | Should -BeLike '*too late*'
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 20
            Get-Log | Should -Be 'finally', 'left by CancelledError'
            # And nothing of it is left.
            Invoke-PyAwaitable -Code 'await asyncio.sleep(0.01, "goes on")' | Should -Be 'goes on'
        }

        It 'is a time-out by asyncio.timeout, and the errors of a task group''s children' {
            if ((Get-TestPython).Version -lt '3.11') { Set-ItResult -Skipped -Because 'asyncio has both since Python 3.11.'; return }
            (Get-ErrorOf { Use-PyObject (Get-Live 'asyncio.timeout(0.1)') { Invoke-PyAwaitable asyncio:sleep 60 } }).FullyQualifiedErrorId | Should -BeLike 'PyAsync.TimeoutError,*'
            $problem = Get-ErrorOf {
                Use-PyObject (Get-Live 'asyncio.TaskGroup()') {
                    Invoke-PyAwaitable -Code 'group.create_task(fail()); await asyncio.sleep(60)' -Variable @{ group = $_ }
                }
            }
            $problem.FullyQualifiedErrorId | Should -BeLike 'PyAsync.ExceptionGroup,*'
            $problem.Exception.Exceptions[0].PythonType | Should -Be 'KeyError'
            # A group whose children end well waits for them.
            Use-PyObject (Get-Live 'asyncio.TaskGroup()') {
                Invoke-PyAwaitable -Code 'group.create_task(asyncio.sleep(0.1)).add_done_callback(lambda task: log.append("child")); None' -Variable @{ group = $_ }
            }
            Get-Log | Should -Be 'child'
        }

        It 'lets another command in the block end first, and its error comes out then' {
            (Get-ErrorOf { Use-PyObject (Get-Live 'Deadline(0.05)') { Start-Sleep -Milliseconds 300 } }).FullyQualifiedErrorId | Should -BeLike 'PyAsync.TimeoutError,*'
            Get-Log | Should -Be 'left by CancelledError'
        }

        It 'ends the block in silence where the object suppresses it' {
            Use-PyObject (Get-Live 'Deadline(0.1, True)') { 'begun'; Invoke-PyAwaitable asyncio:sleep 60; 'never' } | Should -Be 'begun'
        }

        It 'keeps the block''s own error' {
            { Use-PyObject (Get-Live 'Deadline(0.1)') { try { Invoke-PyAwaitable asyncio:sleep 60 } finally { throw 'mine' } } } | Should -Throw 'mine'
            Get-Log | Should -Be 'left by HostError'
        }

        It 'ends an inner block that it is not about, and leaves that one''s object too' {
            $problem = Get-ErrorOf {
                Use-PyObject (Get-Live 'Deadline(0.1)') { Use-PyObject (Get-Live 'Pool()') { Invoke-PyAwaitable asyncio:sleep 60 } }
            }
            $problem.FullyQualifiedErrorId | Should -BeLike 'PyAsync.TimeoutError,*'
            Get-Log | Should -Be 'enter', 'leave well same task', 'left by CancelledError'
        }
    }

    It 'says what keeps it from entering or leaving: <code>' -ForEach @(
        @{ code = 'Broken()'; id = 'PyAsync.OSError'; text = '*no way in*' }
        @{ code = 'Stuck()'; id = 'PyAsync.OSError'; text = '*no way out*' }
        @{ code = 'object()'; id = 'PyAsync.TypeError'; text = '*nothing to leave*' }
    ) {
        $live = Get-Live $code
        $problem = Get-ErrorOf { Use-PyObject $live { } }
        $problem.FullyQualifiedErrorId | Should -BeLike "$id,*"
        "$problem" | Should -BeLike $text
    }

    It 'takes a live object only' {
        $problem = Get-ErrorOf { Use-PyObject 5 { } }
        $problem.FullyQualifiedErrorId | Should -BeLike 'PyAsync.NotLive,*'
    }

    It 'tells of an error of leaving also where a later command has enough' {
        Use-PyObject (Get-Live 'Stuck()') { 1; 2 } -ErrorVariable problem -ErrorAction SilentlyContinue | Select-Object -First 1 | Should -Be 1
        $problem.FullyQualifiedErrorId | Should -BeLike 'PyAsync.OSError,*'
        "$problem" | Should -BeLike '*no way out'
    }
}
