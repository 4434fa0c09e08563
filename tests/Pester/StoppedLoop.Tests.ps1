# A loop that is stopped while the pipeline still feeds: every item ends once, as a value or as an error that names it.
BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
}

AfterAll {
    Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
}

Describe 'A loop that is stopped while the pipeline feeds' {
    BeforeEach {
        $null = Start-PyEventLoop Fed -ModulePath $fixtures
    }

    AfterEach {
        Stop-PyEventLoop Fed -Force -TimeoutSeconds 1
    }

    It 'delivers what has finished, and gives each refused item an error of its own' {
        $all = & {
            1..20
            Wait-Until { (Get-PyEventLoop Fed).Pending -eq 0 }
            Stop-PyEventLoop Fed
            21, 22
        } | Invoke-PyAwaitable -Loop Fed -Code 'import asyncio; await asyncio.sleep(0.05); _' 2>&1
        $all | Where-Object { $_ -is [int] } | Sort-Object | Should -Be (1..20)
        $errors = @($all | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
        $errors.TargetObject | Should -Be 21, 22
        $errors.FullyQualifiedErrorId | Should -BeLike 'PyAsync.LoopStopped,*'
        $errors.Exception.Message | Should -BeLike "*'Fed'*"
        # What has finished comes first.
        $all[-2..-1].TargetObject | Should -Be 21, 22
    }

    It 'gives each item in flight an error that names it, and keeps the order with -Ordered' {
        $all = & {
            'a', 'quick', 'b'
            Wait-Until { (Get-PyEventLoop Fed).Pending -eq 2 }
            Stop-PyEventLoop Fed
            'c'
        } | Invoke-PyAwaitable -Loop Fed -Ordered -Code 'import sample; await (sample.echo_late(_) if _ == "quick" else sample.hang(_))' 2>&1
        $all.Count | Should -Be 4
        ($all | ForEach-Object { $_ -is [string] ? $_ : $_.TargetObject }) | Should -Be 'a', 'quick', 'b', 'c'
        $all[1] | Should -Be 'quick'
        $all[0, 2, 3].FullyQualifiedErrorId | Should -BeLike 'PyAsync.LoopStopped,*'
    }

    It 'is told once without items' {
        $loop = Get-PyEventLoop Fed
        Stop-PyEventLoop Fed
        $record = Get-ErrorOf { Invoke-PyAwaitable asyncio:sleep 0 -Loop $loop }
        $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.LoopStopped,*'
        $record.TargetObject | Should -Be 'asyncio:sleep'
        "$record" | Should -BeLike "*Start it again with Start-PyEventLoop -Name 'Fed'*"
    }
}

Describe 'loop.stop() of Python code' {
    BeforeEach {
        $null = Start-PyEventLoop Kept -ModulePath $fixtures
    }

    AfterEach {
        Stop-PyEventLoop Kept -Force -TimeoutSeconds 1
    }

    It 'is refused with the way to stop the loop, whose other awaits go on' {
        $other = Invoke-PyAwaitable -Loop Kept -Code 'import asyncio; await asyncio.sleep(0.2); "went on"' -AsJob
        foreach ($code in 'asyncio.get_running_loop().stop()', 'await asyncio.to_thread(asyncio.get_running_loop().stop)') {
            $record = Get-ErrorOf { Invoke-PyAwaitable -Loop Kept -Code "import asyncio; $code" }
            $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.RuntimeError,*'
            "$record" | Should -BeLike '*loop.stop() does not end it*pyasync.stop()*'
        }
        $other | Receive-Job -Wait -AutoRemoveJob | Should -Be 'went on'
        (Get-PyEventLoop Kept).State | Should -Be 'Running'
    }

    It 'is told where a callback or the handler of a signal calls it' {
        $warnings = @(Invoke-PyAwaitable -Loop Kept -Code 'import asyncio; loop = asyncio.get_running_loop(); loop.call_soon(loop.stop); await asyncio.sleep(0.05); 7' 3>&1)
        $warnings[-1] | Should -Be 7
        "$($warnings[0])" | Should -BeLike '*loop.stop() does not end it*pyasync.stop()*'
    }

    It 'ends a run that the code has begun inside of the loop' {
        # As nest_asyncio runs a loop inside of its own callback.
        Invoke-PyAwaitable -Loop Kept -TimeoutSeconds 20 -Code @'
import asyncio
loop = asyncio.get_running_loop()
def run_forever(self):
    while not self._stopping:
        self._run_once()
    self._stopping = False
loop.call_later(0.02, lambda: loop.stop())
run_forever(loop)
"nested run has ended"
'@ | Should -Be 'nested run has ended'
        Invoke-PyAwaitable -Loop Kept -Code '1 + 1' | Should -Be 2
    }

    It 'leaves Stop-PyEventLoop and pyasync.stop() as they are' {
        Stop-PyEventLoop Kept
        Get-PyEventLoop Kept -ErrorAction Ignore | Should -BeNullOrEmpty
        $null = Start-PyEventLoop Kept
        Invoke-PyAwaitable -Loop Kept -Code 'import pyasync; pyasync.stop()' -ErrorAction Ignore
        Wait-Until { -not (Get-PyEventLoop Kept -ErrorAction Ignore) }
    }
}
