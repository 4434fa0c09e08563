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

    It 'has live .NET objects, where pythonnet takes the Python' {
        if (-not (Test-LivePython)) {
            Set-ItResult -Skipped -Because 'pythonnet takes Python 3.11 and newer, with the GIL'
            return
        }
        $result = Invoke-Shell -Bare -TimeoutSeconds 120 -Environment $environment @'
Import-Module PyAsync
(Get-Process -Id $PID | Invoke-PyAwaitable -Code '_.ProcessName') -eq (Get-Process -Id $PID).ProcessName
'@
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -Be 'True'
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

    It 'is installed with a module of Export-PyModule, which needs it, and a new shell runs its commands' {
        $ops, $exported, $shelf, $other = 'ops', 'exported/OpsTools', 'shelf', 'other home' | ForEach-Object { (New-Item (Join-Path $TestDrive $_) -ItemType Directory -Force).FullName }
        Set-Content (Join-Path $ops 'opswords.py') 'WORD = "up"'
        Set-Content (Join-Path $ops 'ops.py') @'
"""Looks after services."""
import asyncio
import opswords

async def get_ops_service(name: str, times: int = 1) -> str:
    """Tells how a service does."""
    await asyncio.sleep(0)
    return f"{name} is {opswords.WORD * times}"
'@
        $known = "Register-PSResourceRepository -Name Shelf -Uri '$shelf' -Trusted -Force"
        $modules = Split-Path (Split-Path (Split-Path $manifest))
        $published = Invoke-Shell -TimeoutSeconds 120 -Environment $environment @"
`$env:PSModulePath = '$modules' + [IO.Path]::PathSeparator + `$env:PSModulePath
$known
Export-PyModule '$ops/ops.py' '$exported' -ModuleVersion 1.4.0 -Author Ada
Publish-PSResource -Path '$(Split-Path $manifest)' -Repository Shelf
Publish-PSResource -Path '$exported' -Repository Shelf
(Find-PSResource OpsTools -Repository Shelf).Dependencies.Name
"@
        $published.Errors | Should -BeNullOrEmpty
        $published.Output | Should -Be 'PyAsync'

        # Neither the sources nor the module that was built are needed from here on.
        Remove-Item $ops, $exported -Recurse
        $new = $environment.Clone()
        $new.HOME = $new.USERPROFILE = $new.LOCALAPPDATA = $other
        $installed = Invoke-Shell -Bare -TimeoutSeconds 120 -Environment $new "$known`nInstall-PSResource OpsTools -Repository Shelf -Scope CurrentUser`n(Get-InstalledPSResource).Name | Sort-Object"
        $installed.Errors | Should -BeNullOrEmpty
        $installed.Output -split '\s+' | Should -Be 'OpsTools', 'PyAsync'
        $run = Invoke-Shell -Bare -TimeoutSeconds 120 -Environment $new @"
'api', 'web' | Get-OpsService -Times 2 -Ordered
Get-OpsService db -AsJob | Receive-Job -Wait -AutoRemoveJob
(Get-Module OpsTools).Version.ToString()
(Get-Module OpsTools, PyAsync).ModuleBase.StartsWith('$other')
(Get-Help Get-OpsService).Synopsis
"@
        $run.Errors | Should -BeNullOrEmpty
        $run.Output -split '\r?\n' | Should -Be 'api is upup', 'web is upup', 'db is up', '1.4.0', 'True', 'True', 'Tells how a service does.'
    }

    It 'has a manifest that its own test finds nothing to warn of' {
        $warnings = @()
        Test-ModuleManifest $manifest -WarningVariable warnings -WarningAction SilentlyContinue | Should -Not -BeNullOrEmpty
        $warnings | Should -BeNullOrEmpty
    }

    It 'loads the assemblies that are compiled ahead for its runtime and system, else the plain ones' {
        $folder = (New-Item (Join-Path $TestDrive 'chosen') -ItemType Directory).FullName
        $built = Split-Path $manifest
        Copy-Item (Join-Path $built '*') $folder -Recurse -Exclude ahead
        Copy-Item (Join-Path $repository 'tools' 'build' 'PyAsync.psm1') $folder
        $copy = Join-Path $folder 'PyAsync.psd1'
        Set-Content $copy ((Get-Content $copy -Raw) -replace "(RootModule\s*=\s*)'[^']+'", "`$1'PyAsync.psm1'")
        $probe = "Import-Module '$copy'; [PyAsync.Loops.PyEventLoop].Assembly.Location; (Get-Command Start-PyEventLoop).ModuleName; (Get-Help Start-PyEventLoop).Synopsis.Length -gt 0"
        $plain = Invoke-Shell -Bare $probe
        $plain.Output -split '\r?\n' | Should -Be (Join-Path $folder 'PyAsync.Core.dll'), 'PyAsync', 'True'

        $ahead = Join-Path $folder 'ahead' "net$([Environment]::Version.Major).0-$([System.Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier)"
        [void] (New-Item $ahead -ItemType Directory)
        Copy-Item (Join-Path $folder 'PyAsync*.dll') $ahead
        $chosen = Invoke-Shell -Bare $probe
        $chosen.Output -split '\r?\n' | Should -Be (Join-Path $ahead 'PyAsync.Core.dll'), 'PyAsync', 'True'

        # pythonnet is there once, for all of them.
        $python = Get-TestPython
        if (Test-LivePython) {
            $live = Invoke-Shell -Bare -Environment @{ PYASYNC_PYTHON = $python.Executable } "Import-Module '$copy'; Get-Process -Id `$PID | Invoke-PyAwaitable -Code '_.ProcessName'"
            $live.Errors | Should -BeNullOrEmpty
            $live.Output | Should -Be (Get-Process -Id $PID).ProcessName
        }
    }
}

Describe 'The library for C#' {
    BeforeAll {
        . (Join-Path $PSScriptRoot '_Common.ps1')
        $source = Join-Path $PSScriptRoot '../../src/PyAsync.PythonNet'
        $log = & dotnet pack $source --configuration Release --nologo --verbosity quiet --output $TestDrive 2>&1
        $LASTEXITCODE | Should -Be 0 -Because "$log"
        $package = Get-Item (Join-Path $TestDrive 'PyAsync.PythonNet.*.nupkg')
        $archive = [System.IO.Compression.ZipFile]::OpenRead($package.FullName)
        $entries = $archive.Entries.FullName
        $reader = [System.IO.StreamReader]::new($archive.GetEntry('PyAsync.PythonNet.nuspec').Open())
        $metadata = ([xml] $reader.ReadToEnd()).package.metadata
        $reader.Dispose()
        $archive.Dispose()
    }

    It 'has PyAsync.PythonNet with its documentation, and pythonnet as a dependency, not as a file' {
        $entries | Should -Contain 'lib/net8.0/PyAsync.PythonNet.dll'
        $entries | Should -Contain 'lib/net8.0/PyAsync.PythonNet.xml'
        $entries | Where-Object { $_ -like '*.dll' } | Should -HaveCount 1
        $dependencies = $metadata.dependencies.group.dependency
        $dependencies.id | Sort-Object | Should -Be 'PyAsync.Core', 'pythonnet'
        ($dependencies | Where-Object id -EQ pythonnet).version | Should -Be ([System.Reflection.AssemblyName]::GetAssemblyName((Join-Path (Split-Path $manifest) 'Python.Runtime.dll')).Version.ToString(3))
        $metadata.description | Should -Match 'asyncio'
    }
}
