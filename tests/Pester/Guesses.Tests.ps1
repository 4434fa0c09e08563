# What a newcomer types first works, or its error names the right call.
BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    $folder = (New-Item (Join-Path $TestDrive 'guesses') -ItemType Directory).FullName
    Set-Content (Join-Path $folder 'my_first.py') @'
async def main(name="world", *more):
    return " ".join(["hello", name, *more])
async def other(name):
    return "other " + name
'@
    Set-Content (Join-Path $folder 'by_name.py') "import beside_it`nasync def main(): return beside_it.NAME"
    Set-Content (Join-Path $folder 'beside_it.py') 'NAME = "found beside it"'
    Set-Content -LiteralPath (Join-Path $folder 'one[1].py') 'def main(): return "brackets"'
    Push-Location $folder
}

AfterAll {
    Pop-Location
    Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
}

Describe 'A guess' {
    It 'works: Invoke-PyAwaitable <arguments>' -ForEach @(
        @{ arguments = 'my_first.py'; result = 'hello world' }
        @{ arguments = './my_first.py'; result = 'hello world' }
        @{ arguments = './my_first.py ada'; result = 'hello ada' }
        @{ arguments = './my_first.py:other ada'; result = 'other ada' }
        @{ arguments = '-Path my_first.py ada'; result = 'hello ada' }
        @{ arguments = '-Path my_first.py ada, grace'; result = 'hello ada grace' }
        @{ arguments = '-Path my_f*.py'; result = 'hello world' }
        @{ arguments = '-LiteralPath my_first.py ada -EntryPoint other'; result = 'other ada' }
        @{ arguments = '-LiteralPath "one[1].py"'; result = 'brackets' }
        @{ arguments = '-Path "one[1].py"'; result = 'brackets' }
        @{ arguments = 'by_name:main'; result = 'found beside it' }
    ) {
        Invoke-Expression "Invoke-PyAwaitable $arguments" | Should -Be $result
    }

    It 'takes a module of Python''s own before a file of the current folder' {
        $own = (New-Item (Join-Path $TestDrive 'own') -ItemType Directory).FullName
        Set-Content (Join-Path $own 'colorsys.py') 'raise SystemError("the wrong one")'
        Push-Location $own
        try {
            Invoke-PyAwaitable colorsys:rgb_to_hsv 0, 0, 0 | Should -Be 0, 0, 0
        }
        finally {
            Pop-Location
        }
    }

    It 'of a folder is told that it is one: <_>' -ForEach '.', '..', './', (Join-Path '..' 'guesses') {
        $record = Get-ErrorOf { Invoke-PyAwaitable $_ }
        $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.FileNotFound,*'
        "$record" | Should -BeLike '*is a folder: give a Python file*'
    }

    It 'of a folder as a program is told what that lacks' {
        "$(Get-ErrorOf { Invoke-PyScript . })" | Should -BeLike '*has no __main__.py*'
    }

    It 'of code as the first argument is told of -Code: <_>' -ForEach 'print(1)', '1 + 1', "await f('x')" {
        $record = Get-ErrorOf { Invoke-PyAwaitable $_ }
        $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.CodeAsFunction,*'
        $record.TargetObject | Should -Be $_
        "$record" | Should -BeLike "*Invoke-PyAwaitable -Code '$($_ -replace "'", "''")'"
    }

    It 'of a file that is not there names it' {
        $record = Get-ErrorOf { Invoke-PyAwaitable ./nowhere.py }
        $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.FileNotFound,*'
        "$record" | Should -BeLike "*$(Join-Path $folder nowhere.py)*"
    }

    It 'of a wildcard that matches several names them' {
        $record = Get-ErrorOf { Invoke-PyAwaitable -Path '*.py' }
        $record.FullyQualifiedErrorId | Should -BeLike 'PyAsync.AmbiguousPath,*'
        "$record" | Should -BeLike '*my_first.py*-LiteralPath*'
    }

    It 'of a module that is nowhere says where it was looked for' {
        "$(Get-ErrorOf { Invoke-PyAwaitable nowhere_at_all:main })" | Should -BeLike "*no module named 'nowhere_at_all'*"
    }
}

Describe 'Files from the pipeline' {
    It 'reach Invoke-PyScript by their exact names' {
        Set-Content -LiteralPath (Join-Path $folder 'prog[1].py') 'import sys; sys.exit(7)'
        Get-Item -LiteralPath (Join-Path $folder 'prog[1].py') | Invoke-PyScript -ErrorAction SilentlyContinue
        $LASTEXITCODE | Should -Be 7
    }

    It 'reach Invoke-PyAsyncTest by their exact names' {
        Set-Content -LiteralPath (Join-Path $folder 'test_[1].py') 'def test_it(): pass'
        (Get-Item -LiteralPath (Join-Path $folder 'test_[1].py') | Invoke-PyAsyncTest).Name | Should -Be 'test_it'
    }
}

Describe '-WhatIf' {
    It 'starts nothing: <_>' -ForEach 'Start-PyEventLoop WhatIfLoop -WhatIf', 'Use-PyEventLoop { throw "ran" } -Name WhatIfLoop -WhatIf', 'New-PyContext WhatIfLoop -WhatIf' {
        Invoke-Expression $_ | Should -BeNullOrEmpty
        Get-PyEventLoop WhatIf* | Should -BeNullOrEmpty
    }
}

Describe 'Get-Help -Online' {
    It 'has a page for every cmdlet' {
        foreach ($command in Get-Command -Module PyAsync) {
            $command.HelpUri | Should -Be "https://github.com/pyasync/pyasync/blob/main/docs/cmdlets/$($command.Name).md"
            Join-Path $repository docs cmdlets "$($command.Name).md" | Should -Exist
            (Get-Help $command.Name).RelatedLinks.NavigationLink[0].Uri | Should -Be $command.HelpUri
        }
        (Get-Module PyAsync).ProjectUri | Should -Be 'https://github.com/pyasync/pyasync'
    }
}

Describe '[PyAsync.Callback]' {
    It 'is the module''s own type under a short name' {
        [PyAsync.Callback].FullName | Should -Be 'PyAsync.PowerShell.ScriptBlocks.Callback'
    }
}
