BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
}

Describe 'Get-PyEventLoop' {
    BeforeAll {
        $null = Start-PyEventLoop Apple -ModulePath $fixtures
        $null = Start-PyEventLoop Apricot
        $null = Start-PyEventLoop Banana
    }

    AfterAll {
        Get-PyEventLoop | Stop-PyEventLoop
    }

    It 'lists every loop by name' {
        (Get-PyEventLoop).Name | Should -Be 'Apple', 'Apricot', 'Banana'
    }

    It 'finds <name> as <expected>' -ForEach @(
        @{ name = 'apple'; expected = 'Apple' }
        @{ name = 'Ap*'; expected = 'Apple', 'Apricot' }
        @{ name = '*a[nv]a*'; expected = 'Banana' }
        @{ name = 'A????'; expected = 'Apple' }
        @{ name = 'Banana', 'App*'; expected = 'Banana', 'Apple' }
    ) {
        (Get-PyEventLoop $name).Name | Should -Be $expected
    }

    It 'takes names from the pipeline' {
        ('Apple', 'Ban*' | Get-PyEventLoop).Name | Should -Be 'Apple', 'Banana'
        ([pscustomobject] @{ Name = 'Apricot' } | Get-PyEventLoop).Name | Should -Be 'Apricot'
    }

    It 'writes nothing and no error for a wildcard that matches none' {
        Get-PyEventLoop 'Z*' -ErrorAction Stop | Should -BeNullOrEmpty
    }

    It 'says that a loop does not run, names those that do, and finds the others all the same' {
        $record = Get-ErrorOf { Get-PyEventLoop Cherry }
        $record.FullyQualifiedErrorId | Should -Be 'PyAsync.LoopNotFound,PyAsync.PowerShell.Commands.GetPyEventLoopCommand'
        $record.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $record.TargetObject | Should -Be 'Cherry'
        $record.Exception.Message | Should -Match "'Apple', 'Apricot', 'Banana'"
        (Get-PyEventLoop Cherry, Banana -ErrorAction SilentlyContinue).Name | Should -Be 'Banana'
    }

    It 'counts what is pending and what is completed' {
        Invoke-PyAwaitable sample:reset -Loop Apple
        $before = (Get-PyEventLoop Apple).Completed
        $running = Start-Background '1..5 | Invoke-PyAwaitable sample:wait_at -Loop Apple'
        Wait-Until { (Get-PyEventLoop Apple).Pending -eq 5 }
        (Get-PyEventLoop Apple).Completed | Should -Be $before
        1..5 | Invoke-PyAwaitable -Function sample:open_gate -Loop Apple
        (Wait-Background $running).Output | Sort-Object | Should -Be (1..5)
        (Get-PyEventLoop Apple).Pending | Should -Be 0
        (Get-PyEventLoop Apple).Completed | Should -Be ($before + 10)
    }

    It 'measures the lag, and is Blocked with the line that blocks it instead; the prompt does not wait for it' {
        Wait-Until { (Get-PyEventLoop Banana).LagMilliseconds -lt 100 }
        $running = Start-Background 'Invoke-PyAwaitable -Code "import time; time.sleep(3)" -Loop Banana'
        Wait-Until { (Get-PyEventLoop Banana).Pending -eq 1 }
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $loop = Get-PyEventLoop Banana
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 2
        $loop.Blocked.Place | Should -BeLike '<PyAsync code*>:1 in *'
        $loop.LagMilliseconds | Should -BeNullOrEmpty
        ($loop | Out-String -Width 200) -replace '\x1b\[[0-9;]*m' | Should -Match 'Banana +Blocked .* at <PyAsync code'
        $null = Wait-Background $running
    }

    It 'shows a blocked loop as blocked, for how long and at which line, until it goes on' {
        (Get-PyEventLoop Apple).Blocked | Should -BeNullOrEmpty
        $running = Start-Background 'Invoke-PyAwaitable sample:block 4 -Loop Apple'
        Wait-Until { (Get-PyEventLoop Apple).Blocked.Place }
        $loop = Get-PyEventLoop Apple
        $loop.Blocked.Place | Should -Match 'sample\.py:\d+ in block$'
        $loop.Blocked.Duration.TotalSeconds | Should -BeGreaterThan 0.2
        ($loop | Out-String -Width 80) -replace '\x1b\[[0-9;]*m' | Should -Match '(?m)^Apple +Blocked '
        ($loop | Format-List | Out-String -Width 300) -replace '\x1b\[[0-9;]*m' | Should -Match '(?m)^Blocked +: \d\.\d s at .*sample\.py:\d+ in block'
        $null = Wait-Background $running
        Wait-Until { -not (Get-PyEventLoop Apple).Blocked }
    }

    It 'tells what blocks a loop on which nothing is awaited, at once' {
        Invoke-PyAwaitable -Loop Banana -Code 'import asyncio, time; asyncio.get_running_loop().call_later(0.1, time.sleep, 3); None'
        Wait-Until { (Get-PyEventLoop Banana).Blocked }
        Wait-Until { -not (Get-PyEventLoop Banana).Blocked }
    }

    It 'has an uptime that grows' {
        $first = (Get-PyEventLoop Apple).Uptime
        $first | Should -BeGreaterThan ([timespan]::Zero)
        Wait-Until { (Get-PyEventLoop Apple).Uptime -gt $first }
    }

    It 'fits 80 columns as a table with the columns that one looks for' {
        $lines = @((Get-PyEventLoop | Out-String -Width 80) -split '\r?\n' | Where-Object { $_.Trim() })
        $plain = $lines | ForEach-Object { $_ -replace '\x1b\[[0-9;]*m' }
        $plain[0] | Should -Match 'Name +State +Python +Pending +Completed +Unread +Lag\(ms\) +Uptime +Loop'
        $plain.Count | Should -Be 5
        $plain | ForEach-Object { $_.TrimEnd().Length | Should -BeLessOrEqual 80 }
        $plain[2] | Should -Match "^Apple +Running +$([regex]::Escape((Get-TestPython).Version)) "
        $plain[2] | Should -Match ' 00:\d\d:\d\d +asyncio$'
    }

    It 'shows the package of a loop of another make: uvloop' {
        if (-not (Invoke-PyAwaitable -Code 'import importlib.util; importlib.util.find_spec("uvloop") is not None' -Loop Banana)) {
            Set-ItResult -Skipped -Because "$((Get-TestPython).Executable) has no uvloop"
            return
        }
        $null = Start-PyEventLoop Quick -LoopFactory uvloop
        try {
            $text = (Get-PyEventLoop Quick | Out-String -Width 80) -replace '\x1b\[[0-9;]*m'
            $text | Should -Match '(?m)^Quick .* uvloop\s*$'
        }
        finally {
            Stop-PyEventLoop Quick
        }
    }

    It 'takes a name that is also a pattern as the name, and a bad pattern as a name that is not there' {
        $null = 'x[1]', 'x1', 'y[' | ForEach-Object { Start-PyEventLoop $_ }
        try {
            (Get-PyEventLoop 'X[1]').Name | Should -Be 'x[1]'
            (Get-PyEventLoop 'x[12]').Name | Should -Be 'x1'
            (Get-PyEventLoop 'y[').Name | Should -Be 'y['
            $record = Get-ErrorOf { Get-PyEventLoop '[' }
            $record.FullyQualifiedErrorId | Should -Be 'PyAsync.LoopNotFound,PyAsync.PowerShell.Commands.GetPyEventLoopCommand'
            $record.CategoryInfo.Category | Should -Be 'ObjectNotFound'
            $record.TargetObject | Should -Be '['
            (Get-PyEventLoop '[', x1 -ErrorAction SilentlyContinue).Name | Should -Be 'x1'
        }
        finally {
            Stop-PyEventLoop 'x[1]', 'x1', 'y['
        }
        (Get-PyEventLoop).Name | Should -Be 'Apple', 'Apricot', 'Banana'
    }

    It 'keeps a table of long names and large numbers within 100 columns' {
        $null = Start-PyEventLoop 'ALoopWithAVeryLongNameThatFitsNoColumnAtAll'
        try {
            $lines = (Get-PyEventLoop | Out-String -Width 80) -split '\r?\n' -replace '\x1b\[[0-9;]*m'
            $lines | ForEach-Object { $_.TrimEnd().Length | Should -BeLessOrEqual 80 }
        }
        finally {
            Stop-PyEventLoop 'ALoopWith*'
        }
    }

    It 'shows <property> in its list view' -ForEach @(
        'Name', 'State', 'PythonVersion', 'PythonExecutable', 'PythonPrefix', 'Implementation', 'WakerKind', 'DebugMode', 'ThreadId', 'Pending', 'Completed', 'Unread', 'LagMilliseconds', 'Uptime' |
            ForEach-Object { @{ property = $_ } }
    ) {
        $text = (Get-PyEventLoop Apple | Format-List | Out-String -Width 300) -replace '\x1b\[[0-9;]*m'
        $text | Should -Match "(?m)^$property +: \S"
    }
}
