# Live objects on a loop that something blocks: the prompt stays usable.
BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    $null = Start-PyEventLoop
    $null = Invoke-PyAwaitable -Code @'
import threading, time
class Box:
    x = 1
free = threading.Event()
held = threading.Event()
def block():
    held.set()
    while not free.is_set():
        time.sleep(0.01)
    free.clear()
    held.clear()
'@
    $q = Invoke-PyAwaitable -Code 'Box()'
    $many = Invoke-PyAwaitable -Code '[Box() for _ in range(50)]'
    $held = Invoke-PyAwaitable -Code 'held' -Raw
    $null = Start-PyEventLoop -Name Other

    # From another loop, as this one is blocked.
    function Invoke-Blocked([scriptblock] $Body) {
        $background = Start-Background 'Invoke-PyAwaitable block'
        Wait-Until { Invoke-PyAwaitable -Loop Other -Code 'held.is_set()' -Variable @{ held = $held } } -What 'the loop to be blocked'
        try {
            & $Body
        }
        finally {
            $null = Invoke-PyAwaitable -Loop Other -Code 'import __main__; __main__.free.set()'
            $null = Wait-Background $background
        }
    }

    function Measure-Seconds([scriptblock] $Body) {
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $null = & $Body
        $clock.Elapsed.TotalSeconds
    }
}

AfterAll {
    Get-PyEventLoop | Stop-PyEventLoop -Force
}

Describe 'A live object on a blocked loop' {
    It 'gives its string, its completion and its table in a moment, and names the line that blocks' {
        Invoke-Blocked {
            Measure-Seconds { $script:text = "$q" } | Should -BeLessThan 1.5
            $text | Should -BeLike '<Box: its event loop is blocked at *in block*>'
            Measure-Seconds { TabExpansion2 '$q.' 3 } | Should -BeLessThan 1.5
            Measure-Seconds { $script:table = $many | Format-Table | Out-String -Width 120 } | Should -BeLessThan 2
            $table | Should -BeLike '*blocked at*'
            Measure-Seconds { $many | Format-List | Out-String } | Should -BeLessThan 2
            Measure-Seconds { $many | ConvertTo-Json } | Should -BeLessThan 2
        }
        $q.x | Should -Be 1
    }

    It 'lets Ctrl+C end the reading of <script>, and says after a while what blocks it' -ForEach @(
        @{ script = '$q.x' }
        @{ script = '$q.PyDir()' }
        @{ script = '$q.__len__()' }
        @{ script = 'foreach ($i in 1) { $q.y = 1 }' }
    ) {
        [System.AppDomain]::CurrentDomain.SetData('pyasync.q', $q)
        Invoke-Blocked {
            $background = Start-Background "`$q = [System.AppDomain]::CurrentDomain.GetData('pyasync.q'); 'ready'; $script"
            Wait-Until { @($background.Shell.Streams.Warning).Count -gt 0 } -What 'a warning that names the line'
            "$($background.Shell.Streams.Warning[0])" | Should -BeLike "*'Default'*blocked at*in block*"
            Measure-Seconds { $background.Shell.Stop() } | Should -BeLessThan 1
            $background.Shell.InvocationStateInfo.State | Should -Be 'Stopped'
            $background.Shell.Dispose()
        }
    }

    It 'is not waited for where its own __repr__ sleeps, and that line is named' {
        $null = Invoke-PyAwaitable -Code "class Slow:`n    def __repr__(self):`n        time.sleep(4)`n        return 'slow'"
        $slow = Invoke-PyAwaitable -Code 'Slow()'
        Measure-Seconds { $script:text = "$slow" } | Should -BeLessThan 1.5
        $text | Should -BeLike '<Slow: its event loop is blocked at *in __repr__*>'
        Wait-Until { -not (Get-PyEventLoop Default).Blocked }
        Measure-Seconds { $script:table = $slow | Format-Table | Out-String -Width 120 } | Should -BeLessThan 2
        $table | Should -BeLike '*blocked at*'
        # The loop is free again as soon as the text is there.
        Invoke-PyAwaitable -Code '1 + 1' | Should -Be 2
    }
}
