# What Python says, besides its results, goes to the command that started it.
BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    $null = Start-PyEventLoop -ModulePath $fixtures
    $null = Invoke-PyAwaitable -Code @'
import asyncio, threading, warnings
warnings.simplefilter("always")
_gates = {}
async def warn_when_open(name, text):
    await _gates.setdefault(name, asyncio.Event()).wait()
    warnings.warn(text)
    return text
async def wait_for_gate(name):
    await _gates.setdefault(name, asyncio.Event()).wait()
def open_gate(name):
    _gates.setdefault(name, asyncio.Event()).set()
async def warn_in_thread(text):
    await asyncio.to_thread(warnings.warn, text)
async def warn_in_child(text):
    async def child():
        await asyncio.sleep(0)
        warnings.warn(text)
    await asyncio.create_task(child())
'@
}

AfterAll {
    Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
}

Describe 'A warning of Python''s' {
    It 'comes out of the command whose await gave it, not of the one that began last' {
        $first = Start-Background 'Invoke-PyAwaitable warn_when_open gate_a, of_a'
        Wait-Until { (Get-PyEventLoop Default).Pending -eq 1 }
        $second = Start-Background 'Invoke-PyAwaitable wait_for_gate gate_b'
        Wait-Until { (Get-PyEventLoop Default).Pending -eq 2 }
        Invoke-PyAwaitable open_gate gate_a
        $first = Wait-Background $first
        Invoke-PyAwaitable open_gate gate_b
        $second = Wait-Background $second
        $first.Output | Should -Be 'of_a'
        "$($first.Warnings)" | Should -BeLike '*UserWarning: of_a*'
        $second.Warnings | Should -BeNullOrEmpty
    }

    It 'is its command''s also where <where>' -ForEach @(
        @{ where = 'a child task gives it'; function = 'warn_in_child' }
        @{ where = 'a thread of asyncio.to_thread gives it'; function = 'warn_in_thread' }
    ) {
        $other = Start-Background "Invoke-PyAwaitable wait_for_gate $function"
        Wait-Until { (Get-PyEventLoop Default).Pending -ge 1 }
        Invoke-PyAwaitable $function mine -WarningVariable warnings 3>$null
        Invoke-PyAwaitable open_gate $function
        "$warnings" | Should -BeLike '*UserWarning: mine*'
        (Wait-Background $other).Warnings | Should -BeNullOrEmpty
    }

    It 'of 20 commands at once is each time its own' {
        $all = 1..20 | ForEach-Object { Start-Background "Invoke-PyAwaitable warn_when_open many, of_$_" }
        Wait-Until { (Get-PyEventLoop Default).Pending -eq 20 } -Seconds 60
        Invoke-PyAwaitable open_gate many
        foreach ($one in $all) {
            $ended = Wait-Background $one
            @($ended.Warnings).Count | Should -Be 1
            "$($ended.Warnings)" | Should -BeLike "*UserWarning: $($ended.Output) *"
        }
    }

    It 'of a program is Invoke-PyScript''s' {
        $file = Join-Path $TestDrive warns.py
        Set-Content $file "import warnings`nwarnings.simplefilter('always')`nasync def main():`n    warnings.warn('from a program')"
        Invoke-PyScript $file -WarningVariable alone 3>$null
        "$alone" | Should -BeLike '*UserWarning: from a program*'
        Invoke-PyScript $file -Loop Default -WarningVariable onLoop 3>$null
        "$onLoop" | Should -BeLike '*UserWarning: from a program*'
    }

    It 'of a task whose command has ended is that of the Wait-PyTask which waits for it' {
        $null = Invoke-PyAwaitable -Code '_kept = asyncio.ensure_future(warn_when_open("waited", "late")); _kept.set_name("kept"); None'
        $null = Invoke-PyAwaitable -Code 'asyncio.get_running_loop().call_later(0.3, open_gate, "waited"); None'
        $ended = Wait-PyTask -Name kept -TimeoutSeconds 20 -WarningVariable warnings 3>$null
        "$($ended.State)" | Should -Be 'Done'
        "$warnings" | Should -BeLike '*UserWarning: late*'
    }
}

Describe 'The records of PowerShell work' {
    It 'wait for the command that takes the work, however late it comes' {
        $ran = [System.Threading.ManualResetEventSlim]::new()
        $work = ConvertTo-PyAwaitable { Write-Warning W1; Write-Error E1; $args[0].Set(); 5 } -ArgumentList $ran
        $ran.Wait(10000) | Should -BeTrue
        $null = Invoke-PyAwaitable -Code '1'
        $work | Invoke-PyAwaitable -WarningVariable warnings -ErrorVariable errors -ErrorAction SilentlyContinue 3>$null | Should -Be 5
        "$warnings" | Should -Be 'W1'
        "$errors" | Should -Be 'E1'
    }

    It 'of one tenant fail no command of another' {
        $gate = [System.Threading.ManualResetEventSlim]::new()
        $other = Start-Background 'Invoke-PyAwaitable wait_for_gate tenant -ErrorAction Stop'
        Wait-Until { (Get-PyEventLoop Default).Pending -eq 1 }
        $gate.Set()
        $result = ConvertTo-PyAwaitable { $null = $args[0].Wait(10000); Write-Error mine; 5 } -ArgumentList $gate |
            Invoke-PyAwaitable -ErrorVariable errors -ErrorAction SilentlyContinue
        $result | Should -Be 5
        "$errors" | Should -Be 'mine'
        Invoke-PyAwaitable open_gate tenant
        (Wait-Background $other).Errors | Should -BeNullOrEmpty
    }
}
