Describe 'The module in a repository of PSResourceGet' {
    BeforeAll {
        . (Join-Path $PSScriptRoot '_Common.ps1')
        $places = 'home', 'repository', 'newer/PyAsync' | ForEach-Object { (New-Item (Join-Path $TestDrive $_) -ItemType Directory -Force).FullName }
        $userHome, $feed, $newer = $places
        Copy-Item (Join-Path (Split-Path $manifest) '*') $newer -Recurse
        $text = Get-Content (Join-Path $newer 'PyAsync.psd1') -Raw
        Set-Content (Join-Path $newer 'PyAsync.psd1') ($text -replace "(ModuleVersion\s*=\s*)'[^']+'", "`$1'99.0.0'")
        $environment = @{ HOME = $userHome; USERPROFILE = $userHome; LOCALAPPDATA = $userHome; XDG_DATA_HOME = $null; PYASYNC_PYTHON = (Get-TestPython).Executable; PSModulePath = $null }
        $prepare = "Register-PSResourceRepository -Name Local -Uri '$feed' -Trusted -Force"
    }

    It 'is published, installed, imported and run by a new shell' {
        $result = Invoke-Shell -Bare -TimeoutSeconds 120 -Environment $environment @"
$prepare
Publish-PSResource -Path '$(Split-Path $manifest)' -Repository Local
Install-PSResource PyAsync -Repository Local -Scope CurrentUser
Import-Module PyAsync
(Get-Module PyAsync).ModuleBase.StartsWith('$userHome')
Invoke-PyAwaitable -Code '6 * 7'
"@
        $result.Errors | Should -BeNullOrEmpty
        $result.Output -split '\s+' | Should -Be 'True', '42'
    }

    It 'is updated to a newer version' {
        $result = Invoke-Shell -Bare -TimeoutSeconds 120 -Environment $environment @"
$prepare
Publish-PSResource -Path '$newer' -Repository Local
Update-PSResource PyAsync -Repository Local -Scope CurrentUser
Import-Module PyAsync
(Get-Module PyAsync).Version.ToString()
"@
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be '99.0.0'
    }

    It 'has a manifest that its own test finds nothing to warn of' {
        $warnings = @()
        Test-ModuleManifest $manifest -WarningVariable warnings -WarningAction SilentlyContinue | Should -Not -BeNullOrEmpty
        $warnings | Should -BeNullOrEmpty
    }
}
