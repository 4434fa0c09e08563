BeforeAll {
    . (Join-Path $PSScriptRoot '_Common.ps1')
    $null = Start-PyEventLoop -ModulePath $fixtures
}

AfterAll {
    Stop-PyEventLoop
}

Describe 'The scope of a script block that Python calls' {
    It 'is a new one within the caller''s where it has parameters: <name>' -ForEach @(
        @{ name = 'no command'; block = { param($x) $made = $x; "$x $kept" } }
        @{ name = 'a command'; block = { param($x) $made = $x; Write-Output "$x $kept" } }
    ) {
        $x = 'mine'
        $kept = 'kept'
        Invoke-PyAwaitable bridge:call $block, 'given' | Should -Be 'given kept'
        Invoke-PyAwaitable bridge:call $block -Keyword @{ x = 'named' } | Should -Be 'named kept'
        $x | Should -Be 'mine'
        Get-Variable made -Scope 0 -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'lets a function have a parameter of the same name' {
        function Invoke-Outer($x) {
            Invoke-PyAwaitable -Variable @{ f = { param($x) "inner $x" } } -Code 'await f("a")'
            Invoke-PyAwaitable -Variable @{ f = [PyAsync.Callback]::Blocking({ param($x) "blocking $x" }) } -Code 'f("b")'
            "outer $x"
        }
        Invoke-Outer mine | Should -Be 'inner a', 'blocking b', 'outer mine'
    }

    It 'is another one at each level of a recursion' {
        $factorial = {
            param($n)
            if ($n -le 1) {
                return 1
            }
            $rest = Invoke-PyAwaitable -Variable @{ f = $factorial; m = $n - 1 } -Code 'await f(m)'
            $n * $rest
        }
        Invoke-PyAwaitable -Variable @{ f = $factorial } -Code 'await f(10)' | Should -Be 3628800
    }

    It 'is the caller''s where it has none' {
        $sum = 0
        Invoke-PyAwaitable bridge:call { $sum += $args[0]; $sum }, 5 | Should -Be 5
        Invoke-PyAwaitable bridge:call { $sum += $args[0]; Write-Output $sum }, 6 | Should -Be 11
        $sum | Should -Be 11
    }

    It 'may have the clauses of a function' {
        Invoke-PyAwaitable bridge:call { begin { 'b' } process { 'p' } end { "e $args" } }, 3 | Should -Be 'b', 'p', 'e 3'
        Invoke-PyAwaitable bridge:call { param($n) process { "p $n" } }, 3 | Should -Be 'p 3'
    }
}
