# A loop for one block: fresh, the default one inside, and gone afterwards whatever happens.

BeforeAll {
    . "$PSScriptRoot/_Common.ps1"

    $identity = 'import asyncio; str(id(asyncio.get_running_loop()))'
}

AfterAll {
    Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
}

Describe 'Use-PyEventLoop' {
    AfterEach {
        Get-PyEventLoop Use-*, scope* | Should -BeNullOrEmpty
    }

    It 'gives the block its loop as $_ and first argument, and the other arguments behind it' {
        Use-PyEventLoop -ArgumentList 20, 22 { param($loop, $a, $b) $loop -eq $_; $loop.State; $a + $b } | Should -Be $true, 'Running', 42
        Use-PyEventLoop { $args[0].GetType().Name } | Should -Be 'PyEventLoop'
    }

    It 'is the default loop of the block, and of functions of modules that it calls' {
        $module = New-Module { function Get-LoopIdentity([string] $Code) { Invoke-PyAwaitable -Code $Code } }
        $inside = Use-PyEventLoop { Invoke-PyAwaitable -Code $identity; Get-LoopIdentity $identity; Invoke-PyAwaitable -Code $identity -Loop $_ }
        $inside[1] | Should -Be $inside[0]
        $inside[2] | Should -Be $inside[0]
        Invoke-PyAwaitable -Code $identity | Should -Not -Be $inside[0]
        Remove-Module $module
    }

    It 'passes output on as it comes, to commands that have the outer default loop' {
        $log = [System.Collections.Generic.List[string]]::new()
        $default = Invoke-PyAwaitable -Code $identity
        Use-PyEventLoop { 'first'; $log.Add('between'); 'second' } | ForEach-Object { $log.Add($_); Invoke-PyAwaitable -Code $identity } | Should -Be $default, $default
        $log | Should -Be 'first', 'between', 'second'
    }

    It 'stops the loop after <Case>' -ForEach @(
        @{ Case = 'an error'; Command = { try { Use-PyEventLoop -Name scope-e { throw 'oops' } } catch { "$_" } }; Output = 'oops' }
        @{ Case = 'a break'; Command = { foreach ($i in 1..3) { $i; Use-PyEventLoop -Name scope-b { break } } }; Output = 1 }
        @{ Case = 'a return'; Command = { Use-PyEventLoop -Name scope-r { 1; return 2; 3 } }; Output = 1, 2 }
        @{ Case = 'a reader that has enough'; Command = { Use-PyEventLoop -Name scope-f { 1..100 } | Select-Object -First 2 }; Output = 1, 2 }
    ) {
        & $Command | Should -Be $Output
        Get-PyEventLoop scope-* | Should -BeNullOrEmpty
    }

    It 'stops the loop at Ctrl+C, after Python''s finally' {
        $flag = Join-Path $TestDrive cleaned
        $code = "import asyncio, pathlib`ntry:`n    await asyncio.sleep(3600)`nfinally:`n    pathlib.Path(r'$flag').touch()"
        $background = Start-Background "Use-PyEventLoop -Name scope-c { Invoke-PyAwaitable -Code @'`n$code`n'@ }"
        Wait-Until { (Get-PyEventLoop scope-c -ErrorAction Ignore).Pending -eq 1 }
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $background.Shell.Stop()
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 2
        $flag | Should -Exist
        Get-PyEventLoop scope-* | Should -BeNullOrEmpty
    }

    It 'cancels tasks that still run, and warns of one that ignores it' {
        $null = Use-PyEventLoop -ModulePath $fixtures -TimeoutSeconds 0.1 -WarningVariable warned -WarningAction SilentlyContinue {
            Invoke-PyAwaitable -Code "import asyncio, tasks`nasync def stubborn():`n    while True:`n        try: await asyncio.sleep(3600)`n        except asyncio.CancelledError: pass`nt = asyncio.ensure_future(stubborn())`nawait asyncio.sleep(0)"
        }
        "$warned" | Should -BeLike '*stubborn*'
    }

    It 'leaves none of the block''s Python names behind' {
        Use-PyEventLoop -Name scope-n { Invoke-PyAwaitable -Code 'mine = 1; mine' } | Should -Be 1
        Use-PyEventLoop -Name scope-n { Invoke-PyAwaitable -Code '"mine" in globals()' } | Should -BeFalse
        Invoke-PyAwaitable -Code 'import sys; [m for m in sys.modules if "scope-n" in m]' | Should -BeNullOrEmpty
    }

    It 'nests' {
        $found = Use-PyEventLoop -Name scope-outer {
            Invoke-PyAwaitable -Code "word = 'outer'"
            Use-PyEventLoop -Name scope-inner { Invoke-PyAwaitable -Code "word = 'inner'; word"; $_.Name }
            Invoke-PyAwaitable -Code 'word'
            $_.Name
        }
        $found | Should -Be 'inner', 'scope-inner', 'outer', 'scope-outer'
    }

    It 'makes the block''s errors and warnings its own' {
        $output = Use-PyEventLoop { Write-Error nope; Write-Warning careful; 5 } -ErrorVariable problem -ErrorAction SilentlyContinue -WarningVariable warned -WarningAction SilentlyContinue
        $output | Should -Be 5
        "$problem" | Should -Be 'nope'
        "$warned" | Should -Be 'careful'
    }

    It 'tells error and warning records that the block outputs from those that it writes' {
        $given = Use-PyEventLoop -ErrorVariable problem -ErrorAction SilentlyContinue -WarningVariable warned -WarningAction SilentlyContinue {
            Write-Error first
            $Error[0]
            Write-Warning careful
            [System.Management.Automation.WarningRecord]::new('data')
            Write-Error last
            $null
            , @(1, 2)
        }
        "$problem" | Should -Be 'first last'
        "$warned" | Should -Be 'careful'
        $given.Count | Should -Be 4
        $given[0] | Should -BeOfType System.Management.Automation.ErrorRecord
        "$($given[0])" | Should -Be 'first'
        "$($given[1])" | Should -Be 'data'
        $given[2] | Should -BeNullOrEmpty
        $given[3] | Should -Be 1, 2
        # What was an error in the block may be looked at in it.
        (Use-PyEventLoop { Write-Error inner 2>&1 }).Exception.Message | Should -Be 'inner'
    }

    It 'does not show its loop to other runspaces' {
        Use-PyEventLoop {
            (Wait-Background (Start-Background "Invoke-PyAwaitable -Code '$identity'")).Output
        } | Should -Be (Invoke-PyAwaitable -Code $identity)
    }

    It 'refuses a name that a loop has' {
        $null = Start-PyEventLoop Taken
        try {
            (Get-ErrorOf { Use-PyEventLoop -Name Taken { 'not run' } }).FullyQualifiedErrorId | Should -BeLike 'PyAsync.LoopExists,*'
        }
        finally {
            Stop-PyEventLoop Taken
        }
    }

    It 'takes a loop factory, debug mode and module folders' {
        Use-PyEventLoop -LoopFactory asyncio:SelectorEventLoop -DebugMode -ModulePath $fixtures {
            $_.DebugMode
            Invoke-PyAwaitable -Code 'import asyncio, sample; (type(asyncio.get_running_loop()).__name__, asyncio.get_running_loop().get_debug())'
        } | Should -Be $true, '_UnixSelectorEventLoop', $true
    }
}
