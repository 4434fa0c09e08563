# What Tab offers of Python: nothing is imported for it, and no loop is waited for.
BeforeAll {
    . "$PSScriptRoot/_Common.ps1"

    # The function TabExpansion2 is changed when a prompt is first idle.
    $null = New-Event -SourceIdentifier PowerShell.OnIdle
    Wait-Until { "$function:TabExpansion2" -match 'PyAsync' }

    $folder = Join-Path $TestDrive 'code'
    $null = New-Item $folder -ItemType Directory
    Set-Content (Join-Path $folder 'tabbed.py') @'
raise RuntimeError("Tab has run this file")

async def fetch_all(urls: list, mode: Literal["fast", "slow"] = "fast", *, deep: bool = False) -> list:
    """Fetches them.

    More."""

def after(x, y=2):
    pass

def _private():
    pass
'@
    Push-Location $folder
    $null = Start-PyEventLoop
    Invoke-PyAwaitable -Code 'import asyncio, json; client_pool = 1; client_name = 2'
}

AfterAll {
    Pop-Location
    Get-PyModule | Remove-PyModule
    Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
}

Describe '-Function' {
    It 'offers modules that are loaded, and the files of the location' {
        $found = Get-Completion 'Invoke-PyAwaitable asynci'
        $found[0].CompletionText | Should -Be 'asyncio:'
        (Get-Completion 'Invoke-PyAwaitable -Function tabb').CompletionText | Should -Be 'tabbed:'
    }

    It 'offers the functions of a loaded module, with signature and docstring' {
        (Get-Completion 'Invoke-PyAwaitable asyncio:wait_f').CompletionText | Should -Be 'asyncio:wait_for'
        # On a busy machine the time for a big module's signatures is up before this one.
        Wait-Until { (Get-Completion 'Invoke-PyAwaitable asyncio:wait_f').ToolTip -match '(?s)^async wait_for\(fut, timeout.*\n.*Wait for' }
    }

    It 'offers coroutine functions first' {
        $names = (Get-Completion 'Invoke-PyAwaitable tabbed:').ListItemText
        $names | Should -Be 'fetch_all', 'after'
    }

    It 'offers functions behind a dot' {
        (Get-Completion 'Invoke-PyAwaitable json.du').CompletionText | Should -Be 'json.dump', 'json.dumps'
    }

    It 'reads the functions of a file that is not imported' {
        $found = Get-Completion 'Invoke-PyAwaitable ./tabbed.py:fe'
        $found.CompletionText | Should -Be './tabbed.py:fetch_all'
        $found.ToolTip | Should -Match 'Fetches them\.'
        Invoke-PyAwaitable -Code 'import sys; "tabbed" in sys.modules' | Should -BeFalse
    }

    It 'offers files behind a path' {
        (Get-Completion 'Invoke-PyAwaitable ./ta').CompletionText | Should -Be './tabbed.py:'
    }
}

Describe 'The arguments of a function' {
    It 'are completed within -Keyword @{ }: <line>' -ForEach @(
        @{ line = 'Invoke-PyAwaitable tabbed:fetch_all -Keyword @{ '; keys = 'urls', 'mode', 'deep' }
        @{ line = 'Invoke-PyAwaitable tabbed:fetch_all -Keyword @{ urls = 1; m'; keys = 'mode' }
        @{ line = 'Invoke-PyAwaitable tabbed:fetch_all -Keyword @{ urls = 1; '; keys = 'mode', 'deep' }
        @{ line = 'Invoke-PyAwaitable -Path ./tabbed.py -EntryPoint after -Keyword @{'; keys = 'x', 'y' }
    ) {
        (Get-Completion $line).CompletionText | Should -Be $keys
    }

    It 'tell their type in the tool tip' {
        (Get-Completion 'Invoke-PyAwaitable tabbed:fetch_all -Keyword @{ de').ToolTip | Should -Be 'deep: bool = False'
    }

    It 'are a hashtable of what must be given behind -Keyword' {
        (Get-Completion 'Invoke-PyAwaitable tabbed:fetch_all -Keyword ').CompletionText | Should -Be "@{ urls = '' }"
    }

    It 'are offered for -ArgumentList by their place' {
        (Get-Completion 'Invoke-PyAwaitable tabbed:fetch_all -ArgumentList 1, ').CompletionText | Should -Be "'fast'", "'slow'"
        (Get-Completion 'Invoke-PyAwaitable tabbed:after -ArgumentList 1, ').CompletionText | Should -Be '2'
    }

    It 'are the fields of a dataclass for an imported command' {
        Import-PyModule (Join-Path $fixtures commands catalog.py) -WarningAction SilentlyContinue
        $found = Get-Completion 'Connect-Endpoint -Endpoint @{ '
        $found.CompletionText | Should -Be 'host', 'port', 'tags'
        $found[1].ToolTip | Should -Be 'port: int = 443'
    }

    It 'of an imported command are its choices' {
        Import-PyModule (Join-Path $fixtures commands catalog.py) -WarningAction SilentlyContinue
        (Get-Completion 'Set-Mode ').CompletionText | Should -Be 'fast', 'Off', 'slow'
        (Get-Completion 'Set-Level -Level ').CompletionText | Should -Be 'HIGH', 'LOW'
        (Get-Completion 'Get-Text -Ti').CompletionText | Should -Contain '-Times'
    }

    It 'leave PowerShell''s own hashtables alone' {
        (Get-Completion 'Get-Process | Sort-Object @{ ').CompletionText | Should -Contain 'Expression'
    }
}

