BeforeAll {
    . (Join-Path $PSScriptRoot '_Common.ps1')
    $null = Start-PyEventLoop -ModulePath $fixtures
    function Get-Log { @(Invoke-PyAwaitable -Code 'import bridge; list(bridge.log)') }
    function Clear-Log { $null = Invoke-PyAwaitable -Code 'import bridge; bridge.log.clear()' }
}

AfterAll {
    Stop-PyEventLoop
}

Describe 'Streams from Python' {
    BeforeEach {
        Clear-Log
    }

    It 'writes the items of an async generator in order' {
        Invoke-PyAwaitable bridge:count 1000 | Should -Be (0..999)
    }

    It 'streams any async iterable, also where a function or a coroutine returns it' {
        Invoke-PyAwaitable bridge:rows | Should -Be 0, 1, 2
        Invoke-PyAwaitable bridge:make_rows | Should -Be 0, 1, 2
        Invoke-PyAwaitable -Code 'bridge.count(2)' | Should -Be 0, 1
    }

    It 'tells what a generator''s cleanup raised, though nobody reads it any more' {
        $result = Invoke-Shell @'
Invoke-PyAwaitable -Code @"
async def endless():
    try:
        while True:
            yield 1
    finally:
        raise KeyError('in cleanup')
endless()
"@ | Select-Object -First 1
'@
        "$($result.Output) $($result.Errors)" | Should -BeLike "*1*failed instead*endless*KeyError: 'in cleanup'*"
        $result.ExitCode | Should -Be 0
    }

    It 'writes an item before the next one is made' {
        $sw = [System.Diagnostics.Stopwatch]::StartNew()
        Invoke-PyAwaitable -Code @'
import asyncio
async def _two():
    yield 'first'
    await asyncio.sleep(60)
_two()
'@ | Select-Object -First 1 | Should -Be 'first'
        $sw.Elapsed.TotalSeconds | Should -BeLessThan 30
    }

    It 'ends an endless generator when a downstream command has enough, and its finally has run' {
        Invoke-PyAwaitable bridge:count | Select-Object -First 5 | Should -Be (0..4)
        Get-Log | Should -HaveCount 1
        (Get-PyEventLoop -Name Default).Pending | Should -Be 0
    }

    It 'holds the generator while the pipeline is slow' {
        $null = Invoke-PyAwaitable bridge:count | Select-Object -First 1
        # "closed at N": so far had the generator come when its first item was taken.
        [int] ((Get-Log) -replace '\D') | Should -BeLessThan 1000
    }

    It 'gives an error of the generator after its items, and it is no terminating one' {
        $items = Invoke-PyAwaitable bridge:fail_after 2 -ErrorVariable problem -ErrorAction SilentlyContinue
        $items | Should -Be 0, 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'PyAsync.ValueError*'
    }

    It 'writes a list that is an item as one object' {
        $items = @(Invoke-PyAwaitable bridge:lists)
        $items | Should -HaveCount 2
        $items[0] | Should -Be 1, 2
    }

    It 'gives the generator itself with -Raw' {
        $live = Invoke-PyAwaitable bridge:count 3 -Raw
        $live.PyTypeName | Should -Be 'async_generator'
        Invoke-PyAwaitable bridge:collect $live | Should -Be 0, 1, 2
    }

    It 'runs several generators at once, and with -Ordered writes one after the other' {
        2, 3, 1 | Invoke-PyAwaitable bridge:count -Ordered | Should -Be 0, 1, 0, 1, 2, 0
        (2, 3, 1 | Invoke-PyAwaitable bridge:count | Measure-Object).Count | Should -Be 6
    }

    It 'carries a hundred thousand items' {
        $sum = Invoke-PyAwaitable bridge:count 100000 | Measure-Object -Sum
        $sum.Count | Should -Be 100000
        $sum.Sum | Should -Be 4999950000
    }
}

Describe 'Streams to Python' {
    It 'makes the pipeline one async iterator with -AsStream' {
        1..1000 | Invoke-PyAwaitable bridge:collect -AsStream | Should -Be (1..1000)
    }

    It 'gives the iterator as _ in code' {
        1..3 | Invoke-PyAwaitable -Code '[x * 2 async for x in _]' -AsStream | Should -Be 2, 4, 6
    }

    It 'gives an iterator without items for an empty pipeline' {
        @() | Invoke-PyAwaitable -Code 'len([x async for x in _])' -AsStream | Should -Be 0
    }

    It 'reads lazily and ends the upstream command when Python has enough' {
        $made = [System.Collections.Generic.List[int]]::new()
        & { for ($i = 0; ; $i++) { $made.Add($i); $i } } | Invoke-PyAwaitable bridge:first -ArgumentList 3 -AsStream | Should -Be 0, 1, 2
        $made.Count | Should -BeLessThan 1000
    }

    It 'hands over an item that waits alone at once' {
        $got = [System.Collections.Concurrent.ConcurrentQueue[object]]::new()
        $null = Invoke-PyAwaitable -Code @'
async def _echo(source, got):
    async for item in source:
        await got(item)
_echo
'@
        # The second item is sent only once Python has answered the first.
        & {
            'first'
            Wait-Until { $got.Count -gt 0 } -What 'the first item to arrive'
            'second'
        } | Invoke-PyAwaitable _echo -ArgumentList ([System.Delegate]::CreateDelegate([System.Action[object]], $got, 'Enqueue')) -AsStream -ErrorAction Stop
        $got.Count | Should -Be 2
    }

    It 'passes a .NET asynchronous sequence through a generator and back' {
        $channel = [System.Threading.Channels.Channel]::CreateUnbounded[object]()
        1..500 | ForEach-Object { [void] $channel.Writer.TryWrite($_) }
        $channel.Writer.Complete()
        $source = $channel.Reader.ReadAllAsync([System.Threading.CancellationToken]::None)
        Invoke-PyAwaitable bridge:collect (, $source) | Should -Be (1..500)
    }
}
