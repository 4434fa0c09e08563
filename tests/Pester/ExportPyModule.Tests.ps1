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

    It 'writes into no folder that has something in it, unless told' {
        (Get-ErrorOf { Export-PyModule $catalog $folder }).FullyQualifiedErrorId | Should -BeLike 'PyAsync.FolderNotEmpty,*'
        { Export-PyModule $catalog $folder -Force -ErrorAction Stop -WarningAction SilentlyContinue } | Should -Not -Throw
    }

    It 'writes nothing by -WhatIf' {
        Export-PyModule $catalog (Join-Path $TestDrive 'Nothing') -WhatIf
        Join-Path $TestDrive 'Nothing' | Should -Not -Exist
    }
}
