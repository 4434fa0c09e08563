#requires -Version 7.4
<#
.SYNOPSIS
Every task of this repository. ./build.sh TASK is the same, and fetches PowerShell where there is none.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0)]
    [ValidateSet('build', 'test', 'soak', 'demo', 'bench', 'docs', 'package', 'publish', 'clean', 'peers')]
    [string] $Task,

    # Of the .NET projects.
    [ValidateSet('Release', 'Debug')]
    [string] $Configuration = 'Release',

    # The short form of the benchmarks.
    [switch] $Quick,

    # Writes down the ratios of this run of the benchmarks, for later short ones to compare with.
    [switch] $UpdateBaseline,

    # Which Python runs the tests, the demo or the benchmarks: an executable, an environment's folder or a version.
    [string] $Python,

    # Runs only the Pester tests with one of these tags.
    [string[]] $Tag,

    # Runs only the test files and test classes with this in their name.
    [string] $Filter,

    # Runs the tests on the package in out/packages, instead of on what is built here.
    [switch] $Packaged,

    # How long the soak goes on.
    [ValidateRange(0.1, 1440)]
    [double] $Minutes = 10,

    # What chooses what the soak does; one at random is printed.
    [int] $Seed = [System.Random]::Shared.Next(),

    # Which Pester runs the tests.
    [ValidateSet('6.2.0', '5.9.1')]
    [string] $Pester = '6.2.0'
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

$root = $PSScriptRoot
$out = Join-Path $root 'out'
$version = (Import-PowerShellDataFile (Join-Path $root 'PyAsync.psd1')).ModuleVersion
$module = Join-Path $out 'PyAsync' $version

foreach ($part in 'Common', 'Shell', 'Module', 'Help', 'Peers', 'Tests', 'Package') {
    . (Join-Path $root 'tools' 'build' "$part.ps1")
}

try {
    $shell = Get-Shell
    switch ($Task) {
        'build' { Build-Module }
        'docs' { Build-Module -Force }
        'soak' { Assert-Python; Build-Module; Invoke-Soak }
        'demo' { Assert-Python; Build-Module; Invoke-Demo }
        'bench' { Assert-Python; Build-Module; Invoke-Bench }
        'package' { Build-Module; New-Package }
        'publish' { Publish-Package }
        'peers' { Install-Peers }
        'test' {
            if ($Packaged) {
                $module = Expand-Package
            }
            else {
                Assert-Python
                Build-Module
            }
            Invoke-Test
        }
        'clean' { Remove-BuildOutput }
    }
}
catch {
    # A message that the scripts wrote for the reader stands alone; anything else is a defect and keeps its place.
    if ($_.Exception -is [System.OperationCanceledException]) {
        [Console]::Error.WriteLine("build.ps1: $($_.Exception.Message)")
    }
    else {
        [Console]::Error.WriteLine("build.ps1: $_`n$($_.ScriptStackTrace)")
    }
    exit 1
}
exit $script:exitCode
