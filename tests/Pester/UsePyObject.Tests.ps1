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
}
