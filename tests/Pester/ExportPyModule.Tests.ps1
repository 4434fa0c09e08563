# A PowerShell module made of a Python module.
BeforeAll {
    . "$PSScriptRoot/_Common.ps1"
    $catalog = Join-Path $fixtures 'commands' 'catalog.py'
    $modules = Split-Path (Split-Path (Split-Path $manifest))
}

AfterAll {
    Get-PyEventLoop | Stop-PyEventLoop -Force -TimeoutSeconds 1
}

Describe 'Export-PyModule' {
    BeforeAll {
        $folder = Join-Path $TestDrive 'CatalogModule'
        $written = Export-PyModule $catalog $folder -ModuleVersion 1.2.3 -Author Ada -PassThru -WarningAction SilentlyContinue
    }

    It 'writes manifest, functions and the Python file' {
        (Get-ChildItem $folder).Name | Sort-Object | Should -Be 'catalog.py', 'CatalogModule.psd1', 'CatalogModule.psm1'
        $written.FullName | Should -Be (Join-Path $folder 'CatalogModule.psd1')
    }

    It 'passes Test-ModuleManifest, with PyAsync where modules are' {
        $run = Invoke-Shell -Environment @{ PSModulePath = $modules } "(Test-ModuleManifest '$folder/CatalogModule.psd1' -ErrorAction Stop).Version.ToString()"
        $run.Errors | Should -BeNullOrEmpty
        $run.Output | Should -Be '1.2.3'
    }

    It 'runs in a new shell: the import starts no Python, the first call does' {
        $run = Invoke-Shell -Bare -Environment @{ PSModulePath = $modules } @"
Import-Module '$folder'
@(Get-PyEventLoop).Count
Get-Text ab -Times 2
1, 2 | Get-Sum -Second 10 -Ordered
Connect-Endpoint @{ host = 'h'; port = 1 }
Join-Words - a b
(Get-Help Get-Text).Synopsis
(Get-Alias get_text).ResolvedCommandName
Get-Command -Module CatalogModule | Measure-Object | ForEach-Object Count
"@
        $run.Errors | Should -BeNullOrEmpty
        $run.Output -replace "`r" | Should -Be "0`nabab`n11`n12`nh:1 `na-b`nRepeats a text.`nGet-Text`n47"
    }

    It 'takes along what the file imports beside it' {
        Set-Content (Join-Path $TestDrive 'exporthelp.py') 'VALUE = 7'
        Set-Content (Join-Path $TestDrive 'exported.py') "import exporthelp`nasync def get_seven() -> int:`n    return exporthelp.VALUE"
        $other = Join-Path $TestDrive 'Exported'
        Export-PyModule (Join-Path $TestDrive exported.py) $other
        (Get-ChildItem $other).Name | Should -Contain 'exporthelp.py'
        Remove-Item (Join-Path $TestDrive 'exporthelp.py'), (Join-Path $TestDrive 'exported.py')
        $run = Invoke-Shell -Bare -Environment @{ PSModulePath = $modules } "Import-Module '$other'; Get-Seven"
        $run.Errors | Should -BeNullOrEmpty
        $run.Output | Should -Be '7'
    }

    It 'takes along every file that is imported: for a constant, in a function, of a package with what is above it' {
        $source = Join-Path $TestDrive 'closure'
        New-FileTree $source @{
            'conf.py' = 'TIMEOUT = 5'
            'late.py' = "import importlib`nNAMED = importlib.import_module('named').NAME"
            'named.py' = 'NAME = "n"'
            'gpkg/__init__.py' = 'VERSION = "v"'
            'gpkg/util.py' = 'from . import deep'
            'gpkg/deep.py' = 'VALUE = 3'
            'pk/__init__.py' = ''
            'pk/inner/__init__.py' = ''
            'pk/inner/x.py' = 'X = 9'
            'unused.py' = ''
            'main_ops.py' = "from conf import TIMEOUT`nfrom gpkg import util, VERSION`nimport pk.inner.x`ndef get_all() -> str:`n    from late import NAMED`n    return f'{TIMEOUT} {VERSION} {util.deep.VALUE} {pk.inner.x.X} {NAMED}'"
        }
        $other = Join-Path $TestDrive 'Closure Module'
        Export-PyModule (Join-Path $source main_ops.py) $other
        Get-ChildItem $other -Recurse -File -Filter *.py | ForEach-Object { [IO.Path]::GetRelativePath($other, $_.FullName).Replace('\', '/') } | Sort-Object |
            Should -Be 'conf.py', 'gpkg/__init__.py', 'gpkg/deep.py', 'gpkg/util.py', 'late.py', 'main_ops.py', 'named.py', 'pk/__init__.py', 'pk/inner/__init__.py', 'pk/inner/x.py'
        Remove-Item $source -Recurse
        $run = Invoke-Shell -Bare -Environment @{ PSModulePath = $modules } "Import-Module '$other'; Get-All"
        $run.Errors | Should -BeNullOrEmpty
        $run.Output | Should -Be '5 v 3 9 n'
    }

    It 'copies a package that is named whole, and of a file in a package what that imports' {
        $source = Join-Path $TestDrive 'packaged'
        New-FileTree $source @{
            'shelf/__init__.py' = 'from .core import get_core'
            'shelf/core.py' = "from pathlib import Path`nfrom .sub.deep import helper`ndef get_core() -> str:`n    data = Path(__file__).with_name('data.txt')`n    return helper() + (data.read_text() if data.exists() else '')"
            'shelf/sub/__init__.py' = ''
            'shelf/sub/deep.py' = "def helper():`n    return 'deep'"
            'shelf/sub/plugin.py' = ''
            'shelf/data.txt' = ' data'
            'shelf/.hidden/x.txt' = ''
        }
        $whole, $part = (Join-Path $TestDrive 'Whole'), (Join-Path $TestDrive 'Part')
        Export-PyModule (Join-Path $source shelf) $whole
        Export-PyModule (Join-Path $source shelf core.py) $part
        Join-Path $whole shelf sub plugin.py | Should -Exist
        Join-Path $whole shelf .hidden | Should -Not -Exist
        Get-ChildItem (Join-Path $whole shelf) -Recurse -Filter *.pyc | Should -BeNullOrEmpty
        Join-Path $part shelf sub plugin.py | Should -Not -Exist
        Remove-Item $source -Recurse -Force
        $run = Invoke-Shell -Bare -Environment @{ PSModulePath = $modules } "Import-Module '$whole'; Get-Core; Remove-Module Whole; Import-Module '$part'; Get-Core"
        $run.Errors | Should -BeNullOrEmpty
        $run.Output -replace "`r" | Should -Be "deep data`ndeep"
    }

    It 'takes the folder''s name as it is' {
        $file = New-PythonFile 'bracketed.py' "def get_bracketed() -> int:`n    return 8"
        $other = Join-Path $TestDrive 'o[1] x'
        $written = Export-PyModule $file $other -PassThru -ErrorAction Stop
        $written.FullName | Should -Be (Join-Path $other 'o[1] x.psd1')
        $run = Invoke-Shell -Bare -Environment @{ PSModulePath = $modules } "Import-Module ([WildcardPattern]::Escape('$written')); Get-Bracketed"
        $run.Errors | Should -BeNullOrEmpty
        $run.Output | Should -Be '8'
    }

    It 'has functions and classes whose names differ only in case' {
        $file = New-PythonFile 'cases.py' "class Job:`n    pass`nasync def job(n: int = 1) -> int:`n    return n"
        $other = Join-Path $TestDrive 'Cases'
        Export-PyModule $file $other -ErrorAction Stop
        $run = Invoke-Shell -Bare -Environment @{ PSModulePath = $modules } "Import-Module '$other' -ErrorAction Stop; job 3; (New-Job).PyTypeName"
        $run.Errors | Should -BeNullOrEmpty
        $run.Output -replace "`r" | Should -Be "3`nJob"
    }

    It 'has every apostrophe that there is, in docstring, author, description and the folder''s name' {
        $all = "a'b" + -join (0x2018, 0x2019, 0x201A, 0x201B, 0x2019, 0x2019 | ForEach-Object { "$([char] $_)'x" })
        $folder = Join-Path $TestDrive "Ann$([char] 0x2019)s ops"
        $file = New-PythonFile 'quotes.py' "`"`"`"The $all`"`"`"`ndef get_quoted() -> int:`n    return 9"
        $written = Export-PyModule $file $folder -Author "$all`nnext" -PassThru -ErrorAction Stop
        $told = Import-PowerShellDataFile -LiteralPath $written.FullName
        $told.Description | Should -Be "The $all"
        $told.Author | Should -Be "$all next"
        $told.Copyright | Should -Match ([regex]::Escape("(c) $all next."))
        $told.FileList | Should -Be (Get-ChildItem -LiteralPath $folder).Name
        (Import-PowerShellDataFile -LiteralPath (Export-PyModule $file $folder -Description $all -Force -PassThru).FullName).Description | Should -Be $all
        $run = Invoke-Shell -Bare -Environment @{ PSModulePath = $modules } "Import-Module '$($folder -replace [char] 0x2019, '$0$0')' -ErrorAction Stop; Get-Quoted"
        $run.Errors | Should -BeNullOrEmpty
        $run.Output | Should -Be '9'
    }

    It 'writes into no folder that has something in it, unless told' {
        (Get-ErrorOf { Export-PyModule $catalog $folder }).FullyQualifiedErrorId | Should -BeLike 'PyAsync.FolderNotEmpty,*'
        { Export-PyModule $catalog $folder -Force -ErrorAction Stop -WarningAction SilentlyContinue } | Should -Not -Throw
    }

    It 'writes nothing by -WhatIf' {
        Export-PyModule $catalog (Join-Path $TestDrive 'Nothing') -WhatIf
        Join-Path $TestDrive 'Nothing' | Should -Not -Exist
    }
}
