# A live resource for as long as a function runs: begin makes it, clean closes it.

BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    $null = Start-PyEventLoop
    $null = Invoke-PyAwaitable -Code @'
import asyncio
log = []
class Session:
    async def get(self, path):
        await asyncio.sleep(0)
        return path.upper()
    async def aclose(self):
        await asyncio.sleep(0.05)
        log.append("closed")
'@
    $function = @'
function Get-Thing {
    [CmdletBinding()]
    param([Parameter(ValueFromPipeline)] [string] $Path)
    begin { $session = Invoke-PyAwaitable -Code 'Session()' }
    process {
        if ($Path -eq 'bad') { throw 'bad thing' }
        if ($Path -eq 'hang') { Invoke-PyAwaitable -Code 'log.append("hangs"); await asyncio.sleep(60)' }
        Invoke-PyAwaitable $session.get $Path
    }
    clean { if ($session) { Invoke-PyAwaitable $session.aclose } }
}
'@
    . ([scriptblock]::Create($function))
    function Get-Log { @(Invoke-PyAwaitable -Code 'log') }
}

AfterAll {
    Stop-PyEventLoop -Force
}

Describe 'A live object that begin makes and clean closes' {
    BeforeEach { $null = Invoke-PyAwaitable -Code 'log.clear()' }

    It 'is closed at the end of the pipeline' {
        'a', 'b' | Get-Thing | Should -Be 'A', 'B'
        Get-Log | Should -Be 'closed'
    }

    It 'is closed after an error' {
        { 'a', 'bad', 'c' | Get-Thing } | Should -Throw 'bad thing'
        Get-Log | Should -Be 'closed'
    }

    It 'is closed where a later command has enough' {
        'a', 'b', 'c' | Get-Thing | Select-Object -First 1 | Should -Be 'A'
        Get-Log | Should -Be 'closed'
    }

    It 'is closed at Ctrl+C' {
        $background = Start-Background "$function`n'a', 'hang' | Get-Thing"
        Wait-Until { (Get-Log) -contains 'hangs' }
        $background.Shell.Stop()
        Wait-Until { (Get-Log) -contains 'closed' }
        $background.Shell.Dispose()
    }
}