Describe 'Other parameters' {
    It '-EntryPoint offers the functions of the file' {
        (Get-Completion 'Invoke-PyAwaitable -Path ./tabbed.py -EntryPoint ').CompletionText | Should -Be 'fetch_all', 'after'
    }

    It '-<parameter> of <command> offers the functions of the file or module' -ForEach @(
        @{ parameter = 'EntryPoint'; command = 'Invoke-PyScript'; line = 'Invoke-PyScript ./tabbed.py -EntryPoint ' }
        @{ parameter = 'Function'; command = 'Import-PyModule'; line = 'Import-PyModule ./tabbed.py -Function ' }
        @{ parameter = 'Function'; command = 'Import-PyModule'; line = 'Import-PyModule tabbed -Function ' }
        @{ parameter = 'Function'; command = 'Export-PyModule'; line = 'Export-PyModule ./tabbed.py -OutputPath out -Function ' }
    ) {
        (Get-Completion $line).CompletionText | Should -Be 'fetch_all', 'after'
    }

    It 'Import-PyModule offers modules and files, and Remove-PyModule what was imported' {
        (Get-Completion 'Import-PyModule tabb').CompletionText | Should -Contain 'tabbed'
        (Get-Completion 'Import-PyModule ./tabb').CompletionText | Should -BeLike '*tabbed.py'
        Import-PyModule colorsys
        (Get-Completion 'Remove-PyModule co').CompletionText | Should -Be 'colorsys'
        (Get-Completion 'Get-PyModule ').CompletionText | Should -Contain 'colorsys'
        Remove-PyModule colorsys
    }

    It '-Code offers no name where none can stand, or where the line would lose a variable: <_>' -ForEach "'asyncio.client_", '"print(client_name)"', '"f($x, client_' {
        (Get-Completion "Invoke-PyAwaitable -Code $_").CompletionText | Where-Object { $_ -match 'client' } | Should -BeNullOrEmpty
    }

    It '-Code offers the names of the loop' {
        (Get-Completion "Invoke-PyAwaitable -Code 'await client_").CompletionText | Should -Be "'await client_name'", "'await client_pool'"
    }

    It '-Variable offers the names of the loop' {
        (Get-Completion 'Invoke-PyAwaitable -Code 1 -Variable @{ client_n').CompletionText | Should -Be 'client_name'
    }

    It '-Context offers the variables that hold one' {
        $someContext = New-PyContext
        $someContext | Should -Not -BeNullOrEmpty
        (Get-Completion 'Invoke-PyAwaitable -Code 1 -Context $someC').CompletionText | Should -Be '$someContext'
    }

    It '-PythonType offers the classes of loaded modules' {
        (Get-Completion 'Register-PyConverter -PythonType asyncio.Queu').CompletionText | Should -Contain 'asyncio.queues.Queue'
    }
}

