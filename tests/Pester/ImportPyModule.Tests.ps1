# Importing a module, again and again, and what it may hold.
BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    $catalog = Join-Path $fixtures 'commands' 'catalog.py'
}

AfterAll {
    Get-PyModule | Remove-PyModule
    Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
}

Describe 'A hostile module' {
    BeforeAll {
        $hostile = New-PythonFile 'hostile.py' @'
import enum
class Odd(enum.Enum):
    A = 1
async def get_injected(a: int = 1, größe: str = "'); $global:pwned = 1; ('") -> str:
    """Ends the comment #> ; $global:pwned = 2
    <# .SYNOPSIS

    .SYNOPSIS
    Another one.
    .NOSUCHKEY x

    Args:
        a: '; $global:pwned = 3 #> $(1/0) `" \u2019; $global:pwned = 4
    """
    return größe
async def get_choice(word: __import__("typing").Literal["it's", "$(1)", "\u2019; $global:pwned = 5; \u2019"] = "it's") -> str:
    return word
class Evil:
    def __repr__(self):
        raise SystemExit("ran user code")
async def get_default(value=Evil()) -> str:
    return type(value).__name__
def exit(code: int = 0) -> int:
    """Has the name of a word of PowerShell."""
    return code
'@
        $global:pwned = 0
        Import-PyModule $hostile -WarningAction SilentlyContinue
    }

    AfterAll {
        Remove-Variable pwned -Scope Global
    }

    It 'runs none of its text in PowerShell' {
        Get-Injected | Should -Be "'); `$global:pwned = 1; ('"
        Get-Choice | Should -Be "it's"
        Get-Choice '$(1)' | Should -Be '$(1)'
        Get-Default | Should -Be 'Evil'
        $global:pwned | Should -Be 0
    }

    It 'has its docstring whole in the help' {
        $help = Get-Help Get-Injected
        $help.Synopsis | Should -BeLike 'Ends the comment*'
        ($help.description.Text -join "`n") | Should -Match 'Another one'
        (Get-Help Get-Injected -Parameter A).description.Text -join '' | Should -Match 'pwned = 3'
    }

    It 'gives a function that is named as a word of PowerShell a name that can be called' {
        Invoke-Exit 3 | Should -Be 3
    }
}

