# Long use leaves nothing behind.
BeforeAll {
    . "$PSScriptRoot/_Common.ps1"

    # The resident memory in MB, once both collectors have done their work.
    $measure = @'
function Get-Resident {
    Invoke-PyAwaitable gc:collect | Out-Null
    foreach ($i in 1..3) { [gc]::Collect(2, 'Aggressive', $true, $true); [gc]::WaitForPendingFinalizers() }
    Invoke-PyAwaitable gc:collect | Out-Null
    if (Test-Path /proc/self/statm) {
        return [long] ((Get-Content /proc/self/statm) -split ' ')[1] * [Environment]::SystemPageSize / 1MB
    }
    $process = [System.Diagnostics.Process]::GetCurrentProcess()
    $process.WorkingSet64 / 1MB
}
'@

    # Without tiered compilation: when .NET compiles the hot methods anew, somewhere in the first tens of thousands of calls,
    # its compiler keeps 1 to 14 MB once, also where the command does nothing at all. That is the runtime's and would hide what
    # this looks for (docs/performance.md, "Memory over a long run").
    $steady = @{ DOTNET_TieredCompilation = '0' }

    function Measure-Growth([string] $Await, [hashtable] $Environment = @{}) {
        $result = Invoke-Shell -TimeoutSeconds 400 -Environment ($steady + $Environment) @"
$measure
`$null = Start-PyEventLoop -ModulePath '$fixtures'
1..10000 | $Await | Out-Null
`$before = Get-Resident
1..90000 | $Await | Out-Null
`$after = Get-Resident
"{0:0.00}|{1}|{2}" -f (`$after - `$before), (Get-PyEventLoop).Pending, (Get-PyEventLoop).Completed
"@
        $result.Errors | Should -BeNullOrEmpty
        $growth, $pending, $completed = $result.Output -split '\|'
        [pscustomobject] @{ Growth = [double] $growth; Pending = [int] $pending; Completed = [long] $completed }
    }
}

Describe '100,000 sequential awaits' -Tag Slow {
    It 'leave RSS within 5 MB of where it was after the first 10,000, and nothing pending: <name>' -ForEach @(
        @{ name = 'a function that suspends'; await = 'Invoke-PyAwaitable sample:echo_late -ThrottleLimit 1' }
        @{ name = 'code with an object result'; await = 'Invoke-PyAwaitable -Code "import asyncio; await asyncio.sleep(0); {''n'': _, ''list'': [_, str(_)]}" -ThrottleLimit 1' }
        @{ name = 'live objects'; await = 'Invoke-PyAwaitable sample:box -ThrottleLimit 1' }
        @{ name = 'a failing function'; await = 'Invoke-PyAwaitable sample:fail -ThrottleLimit 1 2>&1' }
    ) {
        $result = Measure-Growth $await
        $result.Pending | Should -Be 0
        $result.Completed | Should -BeGreaterOrEqual 100000
        $result.Growth | Should -BeLessThan 5
    }
}

Describe '100,000 sequential awaits, each by a command of its own' -Tag Slow {
    BeforeAll {
        # The growth in MB, as the system gives it, that the second part of so many commands brings.
        function Measure-Commands([string] $Command, [int] $First, [int] $More, [hashtable] $Environment = @{}) {
            $result = Invoke-Shell -TimeoutSeconds 400 -Environment $Environment @"
`$null = Invoke-PyAwaitable asyncio:sleep 0
function Get-PlainResident { [System.Diagnostics.Process]::GetCurrentProcess().WorkingSet64 / 1MB }
foreach (`$i in 1..$First) { `$null = $Command }
`$before = Get-PlainResident
foreach (`$i in 1..$More) { `$null = $Command }
`$after = Get-PlainResident
"{0:0.00}|{1}|{2}" -f (`$after - `$before), (Get-PyEventLoop).Pending, (Get-PyEventLoop).Completed
"@
            $result.Errors | Should -BeNullOrEmpty
            $growth, $pending, $completed = $result.Output -split '\|'
            [pscustomobject] @{ Growth = [double] $growth; Pending = [int] $pending; Completed = [long] $completed }
        }
    }

    It 'leave RSS within 5 MB of where it was after the first 10,000, where nothing is compiled anew' {
        $result = Measure-Commands 'Invoke-PyAwaitable asyncio:sleep 0' -First 10000 -More 90000 -Environment $steady
        $result.Pending | Should -Be 0
        $result.Completed | Should -Be 100001
        $result.Growth | Should -BeLessThan 5
    }

    It 'leave RSS, in pwsh as it comes, within 5 MB of what as many commands of its own leave, after the first 40,000' {
        $result = Measure-Commands 'Invoke-PyAwaitable asyncio:sleep 0' -First 40000 -More 60000
        $result.Pending | Should -Be 0
        $result.Completed | Should -Be 100001
        $beside = Measure-Commands 'Write-Output 0' -First 40000 -More 60000
        $result.Growth - $beside.Growth | Should -BeLessThan 5
    }
}