Describe 'While something blocks the loop' {
    It 'Tab answers within 200 ms' {
        # Compiled and loaded by now; each is asked once more before.
        $lines = 'Invoke-PyAwaitable asyncio:sl', 'Invoke-PyAwaitable tabbed:', 'Invoke-PyAwaitable tabbed:fetch_all -Keyword @{ ', "Invoke-PyAwaitable -Code 'client_"
        $lines | ForEach-Object { $null = Get-Completion $_ }
        $mark = Join-Path $TestDrive 'blocked'
        $blocked = Start-Background "Invoke-PyAwaitable -Code 'open(mark, `"w`").close(); import time; time.sleep(3)' -Variable @{ mark = '$mark' }"
        Wait-Until { Test-Path $mark }
        foreach ($line in $lines) {
            $clock = [Diagnostics.Stopwatch]::StartNew()
            Get-Completion $line | Should -Not -BeNullOrEmpty -Because $line
            $clock.Elapsed.TotalMilliseconds | Should -BeLessThan 200 -Because $line
        }
        $blocked.Handle.IsCompleted | Should -BeFalse
        (Wait-Background $blocked).Errors | Should -BeNullOrEmpty
    }
}

Describe 'Before Python runs' {
    It 'files are offered with their functions, and Python is not started' {
        $run = Invoke-Shell @"
Set-Location '$folder'
(TabExpansion2 'Invoke-PyAwaitable tabb' 23).CompletionMatches.CompletionText
(TabExpansion2 'Invoke-PyAwaitable ./tabbed.py:' 31).CompletionMatches.CompletionText
`$command = 'Invoke-PyAwaitable ./tabbed.py:fetch_all -Keyword '
(TabExpansion2 `$command `$command.Length).CompletionMatches.CompletionText
(TabExpansion2 `$command `$command.Length).CompletionMatches.ToolTip
@(Get-PyEventLoop).Count
[PyAsync.Loops.PyEventLoop].Assembly.GetType('PyAsync.Interpreters.PythonRuntime').GetProperty('Current').GetValue(`$null) -eq `$null
"@
        $run.Errors | Should -BeNullOrEmpty
        $run.Output -replace "`r" | Should -Be "tabbed:`n./tabbed.py:fetch_all`n./tabbed.py:after`n@{ urls = '' }`nurls: list, mode: Literal[`"fast`", `"slow`"] = `"fast`", deep: bool = False`n0`nTrue"
    }

    It 'Tab on -Python answers within 200 ms, though no Python was ever asked' {
        $run = Invoke-Shell @"
`$env:PYASYNC_CACHE = '$(Join-Path $TestDrive 'empty')'
# Compiled by a first Tab that has no Python to find.
`$path, `$env:PATH, `$env:PYENV_ROOT = `$env:PATH, '', '/nowhere'
`$null = TabExpansion2 'Start-PyEventLoop -Python ' 26
`$env:PATH, `$env:PYENV_ROOT = `$path, `$null
`$clock = [Diagnostics.Stopwatch]::StartNew()
`$null = TabExpansion2 'Start-PyEventLoop -Python ' 26
`$clock.ElapsedMilliseconds
"@
        $run.Errors | Should -BeNullOrEmpty
        [int] $run.Output | Should -BeLessThan 200
    }
}

Describe 'A member of a live object' {
    BeforeAll {
        Invoke-PyAwaitable -Code @'
import types
class Engine:
    """An engine."""
    power = 7
    async def start(self, speed, *, slowly=False):
        """Starts it.

        And more."""
    @property
    def state(self):
        """What it does."""
        raise RuntimeError("Tab has run this property")
class Car:
    def __init__(self):
        self.engine = Engine()
    @classmethod
    def build(cls, name): pass
    @staticmethod
    def weigh(self, other): pass
'@
        $car = Invoke-PyAwaitable -Code 'Car()' -Raw
        $engine = Invoke-PyAwaitable -Code 'Engine()' -Raw
        $null = $car, $engine
    }

    It 'is offered with its signature, and its docstring as tooltip' {
        $found = Get-Completion '$engine.st'
        # Data comes before methods.
        $found.ListItemText | Should -Be 'state', 'start'
        $found[0].CompletionText | Should -Be 'state'
        $found[0].ToolTip | Should -Be "state (property)`nWhat it does."
        $found[1].CompletionText | Should -Be 'start('
        $found[1].ResultType | Should -Be 'Method'
        $found[1].ToolTip | Should -Be "await start(speed, *, slowly=False)`nStarts it."
        (Get-Completion '$engine.POW').ToolTip | Should -Be 'power = 7'
    }

    It 'is called with what its signature shows' {
        (Get-Completion '$car.bui').ToolTip | Should -Be 'build(name)'
        (Get-Completion '$car.wei').ToolTip | Should -Be 'weigh(self, other)'
    }

    It 'is offered at any place of a line, behind a dot alone, and of what the object holds' {
        (Get-Completion 'if ($x) { 1 + $engine.').ListItemText | Should -Contain 'start'
        (Get-Completion '1; $car.engine.star').ToolTip | Should -BeLike 'await start(speed*'
        (TabExpansion2 '$engine.star.more' 12).CompletionMatches[0].CompletionText | Should -Be 'start('
    }

    It 'is not waited for where something blocks the loop' {
        $blocking = Start-Background "Invoke-PyAwaitable -Code 'import time; time.sleep(3)'"
        Wait-Until { (Get-PyEventLoop).Blocked }
        $watch = [Diagnostics.Stopwatch]::StartNew()
        Get-Completion '$engine.st' | Should -BeNullOrEmpty
        $null = $engine | Get-Member
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 1
        $null = Wait-Background $blocking
        (Get-Completion '$engine.st').ListItemText | Should -Be 'state', 'start'
    }
}
