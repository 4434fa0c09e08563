# An imported command among others: its caller's preferences, objects of the pipeline, streams, names that are taken.
BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    Import-PyModule (New-PythonFile 'among.py' @'
import enum
import pyasync
import warnings

@pyasync.command(should_process=True)
def remove_wall(name: str): return "removed " + name
def fail_now(x: int = 0): raise ValueError("it failed")
def warn_now(): warnings.warn("look out")
async def tell_now(): pyasync.progress("Telling")
def add_user(name, mail="", age=0): return [repr(name), repr(mail), repr(age)]
def add_mapping(mapping: dict): return repr(mapping)
class Word(str, enum.Enum):
    On = "on-value"
    Off = "off"
class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2
def get_word(): return Word.On
def show_word(word: Word): return word.name
def get_level(): return Level.HIGH
def show_level(level: Level): return level.name
def read_numbers(count: int):
    for number in range(count): yield number
def read_endless():
    number = 0
    while True:
        yield number
        number += 1
def read_half():
    yield 1
    raise ValueError("no second one")
'@) -WarningAction Ignore
}

AfterAll {
    Get-PyModule | Remove-PyModule
    Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
}

Describe 'The preferences of who calls an imported command' {
    It 'are those of a function around it that was given -WhatIf' {
        function Clear-All { [CmdletBinding(SupportsShouldProcess)] param() Remove-Wall x }
        Clear-All -WhatIf | Should -BeNullOrEmpty
        Clear-All | Should -Be 'removed x'
    }

    It 'are those that a function or script has set' {
        function Stop-There { $ErrorActionPreference = 'Stop'; try { fail_now; 'it went on' } catch { 'caught' } }
        Stop-There 2>$null | Should -Be 'caught'
        function Be-Silent { $WarningPreference = 'SilentlyContinue'; warn_now }
        Be-Silent 3>&1 | Should -BeNullOrEmpty
        function Be-Quiet { $WhatIfPreference = $true; Remove-Wall x }
        Be-Quiet | Should -BeNullOrEmpty
        $file = Join-Path $TestDrive 'stops.ps1'
        Set-Content $file '$ErrorActionPreference = "Stop"; try { fail_now; "it went on" } catch { "caught" }'
        & $file 2>$null | Should -Be 'caught'
    }

    It 'yield to its own parameters' {
        function Clear-All { [CmdletBinding(SupportsShouldProcess)] param() Remove-Wall x -WhatIf:$false }
        Clear-All -WhatIf | Should -Be 'removed x'
        function Go-On { $ErrorActionPreference = 'Stop'; fail_now -ErrorAction SilentlyContinue; 'it went on' }
        Go-On | Should -Be 'it went on'
    }

    It 'obey $ProgressPreference' {
        $state = [initialsessionstate]::CreateDefault2()
        $state.ImportPSModule($manifest)
        $shell = [powershell]::Create($state).AddScript("Import-PyModule '$(Join-Path $TestDrive among.py)' -WarningAction Ignore; function quiet { `$ProgressPreference = 'SilentlyContinue'; tell_now }; quiet; tell_now")
        $null = $shell.Invoke()
        @($shell.Streams.Progress | Where-Object Activity -EQ 'Telling' | Where-Object RecordType -EQ Processing) | Should -HaveCount 1
        $shell.Dispose()
    }
}

Describe 'Objects of the pipeline' {
    It 'give their properties also where the first parameter has no type' {
        'name,mail,age', 'a,b,3' | ConvertFrom-Csv | Add-User | Should -Be "'a'", "'b'", "'3'"
    }

    It 'are the argument itself where they have no property of its name' {
        ([pscustomobject] @{ other = 1 } | Add-User)[0] | Should -Be "{'other': 1}"
    }

    It 'are mappings for a parameter that is one' {
        Add-Mapping ('{"a": 1, "b": {"c": 2}}' | ConvertFrom-Json) | Should -Be "{'a': 1, 'b': {'c': 2}}"
    }

    It 'are members of an enum whose values are texts or numbers, as one gives them' {
        Get-Word | Show-Word | Should -Be 'On'
        Get-Level | Show-Level | Should -Be 'HIGH'
        Show-Word off | Should -Be 'Off'
        Show-Level low | Should -Be 'LOW'
        (Get-ErrorOf { Show-Word no }).FullyQualifiedErrorId | Should -Be 'ParameterArgumentValidationError,Show-Word'
    }
}

Describe 'A generator function' {
    It 'streams' {
        (Read-Numbers 3 | ForEach-Object { "<$_>" }) -join '' | Should -Be '<0><1><2>'
        Read-Endless | Select-Object -First 2 | Should -Be 0, 1
        (Get-Help Read-Numbers).description.Text -join '' | Should -BeLike '*streams the items*'
    }

    It 'that fails gives what came before, and one error' {
        $got = Read-Half -ErrorVariable problem -ErrorAction SilentlyContinue
        $got | Should -Be 1
        $problem | Should -HaveCount 1
        "$problem" | Should -BeLike '*no second one*'
    }
}

Describe 'A command whose name the shell has' {
    It 'is warned of, though its module is not loaded yet' {
        $file = New-PythonFile 'taken.py' "def get_process(): pass`ndef compress_archive(): pass`ndef get_nothing_of_the_kind(): pass"
        $run = Invoke-Shell "Import-PyModule '$file' 3>&1 | ForEach-Object { `"`$_`" }"
        $run.Output | Should -BeLike '*Get-Process stands before *Microsoft.PowerShell.Management*'
        $run.Output | Should -BeLike '*Compress-Archive stands before *Microsoft.PowerShell.Archive*'
        $run.Output | Should -Not -BeLike '*Nothing*'
    }
}