Describe 'Importing' {
    It 'again picks up edits, and keeps the module''s state where there are none' {
        $file = New-PythonFile 'edited.py' "state = []`nasync def get_one() -> int:`n    state.append(1)`n    return len(state)"
        Import-PyModule $file
        Get-One | Should -Be 1
        Import-PyModule $file
        Get-One | Should -Be 2
        Set-Content $file "state = []`nasync def get_one() -> int:`n    return 99`nasync def get_two() -> int:`n    return 2"
        Import-PyModule $file
        Get-One | Should -Be 99
        Get-Two | Should -Be 2
        Set-Content $file "async def get_two() -> int:`n    return 3"
        Import-PyModule $file
        Get-Two | Should -Be 3
        Get-Command Get-One -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'again runs the module anew by -Force' {
        $file = New-PythonFile 'forced.py' "state = []`nasync def get_count() -> int:`n    state.append(1)`n    return len(state)"
        Import-PyModule $file
        $null = Get-Count
        Import-PyModule $file -Force
        Get-Count | Should -Be 1
    }

    It 'picks up edits of what the file imports beside it' {
        $null = New-PythonFile 'besidehelp.py' 'VALUE = 1'
        $file = New-PythonFile 'beside.py' "import besidehelp`nasync def get_value() -> int:`n    return besidehelp.VALUE"
        Import-PyModule $file
        Get-Value | Should -Be 1
        $null = New-PythonFile 'besidehelp.py' 'VALUE = 2'
        Import-PyModule $file
        Get-Value | Should -Be 2
    }

    It 'picks up edits of <what>' -ForEach @(
        @{ what = 'a constant that is imported'; line = 'from editconst import VALUE'; use = 'VALUE'; file = 'editconst.py'; text = 'VALUE = {0}' }
        @{ what = 'what a function imports'; line = ''; use = '__import__("editlate").VALUE'; file = 'editlate.py'; text = 'VALUE = {0}' }
        @{ what = 'a package'; line = 'from editpkg import VALUE'; use = 'VALUE'; file = 'editpkg/__init__.py'; text = 'VALUE = {0}' }
        @{ what = 'what an import imports'; line = 'from editmid import OTHER'; use = 'OTHER'; file = 'editend.py'; text = 'VALUE = {0}' }
        @{ what = 'what a dict was built of'; line = 'from edittable import TABLE'; use = 'TABLE["a"]'; file = 'edittable.py'; text = 'TABLE = dict(a={0})' }
    ) {
        $null = New-PythonFile 'editmid.py' "import editend`nOTHER = editend.VALUE"
        $null = New-Item (Join-Path $TestDrive $file) -Value ($text -f 1) -Force
        $main = New-PythonFile 'edited_use.py' "$line`nasync def get_used() -> int:`n    return $use"
        Import-PyModule $main -Force
        Get-Used | Should -Be 1
        Set-Content (Join-Path $TestDrive $file) ($text -f 2)
        Import-PyModule $main
        Get-Used | Should -Be 2
        # Also where its commands were gone meanwhile.
        Remove-PyModule edited_use
        Set-Content (Join-Path $TestDrive $file) ($text -f 3)
        Import-PyModule $main
        Get-Used | Should -Be 3
        Remove-PyModule edited_use
    }

    It 'by name picks up edits of a file of the location, too' {
        $null = New-PythonFile 'hereagain.py' "async def get_again() -> int:`n    return 1"
        Push-Location $TestDrive
        try {
            Import-PyModule hereagain
            Get-Again | Should -Be 1
            Set-Content hereagain.py "async def get_again() -> int:`n    return 2"
            Import-PyModule hereagain
        }
        finally {
            Pop-Location
        }
        Get-Again | Should -Be 2
        @(Get-PyModule hereagain).Count | Should -Be 1
    }

    Context 'a package' {
        BeforeAll {
            $above = Join-Path $TestDrive 'packages'
            New-FileTree $above @{
                'shop/__init__.py' = "from .core import get_core`nimport shop.sub.deep"
                'shop/core.py' = "from .sub.deep import helper`nimport besides`ndef get_core() -> str:`n    return f'{__name__} {helper()} {besides.VALUE}'"
                'shop/sub/__init__.py' = ''
                'shop/sub/deep.py' = "def helper() -> str:`n    return 'deep'`ndef get_deep() -> str:`n    from shop import core`n    return core.get_core()"
                'shop/besides.py' = 'VALUE = 1'
                'plain/relative.py' = 'from .other import x'
            }
        }

        AfterEach {
            Get-PyModule | Where-Object Name -Like 'shop*' | Remove-PyModule
        }

        It 'is imported by its folder' {
            # core.py imports a file beside it by its bare name, which works where that file itself is named.
            Set-Content (Join-Path $above shop core.py) ((Get-Content (Join-Path $above shop core.py) -Raw) -replace 'import besides', 'from . import besides')
            (Import-PyModule (Join-Path $above shop) -PassThru).Name | Should -Be 'shop'
            Get-Core | Should -Be 'shop.core deep 1'
            Set-Content (Join-Path $above shop sub deep.py) ((Get-Content (Join-Path $above shop sub deep.py) -Raw) -replace "'deep'", "'deeper'")
            Import-PyModule (Join-Path $above shop)
            Get-Core | Should -Be 'shop.core deeper 1'
            Push-Location (Join-Path $above shop)
            try {
                (Import-PyModule . -PassThru).Name | Should -Be 'shop'
            }
            finally {
                Pop-Location
            }
        }

        It 'has a file that is named as its module, which imports by dots and beside it' {
            Set-Content (Join-Path $above shop core.py) ((Get-Content (Join-Path $above shop core.py) -Raw) -replace 'from . import besides', 'import besides')
            Set-Content (Join-Path $above shop __init__.py) ''
            (Import-PyModule (Join-Path $above shop core.py) -PassThru).Name | Should -Be 'shop.core'
            Get-Core | Should -BeLike 'shop.core deep* 1'
            Invoke-PyAwaitable "$(Join-Path $above shop core.py):get_core" | Should -BeLike 'shop.core deep* 1'
        }

        It 'is found by a dotted name at the location' {
            Push-Location $above
            try {
                (Import-PyModule shop.sub.deep -PassThru).Name | Should -Be 'shop.sub.deep'
                (Import-PyModule shop.sub.deep -PassThru).Name | Should -Be 'shop.sub.deep'
                Invoke-PyAwaitable shop.sub.deep:helper | Should -BeLike 'deep*'
                (Get-ErrorOf { Import-PyModule shop.sub.nowhere }).FullyQualifiedErrorId | Should -BeLike 'PyAsync.ModuleNotFoundError,*'
            }
            finally {
                Pop-Location
            }
            Get-Deep | Should -BeLike 'shop.core deep* 1'
        }

        It 'is none without an __init__.py, and the errors say so' {
            $record = Get-ErrorOf { Import-PyModule (Join-Path $above plain) }
            $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.FileNotFound,*'
            "$record" | Should -BeLike '*is a folder without an __init__.py*Give a Python file of it*'
            Get-ErrorOf { Import-PyModule (Join-Path $above plain relative.py) } | Should -BeLike '*no known parent package*put an empty __init__.py beside it*'
        }
    }

    It 'a module that fails shows its traceback and changes nothing' {
        $file = New-PythonFile 'failing.py' "async def get_fine() -> int:`n    return 1"
        Import-PyModule $file
        $null = New-PythonFile 'failhelp.py' 'x = 1'
        Set-Content $file "import failhelp`nasync def get_broken() -> int:`n    return 1`nraise RuntimeError('broken at import')"
        $record = Get-ErrorOf { Import-PyModule $file }
        $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.RuntimeError,*'
        $record.ErrorDetails.RecommendedAction | Should -Match 'failing\.py:4'
        Get-Fine | Should -Be 1
        Get-Command Get-Broken -ErrorAction Ignore | Should -BeNullOrEmpty
        Invoke-PyAwaitable -Code 'import sys; "failhelp" in sys.modules' | Should -BeFalse
    }

    It 'by name finds a module of Python''s, and one of the location' {
        Import-PyModule colorsys -WarningAction SilentlyContinue
        (rgb_to_hsv 1 0 0)[2] | Should -Be 1.0
        $null = New-PythonFile 'herelocal.py' "async def get_here() -> str:`n    return __name__"
        Push-Location $TestDrive
        try {
            Import-PyModule herelocal
        }
        finally {
            Pop-Location
        }
        Get-Here | Should -Be 'herelocal'
    }

    It 'refuses a decorator''s name that can be no command''s' {
        $file = New-PythonFile 'misnamed.py' "from pyasync import command`n@command(name='Get-X; exit')`nasync def get_x():`n    pass"
        $record = Get-ErrorOf { Import-PyModule $file }
        $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.CommandName,*'
        "$record" | Should -BeLike "'Get-X; exit'*"
    }

    It 'refuses a decorator''s pipeline parameter that the function does not have' {
        $file = New-PythonFile 'mispiped.py' "from pyasync import command`n@command(pipeline='nope')`nasync def get_x(name: str, *more):`n    pass"
        $record = Get-ErrorOf { Import-PyModule $file }
        $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.CommandPipeline,*'
        "$record" | Should -BeLike "'nope'*'get_x'*: name.*"
        Get-PyModule mispiped -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'of what is not there is Python''s error' {
        (Get-ErrorOf { Import-PyModule no_such_module_here }).FullyQualifiedErrorId | Should -BeLike 'PyAsync.ModuleNotFoundError,*'
        (Get-ErrorOf { Import-PyModule ./no_such_file.py }).FullyQualifiedErrorId | Should -BeLike 'PyAsync.FileNotFound,*'
    }

    It 'warns of a command that it stands before, and makes no alias over one that is there' {
        $file = New-PythonFile 'clashing.py' "async def get_process() -> str:`n    return 'mine'`nasync def clear() -> int:`n    return 1`nasync def sort() -> int:`n    return 1"
        $null = Import-PyModule $file -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings -join "`n" | Should -Match 'Get-Process stands before the cmdlet'
        $warnings -join "`n" | Should -Match 'clear is hidden by the alias clear|clear stands before'
        Get-Process | Should -Be 'mine'
        Remove-PyModule clashing
        Get-Process -Id $PID | Should -Not -BeNullOrEmpty
    }

    It 'puts -Prefix before each noun' {
        $file = New-PythonFile 'prefixed.py' "async def get_thing() -> int:`n    return 1`nasync def other(x: int) -> int:`n    return x"
        Import-PyModule $file -Prefix Acme
        Get-AcmeThing | Should -Be 1
        Acmeother 5 | Should -Be 5
    }

    It 'takes only what -Function names, by Python''s name or the command''s' {
        $file = New-PythonFile 'chosen.py' "async def get_a():`n    return 1`nasync def get_b():`n    return 2`nasync def set_c():`n    return 3"
        (Import-PyModule $file -Function 'get_b', 'Set-*' -PassThru).Commands | Should -Be 'Get-B', 'Set-C'
        Get-Command Get-A -Module chosen -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'as an object has the functions as methods' {
        $file = New-PythonFile 'methods.py' "async def add(a: int, b: int) -> int:`n    return a + b"
        $object = Import-PyModule $file -AsCustomObject
        $object.add(2, 3) | Should -Be 5
        Get-Module methods | Should -BeNullOrEmpty
    }

    It 'for a loop runs the commands there' {
        $null = Start-PyEventLoop Side
        $file = New-PythonFile 'sided.py' "import asyncio`nasync def get_loop() -> int:`n    return id(asyncio.get_running_loop())"
        Import-PyModule $file -Loop Side
        Get-Loop | Should -Be (Invoke-PyAwaitable -Loop Side -Code 'import asyncio; id(asyncio.get_running_loop())')
        (Get-PyModule sided).Loop | Should -Be 'Side'
        Stop-PyEventLoop Side
        (Get-ErrorOf { Get-Loop }).FullyQualifiedErrorId | Should -BeLike 'PyAsync.LoopNotFound,*'
    }
}

Describe 'Get-PyModule and Remove-PyModule' {
    It 'list the modules, and take their commands away' {
        $file = New-PythonFile 'removed.py' "async def get_gone() -> int:`n    return 1"
        Import-PyModule $file
        $module = Get-PyModule remov*
        $module.Name | Should -Be 'removed'
        $module.Commands | Should -Be 'Get-Gone'
        $module.File | Should -Be $file
        $module | Remove-PyModule
        Get-Command Get-Gone -ErrorAction Ignore | Should -BeNullOrEmpty
        Get-PyModule remov* | Should -BeNullOrEmpty
        (Get-ErrorOf { Remove-PyModule removed }).FullyQualifiedErrorId | Should -BeLike 'PyAsync.ModuleNotImported,*'
    }

    It 'know of a module that Remove-Module has removed' {
        $file = New-PythonFile 'byhand.py' "async def get_byhand() -> int:`n    return 1"
        Import-PyModule $file
        Remove-Module byhand
        Get-PyModule byhan* | Should -BeNullOrEmpty
    }
}
