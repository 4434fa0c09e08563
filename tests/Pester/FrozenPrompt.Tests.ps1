# Live objects on a loop that something blocks: the prompt stays usable.
BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    $null = Start-PyEventLoop
    $null = Invoke-PyAwaitable -Code @'
import threading, time
class Box:
    x = 1
    def __init__(self):
        self.d = {"k": 1, "inner": {"z": [1]}}
        self.items = [1, [2, 3]]
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
    $d = $q.d
    $l = $q.items
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

    # More than 0.25 s only for what the test's own machine is busy with.
    It 'answers a look at a dict or a list in a moment: <script>' -ForEach @(
        @{ script = 'TabExpansion2 "`$d." 3' }
        @{ script = 'TabExpansion2 "`$l." 3' }
        @{ script = 'TabExpansion2 "`$l[0]." 6' }
        @{ script = 'TabExpansion2 "`$d.inner." 9' }
        @{ script = '$d | Format-Table | Out-String' }
        @{ script = '$d | Format-List | Out-String' }
        @{ script = '$d | Out-String' }
        @{ script = 'Format-Table -InputObject $l | Out-String' }
        @{ script = '[pscustomobject] @{ d = $d; l = $l } | Format-List | Out-String -Width 400' }
        @{ script = 'Get-Member -InputObject $d' }
        @{ script = 'Get-Member -InputObject $l' }
        @{ script = '$d | Get-Member' }
    ) {
        $look = [scriptblock]::Create($script)
        # What PowerShell loads and compiles at the first time is not what is measured.
        $null = & $look
        Invoke-Blocked {
            Measure-Seconds { try { $script:said = & $look 2>&1 | Out-String } catch { $script:said = "$_" } } | Should -BeLessThan 0.6
        }
        if ($script -notlike 'TabExpansion2*' -and $script -notlike '*Get-Member*') {
            $said | Should -BeLike '*in block*'
        }
    }

    It 'waits with the items of a list that a script asks for, and Ctrl+C ends that: <script>' -ForEach @(
        @{ script = 'foreach ($item in $l) { $item }' }
        @{ script = '$l | ForEach-Object { $_ }' }
        @{ script = '$d | ConvertTo-Json' }
        @{ script = '$d["k"]' }
        @{ script = '$d.Keys' }
        @{ script = '[pscustomobject] @{ d = $d } | Export-Csv -Path /dev/null; $l.Count' }
    ) {
        [System.AppDomain]::CurrentDomain.SetData('pyasync.q', $q)
        [System.AppDomain]::CurrentDomain.SetData('pyasync.d', $d)
        [System.AppDomain]::CurrentDomain.SetData('pyasync.l', $l)
        Invoke-Blocked {
            $background = Start-Background "`$d = [System.AppDomain]::CurrentDomain.GetData('pyasync.d'); `$l = [System.AppDomain]::CurrentDomain.GetData('pyasync.l'); 'ready'; $script"
            Wait-Until { @($background.Shell.Streams.Warning).Count -gt 0 } -What 'a warning that names the line'
            Measure-Seconds { $background.Shell.Stop() } | Should -BeLessThan 1
            $background.Shell.InvocationStateInfo.State | Should -Be 'Stopped'
            $background.Shell.Dispose()
        }
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
