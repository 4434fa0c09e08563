BeforeAll {
    . (Join-Path $PSScriptRoot '_Common.ps1')
    $null = Start-PyEventLoop -ModulePath $fixtures
}

AfterAll {
    Stop-PyEventLoop
}

Describe 'PowerShell''s values in Python' {
    It 'has None for what an empty pipeline gave, wherever it stands' {
        $nothing = 1..3 | Where-Object { $_ -gt 5 }
        Invoke-PyAwaitable -Code 'x is None' -Variable @{ x = $nothing } | Should -BeTrue
        Invoke-PyAwaitable builtins:dict -Keyword @{ x = $nothing } -AsHashtable | ForEach-Object { $null -eq $_.x } | Should -BeTrue
        Invoke-PyAwaitable builtins:repr -ArgumentList (, $nothing) | Should -Be 'None'
        Invoke-PyAwaitable builtins:repr -ArgumentList (, @(1, $nothing)) | Should -Be '[1, None]'
        Invoke-PyAwaitable builtins:repr -ArgumentList @{ a = @{ b = $nothing } } | Should -Be "{'a': {'b': None}}"
        Invoke-PyAwaitable builtins:repr -ArgumentList ([pscustomobject] @{ a = $nothing }) | Should -Be "{'a': None}"
        Invoke-PyAwaitable builtins:repr -ArgumentList ([pscustomobject] @{}) | Should -Be '{}'
    }

    It 'has a bool for a switch, whether it was given or not' {
        function Test-Switch([switch] $Given, [switch] $Left) {
            Invoke-PyAwaitable builtins:repr -ArgumentList (, @($Given, $Left))
            Invoke-PyAwaitable -Code 'given, left' -Variable @{ given = $Given; left = $Left }
        }
        Test-Switch -Given | Should -Be '[True, False]', $true, $false
    }
}

Describe 'Python''s values in PowerShell' {
    It 'keep the shape of an array of several dimensions' {
        $matrix = Invoke-PyAwaitable -Code 'memoryview(bytes(range(6))).cast("B", (2, 3))'
        $matrix | ConvertTo-Json -Compress | Should -Be '[[0,1,2],[3,4,5]]'
        $matrix[1][2] | Should -Be 5
        $matrix.Count | Should -Be 2
        Invoke-PyAwaitable builtins:repr -ArgumentList (, $matrix) | Should -Be "[b'\x00\x01\x02', b'\x03\x04\x05']"
        $row = Invoke-PyAwaitable -Code '{"m": memoryview(bytes(range(2))).cast("B", (1, 2)), "deep": memoryview(bytes(8)).cast("B", (2, 2, 2))}'
        $row | ConvertTo-Json -Compress -Depth 4 | Should -Be '{"m":[[0,1]],"deep":[[[0,0],[0,0]],[[0,0],[0,0]]]}'
    }

    It 'are exact: a Decimal that .NET''s cannot hold stays in Python' {
        Invoke-PyAwaitable decimal:Decimal '0.1234567890123456789012345678' | Should -BeOfType decimal
        $live = Invoke-PyAwaitable decimal:Decimal '0.12345678901234567890123456789012345'
        $live | Should -BeOfType PyAsync.Objects.PyObject
        "$live" | Should -Be '0.12345678901234567890123456789012345'
        Invoke-PyAwaitable decimal:Decimal 'NaN' | Should -BeOfType double
    }

    It 'are what about_PyAsync says: <code> is <type>' -ForEach @(
        @{ code = '{1, 2}'; type = 'HashSet`1' }
        @{ code = 'frozenset([1])'; type = 'HashSet`1' }
        @{ code = '1 + 2j'; type = 'Complex' }
        @{ code = '{1: 2}'; type = 'Dictionary`2' }
        @{ code = 'import collections; collections.namedtuple("P", "x y")(1, 2)'; type = 'PSCustomObject' }
        @{ code = 'import dataclasses; dataclasses.make_dataclass("D", ["x"])(1)'; type = 'PSCustomObject' }
        @{ code = 'import enum; enum.IntEnum("Number", "one").one'; type = 'Int32' }
        @{ code = 'import enum; enum.Enum("Color", "red").red'; type = 'String' }
        @{ code = 'import datetime; datetime.timedelta.max'; type = 'PyObject' }
        @{ code = '(n for n in range(2))'; type = 'PyIterable' }
        @{ code = '{}.keys()'; type = 'PyIterable' }
    ) {
        (Invoke-PyAwaitable -Code $code -NoEnumerate).GetType().Name | Should -Be $type
    }

    It 'come from a generator as they are asked for, and its exception where it is enumerated' {
        $endless = Invoke-PyAwaitable -Code 'import itertools; itertools.count()'
        $endless | Select-Object -First 3 | Should -Be 0, 1, 2
        $failing = Invoke-PyAwaitable -ErrorAction Stop -Code @'
def fail_after_one():
    yield 1
    raise ValueError("after one")
fail_after_one()
'@
        $seen = [System.Collections.Generic.List[object]]::new()
        { foreach ($item in $failing) { $seen.Add($item) } } | Should -Throw '*ValueError: after one*'
        $seen | Should -Be 1
    }
}