Describe 'Many short commands' -Tag Slow {
    It 'leave RSS within 5 MB: 5,000 commands after the first 1,000' {
        $result = Invoke-Shell -TimeoutSeconds 400 -Environment $steady @"
$measure
`$null = Start-PyEventLoop -ModulePath '$fixtures'
foreach (`$i in 1..1000) { `$null = Invoke-PyAwaitable sample:echo_late `$i; `$null = Invoke-PyAwaitable -Code "`$i" }
`$before = Get-Resident
foreach (`$i in 1..5000) { `$null = Invoke-PyAwaitable sample:echo_late `$i; `$null = Invoke-PyAwaitable -Code "`$i" }
"{0:0.00}|{1}" -f ((Get-Resident) - `$before), (Get-PyEventLoop).Pending
"@
        $result.Errors | Should -BeNullOrEmpty
        $growth, $pending = $result.Output -split '\|'
        $pending | Should -Be 0
        [double] $growth | Should -BeLessThan 5
    }

    It 'leave RSS within 5 MB: 200 starts and stops of a loop after the first 100' {
        $result = Invoke-Shell -TimeoutSeconds 400 -Environment $steady @"
$measure
foreach (`$i in 1..100) { `$null = Start-PyEventLoop Short; `$null = Invoke-PyAwaitable -Code '1' -Loop Short; Stop-PyEventLoop Short }
`$before = Get-Resident
foreach (`$i in 1..200) { `$null = Start-PyEventLoop Short; `$null = Invoke-PyAwaitable -Code '1' -Loop Short; Stop-PyEventLoop Short }
"{0:0.00}" -f ((Get-Resident) - `$before)
"@
        $result.Errors | Should -BeNullOrEmpty
        [double] $result.Output | Should -BeLessThan 5
    }
}

Describe 'Python''s development mode' {
    It 'finds nothing to complain of: no ResourceWarning, nothing never awaited' {
        $result = Invoke-Shell -Environment @{ PYTHONDEVMODE = '1'; PYTHONTRACEMALLOC = '5' } @"
`$null = Start-PyEventLoop -ModulePath '$fixtures'
# On a busy machine any callback may be slow, which is no defect.
Invoke-PyAwaitable -Code 'import asyncio, sys, sample; asyncio.get_running_loop().slow_callback_duration = 1e6'
`$null = 1..200 | Invoke-PyAwaitable sample:echo_late
`$null = 1..20 | Invoke-PyAwaitable sample:fail 2>&1
`$null = 1..20 | Invoke-PyAwaitable sample:hang -TimeoutSeconds 0.05 2>&1
`$null = 1..20 | Invoke-PyAwaitable sample:echo_late | Select-Object -First 1
Invoke-PyAwaitable -Code 'sys.flags.dev_mode'
`$null = Invoke-PyAwaitable -Code '[sample.echo_late(n) for n in range(5)]' | Invoke-PyAwaitable
`$null = Start-PyEventLoop Second; Stop-PyEventLoop Second
Invoke-PyAwaitable gc:collect | Out-Null
"@
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be 'True'
        $result.ExitCode | Should -Be 0
    }
}
